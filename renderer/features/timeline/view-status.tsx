// The line below the list: how much of the connection is shown, by which filter, and how far it was looked through.

import { type ReactNode, useCallback } from 'react';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { formatBytes, formatExact, formatExactBytes, formatPlural } from '../../ui/quantity.ts';
import type { Comparing } from './use-comparing.ts';
import { SUMMED_ROWS } from './use-selected-bytes.ts';
import css from './view-status.module.css';

interface ViewStatusProps {
  readonly view: ViewState;
  /** Of the filter that is on its way. */
  readonly next: ViewState | null;
  readonly filter: string;
  readonly selected: number;
  /** Of their payloads; null while they are not known. */
  readonly selectedBytes: number | null;
  readonly comparing: Comparing;
  /** Stands at the end of the line. */
  readonly children?: ReactNode;
}

export function ViewStatus(props: ViewStatusProps) {
  const { view, next, filter, selected, selectedBytes, comparing, children } = props;
  const { count, total } = view;
  const { scanned } = next ?? view;
  return (
    <div className={css.status}>
      <span>
        {filter === ''
          ? formatPlural(total, 'message')
          : `${formatExact(count)} of ${formatPlural(total, 'message')}`}
      </span>
      {selected > 1 ? <Selected count={selected} bytes={selectedBytes} /> : null}
      {comparing.first === null ? null : <CompareFirst comparing={comparing} />}
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
      {children}
    </div>
  );
}

function Selected({ count, bytes }: { readonly count: number; readonly bytes: number | null }) {
  const unknown = `Their bytes are added up for ${formatExact(SUMMED_ROWS)} rows at most.`;
  return (
    <span title={bytes === null ? unknown : `Payloads: ${formatExactBytes(bytes)}`}>
      {formatExact(count)} selected{bytes === null ? '' : `, ${formatBytes(bytes)}`}
    </span>
  );
}

function CompareFirst({ comparing: { first, begin } }: { readonly comparing: Comparing }) {
  const cancel = useCallback(() => begin(null), [begin]);
  return (
    <span className={css.first} role="status">
      Compare #{first}: choose another and press <kbd>C</kbd>
      <button type="button" className={css.cancel} onClick={cancel}>
        Cancel
      </button>
    </span>
  );
}
