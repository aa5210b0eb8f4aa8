// The exact numbers of a message on one line: when, how long, how large, in how many frames.

import { useCallback } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageDetail, MessageRow } from '../../../proxy/contract/model.ts';
import { opcodeName } from '../../../proxy/protocol/frame.ts';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { counterpartOf, latencyTitle } from '../timeline/latency-cell.tsx';
import { formatExactBytes, formatExactDuration, formatPlural } from '../../ui/quantity.ts';
import css from './inspector.module.css';

interface FactsProps {
  readonly message: MessageDetail;
  /** False: it came in a body of HTTP. */
  readonly framed: boolean;
  /** The newest of it: an answer may have come since the message was read. */
  readonly row: MessageRow;
  readonly onGoTo: (seq: Seq) => void;
}

export function MessageFactsLine({ message, framed, row, onGoTo }: FactsProps) {
  const { at, endedAt, length, wireLength, frames, opcode, seq } = message;
  return (
    <p className={css.line}>
      <span>#{seq}</span>
      <span>{message.from === 'client' ? '▲ sent' : '▼ received'}</span>
      <span title={formatMoment(at)}>{formatTime(at)}</span>
      {endedAt > at ? <span>over {formatExactDuration(endedAt - at)}</span> : null}
      <span>{opcodeName(opcode)}</span>
      <span>{formatExactBytes(length)}</span>
      <span>{formatExactBytes(wireLength)} on the wire</span>
      <span>{framed ? formatPlural(frames, 'frame') : 'in an HTTP body'}</span>
      <Pair row={row} onGoTo={onGoTo} />
    </p>
  );
}

function Pair({ row, onGoTo }: Pick<FactsProps, 'row' | 'onGoTo'>) {
  const seq = counterpartOf(row);
  const go = useCallback(() => {
    if (seq !== null) onGoTo(seq);
  }, [seq, onGoTo]);
  const title = latencyTitle(row);
  if (title === undefined) return null;
  if (seq === null) return <span data-overdue={row.asked?.overdue || undefined}>{title}</span>;
  return (
    <button type="button" className={css.pair} title={`Go to #${seq}`} onClick={go}>
      {title}
    </button>
  );
}
