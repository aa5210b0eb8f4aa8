import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Side } from '../../../proxy/contract/model.ts';
import { PingTimes } from '../../../proxy/session/ping-times.ts';
import { utf8 } from '../../support/hex.ts';

const ping = (times: PingTimes, from: Side, at: number, data = '') =>
  times.take({ seq: at, from, opcode: 0x9, at, complete: true }, utf8(data));
const pong = (times: PingTimes, from: Side, at: number, data = '') =>
  times.take({ seq: at, from, opcode: 0xa, at, complete: true }, utf8(data))?.after ?? null;

describe('a pong (RFC 6455 §5.5.3)', () => {
  test('answers the ping of the other side with the same application data', () => {
    const times = new PingTimes();
    ping(times, 'client', 1000, 'a');
    ping(times, 'server', 1010, 'a');
    expect(pong(times, 'server', 1031.25, 'a')).toBe(31.25);
    expect(pong(times, 'client', 1040, 'a')).toBe(30);
  });

  test('answers the most recent one, and those before it need none any more', () => {
    const times = new PingTimes();
    ping(times, 'client', 1000);
    ping(times, 'client', 2000);
    expect(pong(times, 'server', 2005)).toBe(5);
    expect(pong(times, 'server', 2006)).toBeNull();
  });

  test('in the order of the pings finds each its own', () => {
    const times = new PingTimes();
    ping(times, 'client', 1000, 'a');
    ping(times, 'client', 1100, 'b');
    expect(pong(times, 'server', 1150, 'a')).toBe(150);
    expect(pong(times, 'server', 1250, 'b')).toBe(150);
  });

  test('names the ping', () => {
    const times = new PingTimes();
    ping(times, 'client', 1000, 'a');
    const answer = { seq: 2, from: 'server', opcode: 0xa, at: 1004, complete: true } as const;
    expect(times.take(answer, utf8('a'))).toEqual({ to: 1000, after: 4 });
  });

  test('that does not come is told of once', () => {
    const times = new PingTimes();
    ping(times, 'client', 1000, 'a');
    ping(times, 'server', 2000, 'b');
    expect(times.takeOverdue(1500)).toEqual([1000]);
    expect(times.takeOverdue(1500)).toEqual([]);
    expect(pong(times, 'server', 9000, 'a')).toBe(8000);
  });

  test('that nobody asked for has no latency', () => {
    const times = new PingTimes();
    ping(times, 'client', 1000, 'a');
    expect(pong(times, 'server', 1001, 'b')).toBeNull();
    expect(pong(times, 'client', 1001, 'a')).toBeNull();
  });

  test('has none when a stretch was not recorded', () => {
    const times = new PingTimes();
    ping(times, 'client', 1000);
    times.forget();
    expect(pong(times, 'server', 9000)).toBeNull();
  });
});

test('a flood of pings keeps the newest and never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 100, maxLength: 200 }), (datas) => {
      const times = new PingTimes();
      datas.forEach((data, at) =>
        times.take({ seq: at, from: 'client', opcode: 9, at, complete: true }, data),
      );
      const newest = datas.findLastIndex(({ length }) => length <= 125);
      const answer = { seq: 1000, from: 'server', opcode: 0xa, at: 1000, complete: true } as const;
      if (newest >= 0)
        expect(times.take(answer, datas[newest]!)).toEqual({ to: newest, after: 1000 - newest });
    }),
    { numRuns: 50 },
  );
});
