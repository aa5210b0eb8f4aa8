import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../proxy/contract/model.ts';
import { carrySessions, NO_SESSIONS, sessionOf } from '../../../renderer/state/sessions.ts';
import { connection } from '../support/session-fixture.ts';

const poll = (id: number, session: string | null, over: Partial<Connection> = {}) =>
  connection(id, { kind: 'http', host: 'h', session, ...over });

describe('a session', () => {
  test('is of the polls and the WebSocket that carry it, at one host', () => {
    const socket = connection(2, { host: 'h', session: 'a' });
    const others = [poll(4, 'b'), poll(5, 'a', { host: 'other' }), poll(6, null)];
    const sessions = carrySessions(NO_SESSIONS, [poll(3, 'a'), poll(1, 'a'), socket, ...others]);
    expect(sessionOf({ sessions }, socket)).toEqual([1, 2, 3]);
    for (const other of others) expect(sessionOf({ sessions }, other)).toBeNull();
  });

  test('is known once the first answer has named it, and stays the same where nobody joins', () => {
    const before = carrySessions(NO_SESSIONS, [poll(1, null)]);
    expect(before).toBe(NO_SESSIONS);
    const named = carrySessions(before, [poll(1, 'a'), poll(2, 'a')]);
    expect(carrySessions(named, [poll(2, 'a', { receivedMessages: 3 })])).toBe(named);
  });
});
