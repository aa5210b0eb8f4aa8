import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { findPolling, type PolledExchange } from '../../../proxy/contract/polling.ts';

/** Asked at and answered at, seconds. */
function exchange(
  id: number,
  from: number,
  to: number | null,
  over: Partial<PolledExchange> = {},
): PolledExchange {
  return {
    id: id as ConnectionId,
    kind: 'http',
    method: 'GET',
    scheme: 'https',
    host: 'h',
    port: 443,
    path: `/news?since=${id}`,
    openedAt: from * 1000,
    ending:
      to === null ? null : { at: to * 1000, code: null, reason: '', by: null, clean: false, cause: 'fin' },
    requestHead: 'r'.repeat(300),
    responseHead: 'a'.repeat(200),
    ...over,
  };
}

const every = (seconds: number, count: number, over: Partial<PolledExchange> = {}) =>
  Array.from({ length: count }, (_, n) => exchange(n + 1, n * seconds, n * seconds + 0.02, over));

describe('short polling', () => {
  test('asks in a rhythm, and a WebSocket would have saved all but one of its requests', () => {
    expect(findPolling(every(2, 10))).toEqual([
      {
        kind: 'short',
        method: 'GET',
        url: 'https://h:443/news',
        exchanges: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        interval: 2000,
        saved: { requests: 9, headerBytes: 9 * 500, meanDelay: 1000 },
      },
    ]);
  });

  test('is found though one answer was late', () => {
    const late = every(2, 12).map((each) =>
      each.id === 4 ? { ...each, openedAt: each.openedAt + 900 } : each,
    );
    expect(findPolling(late)).toMatchObject([{ kind: 'short', interval: 2000 }]);
  });

  test('that pauses for long is polling anew', () => {
    const again = every(1, 6).map((each) => ({
      ...each,
      id: (each.id + 10) as ConnectionId,
      openedAt: each.openedAt + 60_000,
    }));
    const found = findPolling([...every(1, 6), ...again]);
    expect(found.map(({ exchanges }) => exchanges.length)).toEqual([6, 6]);
  });
});

describe('long polling', () => {
  test('asks again as soon as it is answered, whenever that is', () => {
    let at = 0;
    const polls = [3, 25, 1, 8, 25, 0.7, 4].map((wait, n) => {
      const from = at;
      at += wait + 0.1;
      return exchange(n + 1, from, from + wait);
    });
    const [found] = findPolling(polls);
    expect(found).toMatchObject({ kind: 'long', saved: { requests: 6 } });
    expect(found!.saved.meanDelay).toBeCloseTo((6 * 100 * 100) / 2 / 63_300, 3);
  });

  test('of which the last is still waiting', () => {
    const polls = Array.from({ length: 6 }, (_, n) => exchange(n + 1, n * 5, n === 5 ? null : n * 5 + 4.95));
    expect(findPolling(polls)).toMatchObject([{ kind: 'long' }]);
  });
});

describe('no polling', () => {
  test('are a few requests, or many at once, or now and then', () => {
    expect(findPolling(every(2, 4))).toEqual([]);
    expect(findPolling(every(0, 20))).toEqual([]);
    const times = [0, 1, 9, 11, 30, 31, 32, 60, 61, 90];
    expect(findPolling(times.map((at, n) => exchange(n + 1, at, at + 0.02)))).toEqual([]);
  });

  test('are requests to several places, or what is no request', () => {
    const apart = every(2, 8).map((each) => ({ ...each, path: `/${each.id}` }));
    expect(findPolling(apart)).toEqual([]);
    expect(findPolling(every(2, 8, { kind: 'websocket' }))).toEqual([]);
  });
});
