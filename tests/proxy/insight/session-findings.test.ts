import { describe, expect, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, ConnectionDetail } from '../../../proxy/contract/model.ts';
import { ConnectionFacts } from '../../../proxy/insight/connection-facts.ts';
import { findInConnection, findInSession } from '../../../proxy/insight/findings.ts';
import { connectionRow } from '../store/rows.ts';

const BEGAN = 1_732_270_000_000;

function exchange(id: number, second: number): ConnectionDetail {
  return {
    ...connectionRow(id),
    kind: 'http',
    method: 'GET',
    scheme: 'https',
    host: 'api.example',
    port: 443,
    path: `/news?since=${id}`,
    openedAt: BEGAN + second * 1000,
    ending: {
      at: BEGAN + second * 1000 + 20,
      code: null,
      reason: '',
      by: null,
      clean: false,
      cause: 'fin',
    },
    requestHead: 'r'.repeat(300),
    responseHead: 'a'.repeat(200),
  };
}

function findAmong(details: readonly ConnectionDetail[], groups: readonly (readonly Connection[])[] = []) {
  const connections: readonly Connection[] = details;
  const detail = (id: ConnectionId) => details.find((each) => each.id === id) ?? null;
  return findInSession({ connections, groups, gaps: [], detail, until: BEGAN + 60_000 });
}

describe('of the session', () => {
  test('polling is told with what a WebSocket would have saved', () => {
    const [finding, ...others] = findAmong(Array.from({ length: 10 }, (_, n) => exchange(n + 1, n * 2)));
    expect(others).toEqual([]);
    expect(finding?.what).toBe(
      'GET https://api.example:443/news is asked every 2 s, 10 times so far (polling).',
    );
    expect(finding?.advice).toMatch(
      /saved 9 requests and about 4\.5 kB of heads, and news would not wait 1 s/,
    );
    expect(finding?.evidence.map((each) => each.connection)).toEqual([1, 10]);
  });

  test('the polls of one session are no storm of reconnects', () => {
    const poll = (n: number, method: string) => ({
      ...exchange(n, n / 10),
      method,
      session: 'abc',
      path: '/socket.io/?EIO=4&transport=polling&sid=abc',
    });
    const polls = Array.from({ length: 20 }, (_, n) => poll(n + 1, n % 2 === 0 ? 'GET' : 'POST'));
    expect(findAmong(polls, [polls]).map(({ what }) => what)).toEqual([
      'GET https://api.example:443/socket.io/ is asked every 200 ms, 10 times so far (polling).',
    ]);
  });

  test('a few requests are no polling', () => {
    expect(findAmong(Array.from({ length: 4 }, (_, n) => exchange(n + 1, n * 2)))).toEqual([]);
  });
});

describe('messages that were not answered', () => {
  const findMissing = (count: number) => {
    const facts = new ConnectionFacts();
    for (let seq = 1; seq <= count; seq++) facts.miss((seq + 6) as Seq);
    const connection: Connection = { ...connectionRow(1), kind: 'websocket', status: 101, ending: null };
    const subject = { connection, facts, meaning: null, requestHeaders: () => [], until: BEGAN };
    return findInConnection(subject).filter(({ kind }) => kind === 'unanswered');
  };

  test('are nothing where there are none', () => expect(findMissing(0)).toEqual([]));

  test('are told, and lead to the first and to all of them', () => {
    const [finding] = findMissing(2);
    expect(finding).toMatchObject({
      severity: 'info',
      what: '2 messages ask and had no answer within 10 s, by the ids of its protocol.',
    });
    expect(finding?.evidence).toMatchObject([{ seq: 7 }, { filter: 'is:unanswered' }]);
  });

  test('are a warning where there are many', () => expect(findMissing(10)[0]?.severity).toBe('warning'));
});
