// The line below the list: how much of the connection is shown, by which filter, and how far it was looked through.

import type { ViewState } from '../../../proxy/contract/model.ts';
import { formatBytes, formatExact, formatExactBytes, formatPlural } from '../../ui/quantity.ts';
import { SUMMED_ROWS } from './use-selected-bytes.ts';
import css from './view-status.module.css';

interface ViewStatusProps {
  readonly view: ViewState;
  readonly filter: string;
  readonly selected: number;
  /** Of their payloads; null while they are not known. */
  readonly selectedBytes: number | null;
}

export function ViewStatus({ view, filter, selected, selectedBytes }: ViewStatusProps) {
  const { count, scanned, total } = view;
  return (
    <div className={css.status}>
      <span>
        {filter === ''
          ? formatPlural(total, 'message')
          : `${formatExact(count)} of ${formatPlural(total, 'message')}`}
      </span>
      {selected > 1 ? <Selected count={selected} bytes={selectedBytes} /> : null}
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
