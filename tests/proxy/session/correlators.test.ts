import { describe, expect, test } from 'vitest';
import { now } from '../../../proxy/capture/clock.ts';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import { Correlators, dialogueKey } from '../../../proxy/session/correlators.ts';
import { connectionRow } from '../store/rows.ts';

const poll = (id: number) => connectionRow(id, { kind: 'http', session: 'sid' });
const NOBODY: ReadonlySet<ReturnType<typeof dialogueKey>> = new Set();

/** The first of two polls has asked at 1. */
function asked(): Correlators {
  const correlators = new Correlators();
  const speech = { connection: 1 as ConnectionId, seq: 7 as Seq, from: 'client', at: 1 } as const;
  correlators.of(poll(1)).take(speech, [{ asks: 'a' }]);
  return correlators;
}

describe('who waits for an answer', () => {
  test('is known to the connections of one session, and to no other', () => {
    const correlators = new Correlators();
    const elsewhere = [
      { host: 'other.test' },
      { port: 8443 },
      { session: 'other' },
      { replayOf: 1 as ConnectionId },
    ];
    expect(correlators.of(poll(2))).toBe(correlators.of(poll(1)));
    for (const change of elsewhere)
      expect(correlators.of({ ...poll(2), ...change })).not.toBe(correlators.of(poll(1)));
    const lone = connectionRow(3);
    expect(correlators.of(lone)).not.toBe(correlators.of(lone));
    expect(correlators.has(lone)).toBe(false);
  });

  test('is told once, with the connection that asked', () => {
    const correlators = asked();
    expect(correlators.takeOverdue(500, NOBODY)).toEqual([{ connection: 1, seq: 7 }]);
    expect(correlators.takeOverdue(500, NOBODY)).toEqual([]);
  });

  test('is let go when nobody has gone on with the session, not before', () => {
    const correlators = asked();
    const later = now() + 60_000;
    correlators.takeOverdue(0, NOBODY);
    expect(correlators.has(poll(2))).toBe(true); // the next poll may be on its way
    expect(correlators.takeOverdue(later, NOBODY)).toHaveLength(1);
    expect(correlators.has(poll(2))).toBe(false);
  });

  test('is kept as long as one of the session is open, however long that says nothing', () => {
    const correlators = asked();
    const opened = now();
    correlators.takeOverdue(opened, new Set([dialogueKey(poll(2))]));
    expect(correlators.has(poll(1))).toBe(true);
  });

  test('is not known across what was not seen', () => {
    const correlators = asked();
    correlators.forget(poll(2));
    expect(correlators.takeOverdue(500, NOBODY)).toEqual([]);
  });
});
