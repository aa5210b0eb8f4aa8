// How a message was framed, on one line (RFC 6455 §5.2): how many frames, what their headers say, how many bytes they
// took. Every frame by itself stands in the inspector.

import type { MessageRow } from '../../../proxy/contract/model.ts';
import { formatExactBytes, formatPlural } from '../../ui/quantity.ts';
import css from './message-row.module.css';

interface FrameSummaryProps {
  readonly row: MessageRow;
  /** False: it came in a body of HTTP. */
  readonly framed: boolean;
}

export function FrameSummary({ row, framed }: FrameSummaryProps) {
  const { frames, complete, compressed, wireLength } = row;
  if (!framed) {
    return <span className={css.faint}>no frame: {formatExactBytes(wireLength)} of an HTTP body</span>;
  }
  return (
    <>
      <b className={css.code}>{formatPlural(frames, 'frame')}</b>
      <span className={css.faint} title="FIN, the last frame of the message">
        {complete ? ' · FIN' : ' · no FIN'}
      </span>
      {compressed ? (
        <span className={css.faint} title="RSV1 on its first frame: compressed (RFC 7692 §6)">
          {' · RSV1'}
        </span>
      ) : null}
      <span className={css.faint}>
        {` · ${masking(row)}`} · {formatExactBytes(wireLength)} on the wire
      </span>
    </>
  );
}

/** A client must mask and a server must not (RFC 6455 §5.1); what breaks that is a violation of the message. */
function masking({ from, frames, violations }: MessageRow): string {
  const broken = violations.some(({ rule }) => rule === 'client-not-masked' || rule === 'server-masked');
  if (broken && frames > 1) return 'not all masked alike';
  return (from === 'client') !== broken ? 'masked' : 'not masked';
}
