// The line below the list: how much of the connection is shown, by which filter, and how far it was looked through.

import type { ReactNode } from 'react';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import css from './view-status.module.css';

interface ViewStatusProps {
  readonly view: ViewState;
  readonly filter: string;
  readonly selected: number;
  /** Stands at the end of the line. */
  readonly children?: ReactNode;
}

export function ViewStatus({ view, filter, selected, children }: ViewStatusProps) {
  const { count, scanned, total } = view;
  return (
    <div className={css.status}>
      <span>
        {filter === ''
          ? formatPlural(total, 'message')
          : `${formatExact(count)} of ${formatPlural(total, 'message')}`}
      </span>
      {selected > 1 ? <span>{formatExact(selected)} selected</span> : null}
      {filter === '' ? null : (
        <span className={css.filter} title={filter}>
          Filter <code>{filter}</code>
        </span>
      )}
      {scanned < total ? (
        <label className={css.scan}>
          Looking through {formatExact(scanned)} of {formatExact(total)}
          <progress value={scanned} max={total} />
        </label>
      ) : null}
      {children}
    </div>
  );
}
