import { describe, expect, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, Note } from '../../../proxy/contract/model.ts';
import { indexNotes, NO_NOTE } from '../../../proxy/contract/notes.ts';
import {
  connectionName,
  sortKey,
  visibility,
  visibleConnections,
} from '../../../renderer/state/selectors.ts';
import { connection } from '../support/session-fixture.ts';

const rows: readonly Connection[] = [
  connection(1, { host: 'b.example', receivedMessages: 5 }),
  connection(2, { host: 'a.example', receivedMessages: 5, kind: 'http', resourceType: 'fetch' }),
  connection(3, { host: 'c.example', receivedMessages: 1, state: 'failed', status: null }),
];
const map = new Map(rows.map((row) => [row.id, row]));

const about = (id: number, note: Partial<Note>) =>
  ({
    ...NO_NOTE,
    kind: 'connection',
    id: id as ConnectionId,
    connection: id as ConnectionId,
    ...note,
  }) as const;
const notes = indexNotes([
  about(1, { mark: 'red', comment: 'the slow one' }),
  about(3, { pinned: true }),
  { ...NO_NOTE, kind: 'message', id: 9 as Seq, connection: 2 as ConnectionId, mark: 'blue' },
]);

function idsOf(shown: readonly Connection[]): readonly number[] {
  return shown.map((row) => row.id);
}

function shown(listFilter: string): readonly number[] {
  return idsOf(visibleConnections(map, visibility({ listFilter, notes })));
}

describe('what is visible', () => {
  test('an empty filter shows everything in the order of capture', () => {
    expect(shown('')).toEqual([1, 2, 3]);
  });

  test('all words must match', () => {
    expect(shown('ws host:a.example')).toEqual([]);
    expect(shown('ws host:b.example')).toEqual([1]);
  });

  test('a text that is not a filter hides nothing', () => {
    expect(shown('status:>=')).toEqual([1, 2, 3]);
  });
});

describe('notes', () => {
  test('a filter finds what is marked, with what has marked messages inside', () => {
    expect(shown('is:marked')).toEqual([1, 2]);
    expect(shown('mark:red')).toEqual([1]);
    expect(shown('comment:slow')).toEqual([1]);
    expect(shown('is:pinned')).toEqual([3]);
  });
});

describe('what is sorted by', () => {
  test('what is still open lasts until now, whenever it said something last', () => {
    const idle = connection(1, { openedAt: 1000, lastActivityAt: 1001 });
    expect(sortKey(idle, 'duration', 61_000)).toBe(60_000);
    const ending = { at: 3000, code: 1000, reason: '', by: null, clean: true, cause: 'close-frame' } as const;
    expect(sortKey({ ...idle, state: 'closed', ending }, 'duration', 61_000)).toBe(2000);
  });
});

describe('names', () => {
  test('a WebSocket is named by host and path, without a bare slash', () => {
    expect(connectionName(connection(1, { host: 'h.example', path: '/' }))).toBe('h.example');
    expect(connectionName(connection(1, { host: 'h.example', path: '/ws?a=1' }))).toBe('h.example/ws?a=1');
  });

  test('a port is part of the name where it is not the usual one', () => {
    expect(connectionName(connection(1, { host: 'h.example', path: '/', port: 8080 }))).toBe(
      'h.example:8080',
    );
  });

  test('what names no place to go is shown as it was written', () => {
    const nowhere = { kind: 'http', host: '', port: 0, path: '' } as const;
    expect(connectionName(connection(1, { ...nowhere, url: 'http://h.example/a' }))).toBe(
      'http://h.example/a',
    );
    expect(connectionName(connection(1, { ...nowhere, url: '' }))).toBe('(no HTTP request)');
  });

  test('a request is named by the last part of its path, with its query', () => {
    const http = { kind: 'http', host: 'h.example' } as const;
    expect(connectionName(connection(1, { ...http, path: '/a/b.js?v=/2' }))).toBe('b.js?v=/2');
    expect(connectionName(connection(1, { ...http, path: '/' }))).toBe('h.example');
  });
});
