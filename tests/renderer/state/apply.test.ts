import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionId, ViewId } from '../../../proxy/contract/ids.ts';
import type { Annotation, Change, Note, Notice } from '../../../proxy/contract/model.ts';
import { NO_NOTE } from '../../../proxy/contract/notes.ts';
import { type AppState, createAppStore } from '../../../renderer/state/app-store.ts';
import { apply, LOG_LIMIT } from '../../../renderer/state/apply.ts';
import { connection, STATUS } from '../support/session-fixture.ts';

function change(over: Partial<Change> = {}): Change {
  return { connections: [], annotations: [], reset: false, views: [], status: STATUS, ...over };
}

function notice(over: Partial<Notice> = {}): Notice {
  return {
    level: 'warning',
    code: 'DISK',
    message: 'Nearly full.',
    hint: 'Free some space.',
    at: 1,
    ...over,
  };
}

let empty: AppState;

beforeEach(() => {
  localStorage.clear();
  empty = createAppStore().getState();
});

describe('connections', () => {
  test('a new row comes after those that were there', () => {
    const first = apply(empty, change({ connections: [connection(1)] }));
    const second = apply(first, change({ connections: [connection(2)] }));
    expect([...second.connections.keys()]).toEqual([1, 2]);
  });

  test('a changed row keeps its place', () => {
    const state = apply(empty, change({ connections: [connection(1), connection(2)] }));
    const after = apply(state, change({ connections: [connection(1, { receivedMessages: 7 })] }));
    expect([...after.connections.values()].map((row) => row.receivedMessages)).toEqual([7, 0]);
  });

  test('a Change without rows leaves the map as it is', () => {
    const state = apply(empty, change({ connections: [connection(1)] }));
    expect(apply(state, change()).connections).toBe(state.connections);
  });

  test('the state before is not written to', () => {
    const state = apply(empty, change({ connections: [connection(1)] }));
    apply(state, change({ connections: [connection(2)] }));
    expect(state.connections.size).toBe(1);
  });

  test('a reset forgets every row that the Change does not bring', () => {
    const state = apply(empty, change({ connections: [connection(1), connection(2)] }));
    const after = apply(state, change({ reset: true, connections: [connection(2)] }));
    expect([...after.connections.keys()]).toEqual([2]);
  });
});

describe('selection', () => {
  test('the first WebSocket row is selected', () => {
    const http = connection(1, { kind: 'http', resourceType: 'fetch' });
    expect(apply(empty, change({ connections: [http, connection(2), connection(3)] })).selected).toBe(2);
  });

  test('it is selected once: not again after the person let go of it', () => {
    const state = { ...apply(empty, change({ connections: [connection(1)] })), selected: null };
    expect(apply(state, change({ connections: [connection(2)] })).selected).toBeNull();
  });

  test('a row that the filter hides is not selected', () => {
    const state = { ...empty, listFilter: 'host:elsewhere' };
    const after = apply(state, change({ connections: [connection(1)] }));
    expect(after).toMatchObject({ selected: null, firstSelected: false });
  });

  test('a connection selected before its row has come stays selected', () => {
    const state = { ...apply(empty, change({ connections: [connection(1)] })), selected: connection(2).id };
    expect(apply(state, change()).selected).toBe(2);
  });

  test('a selected row that a reset took away is no longer selected', () => {
    const state = apply(empty, change({ connections: [connection(1)] }));
    expect(apply(state, change({ reset: true })).selected).toBeNull();
  });
});

describe('views and status', () => {
  test('the growth of a view replaces its last state and no other', () => {
    const view = (id: number, count: number) => ({
      view: id as ViewId,
      count,
      scanned: count,
      total: count,
      evicted: 0,
    });
    const state = apply(empty, change({ views: [view(1, 5), view(2, 6)] }));
    const after = apply(state, change({ views: [view(1, 9)] }));
    expect([...after.views.values()].map(({ count }) => count)).toEqual([9, 6]);
  });

  test('the status is the newest one', () => {
    const paused = { ...STATUS, recording: false };
    expect(apply(empty, change({ status: paused })).status).toBe(paused);
  });
});

describe('log', () => {
  test('a notice is logged once, however often the status repeats it', () => {
    const status = { ...STATUS, notices: [notice()] };
    const state = apply(
      apply(empty, change({ status })),
      change({ status: { ...STATUS, notices: [notice()] } }),
    );
    expect(state.log).toEqual([notice()]);
  });

  test('it stays after the status has dropped it', () => {
    const state = apply(empty, change({ status: { ...STATUS, notices: [notice()] } }));
    expect(apply(state, change()).log).toHaveLength(1);
  });

  test('the oldest lines go when it is full', () => {
    const notices = Array.from({ length: LOG_LIMIT + 3 }, (_, at) => notice({ at }));
    const { log } = apply(empty, change({ status: { ...STATUS, notices } }));
    expect([log.length, log[0]?.at]).toEqual([LOG_LIMIT, 3]);
  });
});

describe('notes', () => {
  const id = 1 as ConnectionId;
  const about = (note: Partial<Note>): Annotation => ({
    ...NO_NOTE,
    kind: 'connection',
    id,
    connection: id,
    ...note,
  });

  test('the newest one about the same counts, and one in which nothing is left goes', () => {
    const marked = apply(empty, change({ annotations: [about({ mark: 'red' })] }));
    const blue = apply(marked, change({ annotations: [about({ mark: 'blue' })] }));
    expect(blue.notes.connections.get(id)?.own?.mark).toBe('blue');
    expect(apply(blue, change()).notes).toBe(blue.notes);
    expect(apply(blue, change({ annotations: [about({})] })).notes.all).toEqual([]);
  });

  test('a reset leaves only those that it brings', () => {
    const state = apply(empty, change({ annotations: [about({ pinned: true })] }));
    expect(apply(state, change({ reset: true })).notes.all).toEqual([]);
  });
});
