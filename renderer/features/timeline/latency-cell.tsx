// What a message is to another: how long it took to answer, how long its own answer took, or that none came. A press goes
// to the other one.

import { type MouseEvent, useCallback } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { OPCODE } from '../../../proxy/protocol/frame.ts';
import { formatDuration, formatExactDuration } from '../../ui/quantity.ts';
import css from './latency-cell.module.css';

type Paired = Pick<MessageRow, 'rtt' | 'answers' | 'asked' | 'opcode'>;

/** The message that this one answers, or that answers it; null: there is none. */
export function counterpartOf({ answers, asked }: Paired): Seq | null {
  return answers ?? asked?.answer ?? null;
}

interface LatencyCellProps {
  readonly row: MessageRow;
  readonly onGoTo: (seq: Seq) => void;
}

export function LatencyCell({ row, onGoTo }: LatencyCellProps) {
  const seq = counterpartOf(row);
  const go = useCallback(
    (event: MouseEvent) => {
      event.stopPropagation();
      if (seq !== null) onGoTo(seq);
    },
    [seq, onGoTo],
  );
  const text = latencyText(row);
  const title = latencyTitle(row);
  if (text === null) return null;
  if (seq === null)
    return (
      <span title={title} data-overdue={row.asked?.overdue || undefined} className={css.alone}>
        {text}
      </span>
    );
  return (
    <button type="button" className={css.pair} tabIndex={-1} title={`${title}; go to it`} onClick={go}>
      {text}
    </button>
  );
}

function latencyText({ rtt, asked }: Paired): string | null {
  if (rtt !== null) return `↩ ${formatDuration(rtt)}`;
  if (asked === null) return null;
  if (asked.after !== null) return `${formatDuration(asked.after)} ↪`;
  return asked.overdue ? 'no answer' : null;
}

/** The exact time, and what it was measured between. */
export function latencyTitle({ rtt, asked, answers, opcode }: Paired): string | undefined {
  const number = answers === null ? '' : ` (#${answers})`;
  if (rtt !== null) {
    const since =
      opcode === OPCODE.pong ? 'the ping that this pong answers' : 'the message that this answers';
    return `${formatExactDuration(rtt)} after ${since}${number}`;
  }
  if (asked === null) return undefined;
  if (asked.after !== null) return `answered after ${formatExactDuration(asked.after)} by #${asked.answer}`;
  return asked.overdue ? 'asks, and was not answered in time' : 'asks; no answer so far';
}
