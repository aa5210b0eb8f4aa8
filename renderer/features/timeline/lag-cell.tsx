// How late a line of chat arrived, in the cell that else tells latencies.

import type { MessageRow } from '../../../proxy/contract/model.ts';
import { formatLag, lagOf, lagTitle } from './lag.ts';
import css from './message-row.module.css';

export function LagCell({ row: { at, decoded } }: { readonly row: MessageRow }) {
  const lag = lagOf(at, decoded);
  if (lag === null) return null;
  return (
    <span className={css.lag} data-wrong={lag < 0 || undefined} title={lagTitle(lag)}>
      {formatLag(lag)}
    </span>
  );
}
