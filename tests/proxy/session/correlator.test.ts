import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import type { Turn } from '../../../proxy/formats/decoders/decoder.ts';
import { Correlator } from '../../../proxy/session/correlator.ts';

const one = 1 as ConnectionId;

function conversation() {
  const correlator = new Correlator();
  let seq = 0;
  return {
    correlator,
    says: (from: Side, at: number, ...turns: Turn[]) =>
      correlator.take({ connection: one, seq: (seq += 1) as Seq, from, at }, turns),
  };
}

describe('an answer', () => {
  test('is to the message of the other side that asked with its key', () => {
    const { says } = conversation();
    says('client', 0, { asks: '1' });
    says('client', 1, { asks: '2' });
    says('server', 2, { asks: '1' });
    expect(says('server', 5, { answers: '2' })).toEqual({ to: 2, connection: one, after: 4 });
    expect(says('server', 6.5, { answers: '1' })).toEqual({ to: 1, connection: one, after: 6.5 });
    expect(says('client', 7, { answers: '1' })).toEqual({ to: 3, connection: one, after: 5 });
    expect(says('server', 8, { answers: '1' })).toBeNull();
  });

  test('is to the oldest that asked the same; a heartbeat is to the newest, and the others need none', () => {
    const { says } = conversation();
    says('client', 0, { asks: 'join' });
    says('client', 1, { asks: 'join' });
    expect(says('server', 2, { answers: 'join' })?.to).toBe(1);
    expect(says('server', 2, { answers: 'join' })?.to).toBe(2);
    says('client', 10, { asks: 'ping' });
    says('client', 20, { asks: 'ping' });
    expect(says('server', 21, { answers: 'ping', newest: true })).toMatchObject({ after: 1 });
    expect(says('server', 22, { answers: 'ping', newest: true })).toBeNull();
  });
});

test('what waits too long is told once, and may still be answered; patience is not told', () => {
  const { correlator, says } = conversation();
  says('client', 0, { asks: 'a' });
  says('client', 0, { asks: 'b', patient: true });
  says('client', 900, { asks: 'c' });
  expect(correlator.takeOverdue(500)).toEqual([{ connection: one, seq: 1 }]);
  expect(correlator.takeOverdue(500)).toEqual([]);
  expect(says('server', 1000, { answers: 'a' })).toEqual({ to: 1, connection: one, after: 1000 });
});

test('nothing is paired across what was not seen', () => {
  const { correlator, says } = conversation();
  says('client', 0, { asks: 'a' });
  correlator.forget();
  expect(says('server', 1, { answers: 'a' })).toBeNull();
});

test('however many ask, the newest thousand are answered', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1025, max: 3000 }), (asked) => {
      const { says } = conversation();
      for (let n = 1; n <= asked; n++) says('client', n, { asks: String(n) });
      expect(says('server', asked, { answers: String(asked) })).toMatchObject({ to: asked });
      expect(says('server', asked, { answers: String(asked - 1023) })).toMatchObject({ to: asked - 1023 });
      expect(says('server', asked, { answers: String(asked - 1024) })).toBeNull();
    }),
    { numRuns: 10 },
  );
});
