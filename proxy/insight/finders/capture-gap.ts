// What is missing of the capture itself, so that nobody reads a silence into it that was none.

import type { Finding } from '../../contract/finding.ts';
import type { Connection, Gap } from '../../contract/model.ts';
import { counted, inBytes, inTime, often } from '../amount.ts';
import type { SessionFinder, SessionSubject } from '../finder.ts';

/** Connections that are named: the newest of those that were there. */
const NAMED = 500;

type Reason = Gap['reason'];

export const captureGap: SessionFinder = {
  kind: 'capture-gap',
  find: (subject) =>
    (['disk', 'budget', 'paused'] as const).flatMap((reason) => {
      const gaps = subject.gaps.filter((gap) => gap.reason === reason);
      return gaps.length === 0 ? [] : [tell(subject, reason, gaps)];
    }),
};

function tell({ connections, until }: SessionSubject, reason: Reason, gaps: readonly Gap[]): Finding {
  const time = gaps.reduce((sum, { from, to }) => sum + Math.max(0, (to ?? until) - from), 0);
  const messages = gaps.reduce((sum, gap) => sum + gap.messages, 0);
  const bytes = gaps.reduce((sum, gap) => sum + gap.bytes, 0);
  const there = connections.filter((connection) => gaps.some((gap) => touches(gap, connection)));
  const amount = bytes === 0 ? '' : `, and ${counted(messages, 'message')} of ${inBytes(bytes)} are missing`;
  const newest = there.findLast(({ kind }) => kind === 'websocket');
  const last = gaps.at(-1)!;
  return {
    kind: 'capture-gap',
    severity: reason === 'paused' ? 'info' : 'warning',
    topic: reason,
    what: `${WHAT[reason]} ${often(gaps.length)}, for ${inTime(time)} in all${amount}: silence in that time means nothing.`,
    advice: ADVICE[reason],
    connections: there.slice(-NAMED).map(({ id }) => id),
    times: there.length,
    evidence: newest ? [{ kind: 'time', connection: newest.id, at: last.from, label: 'The newest gap' }] : [],
  };
}

const WHAT: Readonly<Record<Reason, string>> = {
  paused: 'Recording was paused',
  budget: 'More crossed than the disk could take',
  disk: 'The disk took nothing',
};

const ADVICE: Readonly<Record<Reason, string>> = {
  paused: '',
  budget: 'Record to a faster disk, or choose in the settings that traffic waits for it.',
  disk: 'Free some space; the capture goes on by itself.',
};

function touches(gap: Gap, { openedAt, ending }: Connection): boolean {
  return (gap.to ?? Infinity) >= openedAt && gap.from <= (ending?.at ?? Infinity);
}
