// The line below the list: how much of the connection is shown, by which filter, and how far it was looked through.

import type { ViewState } from '../../../proxy/contract/model.ts';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import css from './view-status.module.css';

interface ViewStatusProps {
  readonly view: ViewState;
  /** Of the filter that is on its way. */
  readonly next: ViewState | null;
  readonly filter: string;
  readonly selected: number;
}

export function ViewStatus({ view, next, filter, selected }: ViewStatusProps) {
  const { count, total } = view;
  const { scanned } = next ?? view;
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
          {next?.count === 0 ? 'No match yet: looking through' : 'Looking through'} {formatExact(scanned)} of{' '}
          {formatExact(total)}
          <progress value={scanned} max={total} />
        </label>
      ) : null}
    </div>
  );
}
