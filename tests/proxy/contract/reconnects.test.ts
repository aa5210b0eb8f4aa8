import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../proxy/contract/model.ts';
import { reconnectTarget } from '../../../proxy/contract/reconnect-target.ts';
import {
  carryReconnects,
  NO_RECONNECTS,
  reconnectGroup,
  type Reconnects,
} from '../../../proxy/contract/reconnects.ts';
import { connection } from '../../renderer/support/session-fixture.ts';
import { attempt, attempts, mapOf } from '../../support/attempts.ts';

function grouped(connections: readonly Connection[]): Reconnects {
  return carryReconnects(NO_RECONNECTS, new Map(), connections);
}

/** The members of each group, in the order of their first. */
function groupsOf(connections: readonly Connection[]): readonly (readonly number[])[] {
  const reconnects = grouped(connections);
  const groups = new Set(connections.map((each) => reconnectGroup(reconnects, each)));
  return [...groups].filter((group) => group !== null).map(({ members }) => members);
}

describe('a target', () => {
  const target = (path: string, over: Partial<Connection> = {}) =>
    reconnectTarget(connection(1, { path, ...over }));

  test.each([
    ['/ws?token=abc', '/ws?token=def'],
    ['/ws?v=10&t=OabcDE&encoding=json', '/ws?t=OxyzFG&encoding=json&v=10'],
    ['/socket.io/?EIO=4&transport=websocket&sid=a1', '/socket.io/?EIO=4&transport=websocket'],
    ['/hub?id=Jr8x2Kq91LmZ0pQw', '/hub?id=9aBc77dEf012XyZ3'],
    ['/ws?since=1763814601123', '/ws?since=1763814701123'],
    ['/echo/101/abcdefgh/websocket', '/echo/734/q1w2e3r4/websocket'],
  ])('is the same for %s and %s', (one, other) => {
    expect(target(one)).toBe(target(other));
  });

  test.each([
    ['/ws?room=1', '/ws?room=2'],
    ['/ws?channel=stream-room-12345', '/ws?channel=stream-room-67890'],
    ['/a', '/b'],
    ['/ws', '/ws?v=10'],
  ])('is another for %s and %s', (one, other) => {
    expect(target(one)).not.toBe(target(other));
  });

  test('has scheme, host and port', () => {
    const targets = [
      target('/'),
      target('/', { port: 8443 }),
      target('/', { scheme: 'ws' }),
      target('/', { host: 'x' }),
    ];
    expect(new Set(targets).size).toBe(4);
  });
});

describe('polls', () => {
  const poll = (id: number, session: string | null, over: Partial<Connection> = {}) =>
    connection(id, { kind: 'http', host: 'h', session, ...over });

  test('of one session are one group, side by side or not', () => {
    const socket = connection(3, { host: 'h', session: 'a' });
    const list = [
      poll(1, 'a'),
      poll(2, 'a'),
      socket,
      poll(4, 'b'),
      poll(5, 'a'),
      poll(6, null),
      poll(7, null),
    ];
    expect(groupsOf(list)).toEqual([[1, 2, 5]]);
  });

  test('join their group once their answer has named the session', () => {
    const before = [poll(1, null), poll(2, 'a')];
    const named = poll(1, 'a');
    const reconnects = carryReconnects(grouped(before), mapOf(before), [named]);
    expect(reconnectGroup(reconnects, named)?.members).toEqual([1, 2]);
  });
});

describe('a group', () => {
  test('is what follows one another', () => {
    expect(groupsOf(attempts({ from: 0, to: 1 }, { from: 2, to: 3 }, { from: 9 }))).toEqual([[1, 2, 3]]);
  });

  test('has refused attempts too, whose subprotocol nobody knows', () => {
    const irc = { over: { subprotocol: 'irc' } };
    const list = attempts(
      { from: 0, to: 1, ...irc },
      { from: 2, to: 3, ending: 503 },
      { from: 4, to: 5, ending: 'ECONNREFUSED' },
      { from: 6, ...irc },
    );
    expect(groupsOf(list)).toEqual([[1, 2, 3, 4]]);
  });

  test('is none of connections side by side: two tabs are two sessions', () => {
    expect(groupsOf(attempts({ from: 0, to: 9 }, { from: 1 }))).toEqual([]);
    expect(groupsOf(attempts({ from: 0, to: 9, ending: 503 }, { from: 8.99 }))).toEqual([]);
    const tabs = attempts({ from: 0, to: 5 }, { from: 1, to: 4 }, { from: 4.5, to: 8 }, { from: 6 });
    expect(groupsOf(tabs)).toEqual([
      [1, 4],
      [2, 3],
    ]);
  });

  test('a client that saw the Close frame may be back before TCP has ended', () => {
    expect(groupsOf(attempts({ from: 0, to: 5, ending: 1001 }, { from: 4.95 }))).toEqual([[1, 2]]);
  });

  test('does not mix subprotocols, and carries on with its own', () => {
    const [irc, json] = [{ over: { subprotocol: 'irc' } }, { over: { subprotocol: 'json' } }];
    const list = attempts(
      { from: 0, to: 1, ...irc },
      { from: 2, to: 3, ...json },
      { from: 4, ...irc },
      { from: 5, ...json },
    );
    expect(groupsOf(list)).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test('has no requests and no replays', () => {
    const over = [{ kind: 'http' as const }, { replayOf: connection(1).id }];
    expect(
      groupsOf(attempts({ from: 0, to: 1 }, { from: 2, to: 3, over: over[0]! }, { from: 4, over: over[1]! })),
    ).toEqual([]);
  });
});

describe('from Change to Change', () => {
  const [first, second] = [attempt(1, { from: 0, to: 1 }), attempt(2, { from: 2, to: 9 })];
  const other = attempt(3, { from: 0, to: 1, over: { host: 'other.example' } });

  test('counts of messages group nothing anew', () => {
    const before = grouped([first, second]);
    const after = { ...second, receivedMessages: 7, lastActivityAt: second.lastActivityAt + 5 };
    expect(carryReconnects(before, mapOf([first, second]), [after])).toBe(before);
  });

  test('a connection that comes once more from the store, its times rounded, is the same', () => {
    const list = [first, second];
    const rounded = { ...second, openedAt: second.openedAt + 0.0005, status: 200 };
    const after = carryReconnects(grouped(list), mapOf(list), [rounded]);
    expect(reconnectGroup(after, first)?.members).toEqual([1, 2]);
    expect(reconnectGroup(after, rounded)).toBe(reconnectGroup(after, first));
  });

  test('another target keeps its groups', () => {
    const list = [first, second, other];
    const before = grouped(list);
    const after = carryReconnects(before, mapOf(list), [attempt(4, { from: 10 })]);
    expect(after.get(reconnectTarget(other))).toBe(before.get(reconnectTarget(other)));
    expect(reconnectGroup(after, first)?.members).toEqual([1, 2, 4]);
  });

  test('a group that stays the same keeps its identity', () => {
    const list = [first, second];
    const before = grouped(list);
    const after = carryReconnects(before, mapOf(list), [attempt(4, { from: 3 })]);
    expect(reconnectGroup(after, first)).toBe(reconnectGroup(before, first));
  });

  test('whatever the order of Changes, the groups are those of all connections at once', () => {
    const story = fc.record({
      from: fc.integer({ min: 0, max: 30 }),
      lasts: fc.option(fc.integer({ min: 0, max: 10 }), { nil: null }),
      ending: fc.constantFrom(1001, 1006, 503, 'ECONNREFUSED' as const),
      subprotocol: fc.constantFrom(null, 'irc'),
    });
    const stories = fc.array(story, { maxLength: 12 });
    fc.assert(
      fc.property(stories, fc.infiniteStream(fc.nat(11)), (made, picks) => {
        const final = made.map(({ from, lasts, ending, subprotocol }, place) =>
          attempt(place + 1, {
            from,
            ...(lasts === null ? {} : { to: from + lasts, ending }),
            over: { subprotocol },
          }),
        );
        const opening = (each: Connection): Connection => ({
          ...each,
          state: 'connecting',
          status: null,
          ending: null,
        });
        let known = new Map<Connection['id'], Connection>();
        let carried = NO_RECONNECTS;
        const change = (changed: readonly Connection[]) => {
          carried = carryReconnects(carried, known, changed);
          known = new Map([...known, ...changed.map((each) => [each.id, each] as const)]);
        };
        for (const each of final) {
          if (picks.next().value % 3 > 0) change([opening(each)]);
          const again = final[picks.next().value];
          if (again && known.has(again.id)) change([again]);
        }
        change(final);
        const groups = (reconnects: Reconnects) => final.map((each) => reconnectGroup(reconnects, each));
        expect(groups(carried)).toEqual(groups(grouped(final)));
      }),
    );
  });
});
