// How a WebSocket connection ended: code, meaning, reason, who closed first, and whether both sides agreed.

import type { EndCause, Ending, Side } from '../../../proxy/contract/model.ts';
import { closeCodeMeaning, closeCodeName } from '../../../proxy/protocol/close.ts';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import css from './handshake.module.css';

/** RFC 6455 §7.1.5: what an endpoint reports when no Close frame came. */
const NO_CLOSE_FRAME = 1006;

const CAUSES: Readonly<Record<EndCause, string>> = {
  'close-frame': 'Both sides agreed by Close frames',
  fin: 'The TCP connection ended without a Close frame',
  reset: 'The TCP connection was reset',
  engine: 'Framescope stopped while it was open',
  error: 'An error ended it',
};

const CLOSERS: Readonly<Record<Side, string>> = { client: 'the client', server: 'the server' };

interface EndingSectionProps {
  readonly ending: Ending | null;
  /** There was a WebSocket, which alone has a close code. */
  readonly opened: boolean;
}

export function EndingSection({ ending, opened }: EndingSectionProps) {
  if (ending === null || !opened) return null;
  const code = ending.code ?? NO_CLOSE_FRAME;
  return (
    <section className={css.section}>
      <h3>
        Close{' '}
        <span className={css.note} data-clean={ending.clean}>
          {ending.clean ? 'clean' : 'not clean'}
        </span>
      </h3>
      <dl className={css.facts}>
        <dt>Code</dt>
        <dd>
          {code} {closeCodeName(code)}
          {ending.code === null ? ', as endpoints report it: no Close frame came' : null}
        </dd>
        <dt>Meaning</dt>
        <dd>{closeCodeMeaning(code)}</dd>
        <dt>Reason</dt>
        <dd>{ending.reason === '' ? 'none given' : <bdi>{ending.reason}</bdi>}</dd>
        <dt>Closed first</dt>
        <dd>{ending.by === null ? 'nobody, or nobody knows' : CLOSERS[ending.by]}</dd>
        <dt>How</dt>
        <dd>{CAUSES[ending.cause]}</dd>
        <dt>When</dt>
        <dd title={formatMoment(ending.at)}>{formatTime(ending.at)}</dd>
      </dl>
    </section>
  );
}
