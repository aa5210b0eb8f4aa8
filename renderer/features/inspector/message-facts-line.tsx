// The exact numbers of a message on one line: when, how long, how large, in how many frames.

import type { MessageDetail } from '../../../proxy/contract/model.ts';
import { opcodeName } from '../../../proxy/protocol/frame.ts';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { latencyTitle } from '../timeline/message-row.tsx';
import { formatExactBytes, formatExactDuration, formatPlural } from '../../ui/quantity.ts';
import css from './inspector.module.css';

export function MessageFactsLine({ message }: { readonly message: MessageDetail }) {
  const { at, endedAt, length, wireLength, frames, opcode, seq, rtt } = message;
  return (
    <p className={css.line}>
      <span>#{seq}</span>
      <span>{message.from === 'client' ? '▲ sent' : '▼ received'}</span>
      <span title={formatMoment(at)}>{formatTime(at)}</span>
      {endedAt > at ? <span>over {formatExactDuration(endedAt - at)}</span> : null}
      <span>{opcodeName(opcode)}</span>
      <span>{formatExactBytes(length)}</span>
      <span>{formatExactBytes(wireLength)} on the wire</span>
      <span>{formatPlural(frames, 'frame')}</span>
      {rtt === null ? null : <span>{latencyTitle(message)}</span>}
    </p>
  );
}
