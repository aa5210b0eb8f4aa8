import { describe, expect, test } from 'vitest';
import { KindCounts, LatencyCounts } from '../../../proxy/session/kind-counts.ts';
import { decoded } from '../contract/filter-facts.ts';

describe('kinds', () => {
  test('are counted once a message, whatever parts it has', () => {
    const counts = new KindCounts();
    counts.take(decoded({ kind: 'lines', parts: [decoded(), decoded(), decoded({ kind: 'JOIN' })] }), 30);
    counts.take(decoded(), 10);
    expect(counts.top).toEqual([
      { protocol: 'irc', kind: 'PRIVMSG', messages: 2, bytes: 40 },
      { protocol: 'irc', kind: 'lines', messages: 1, bytes: 30 },
      { protocol: 'irc', kind: 'JOIN', messages: 1, bytes: 30 },
    ]);
    expect(counts.others).toEqual({ messages: 0, bytes: 0 });
  });

  test('of any number take bounded room, and none of them is lost', () => {
    const counts = new KindCounts();
    for (let n = 0; n < 30_000; n += 1) {
      counts.take(decoded({ kind: `rare ${n}` }), 1);
      counts.take(decoded({ kind: `frequent ${n % 20}` }), 1);
    }
    expect(counts.top.map(({ kind, messages }) => [kind.split(' ')[0], messages])).toEqual(
      Array.from({ length: 20 }, () => ['frequent', 1500]),
    );
    expect(counts.others).toEqual({ messages: 30_000, bytes: 30_000 });
  });
});

describe('latencies', () => {
  test('are told by the kind that asked, and of too many kinds together', () => {
    const counts = new LatencyCounts();
    for (let n = 0; n < 1000; n += 1) {
      counts.take(decoded({ kind: `method ${n}` }), n);
      counts.take(decoded({ kind: 'eth_call' }), 40);
    }
    counts.take(null, 5000);
    const [first] = counts.top;
    expect(first).toMatchObject({ protocol: 'irc', kind: 'eth_call', times: { count: 1000, most: 40 } });
    const last = counts.top.at(-1)!;
    expect(last).toMatchObject({ kind: null, times: { count: 1001 - 19, most: 5000 } });
  });
});
