import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { StoredMessage } from '../../../proxy/store/message-batch.ts';
import { type Store, openStore } from '../../../proxy/store/store.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { messageRow } from './rows.ts';

function open(): { readonly store: Store; readonly file: string } {
  const file = join(tempDir(), 'a.framescope');
  const store = openStore(file, 'create');
  let closed = false;
  const close = store.close.bind(store);
  store.close = () => {
    if (!closed) close();
    closed = true;
  };
  onTestFinished(() => store.close());
  return { store, file };
}

interface Kept {
  readonly message: StoredMessage;
  readonly payload: Uint8Array;
}

/** What a store must answer, as a map. */
class Model {
  #committed = new Map<number, Kept>();
  now = new Map<number, Kept>();

  commit(): void {
    this.#committed = new Map(this.now);
  }

  rollback(): void {
    this.now = new Map(this.#committed);
  }

  sorted(): Kept[] {
    return [...this.now.values()].toSorted((a, b) => a.message.seq - b.message.seq);
  }
}

const step = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      behind: fc.nat(3),
      size: fc.nat(40),
      of: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('many' as const), count: fc.nat(400), of: fc.nat(2) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('late' as const),
      seq: fc.nat(1500),
      size: fc.nat(40),
      of: fc.nat(2),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rollback' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

function messageOf(seq: number, size: number, of: number): Kept {
  const rare = seq % 7 === 0;
  const message = messageRow(seq, {
    connection: of as ConnectionId,
    from: seq % 3 === 0 ? 'client' : 'server',
    length: size,
    wireLength: size + 2,
    endedAt: messageRow(seq).at + (rare ? 2.5 : 0),
    frames: rare ? 2 : 1,
    headers: Uint8Array.of(0x81, size),
  });
  return { message, payload: new Uint8Array(size).fill(seq) };
}

describe('messages in batches', () => {
  test('that come after a seq are in no stretch that ends before it, though that one has changed', () => {
    const { store } = open();
    const put = (...seqs: readonly number[]) => {
      store.begin();
      for (const seq of seqs) {
        const { message, payload } = messageOf(seq, 4, 1);
        store.messages.put(message, payload);
      }
    };
    put(2, 3, 1);
    store.commit();
    put(1);
    const stretches = [null, 1 as ConnectionId].map((of) =>
      [...store.messages.spans(1, of)].map(({ first, last }) => [first, last]),
    );
    expect(stretches).toEqual([[[2, 3]], [[2, 3]]]);
  });

  test('are those that were put, in order, whatever came late and whatever was rolled back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { file, store: first } = open();
        let store = first;
        const model = new Model();
        let last = 0;
        const put = (seq: number, size: number, of: number) => {
          const kept = messageOf(seq, size, of);
          store.begin();
          store.messages.put(kept.message, kept.payload);
          model.now.set(seq, kept);
          last = Math.max(last, seq);
        };
        for (const each of steps) {
          if (each.do === 'put') put(last + 1 + each.behind, each.size, each.of);
          if (each.do === 'many') for (let n = 0; n < each.count; n += 1) put(last + 1, 4, (each.of + n) % 3);
          if (each.do === 'late') put(Math.max(1, last - each.seq), each.size, each.of);
          if (each.do === 'commit') {
            store.commit();
            model.commit();
          }
          if (each.do === 'rollback') {
            store.rollback();
            model.rollback();
          }
          if (each.do === 'reopen') {
            store.commit();
            model.commit();
            store.close();
            store = openStore(file, 'create');
          }
        }
        expectSame(store, model);
        store.commit();
        expectSame(store, model);
        store.close();
      }),
      { numRuns: 40 },
    );
  });
});

function expectSame(store: Store, model: Model): void {
  const { messages } = store;
  const wanted = model.sorted();
  const rows = wanted.map(({ message, payload }) => ({ ...message, head: payload }));
  expect(messages.count()).toBe(wanted.length);
  expect(messages.lastSeq()).toBe(wanted.at(-1)?.message.seq ?? 0);
  expect(plain(messages.after(0, 1e6, null, 100))).toEqual(plain(rows));
  expect(plain(messages.newest(300, null, 100))).toEqual(plain(rows.toReversed().slice(0, 300)));
  for (const of of [0, 1, 2] as ConnectionId[]) {
    const mine = rows.filter(({ connection }) => connection === of);
    expect(plain([...messages.walk(5, of, 100)])).toEqual(plain(mine.filter(({ seq }) => seq > 5)));
    expect(plain(messages.newest(9, of, 100))).toEqual(plain(mine.toReversed().slice(0, 9)));
  }
  const some = wanted.filter((_, index) => index % 97 === 0).map(({ message }) => message.seq);
  expect(plain(messages.window(some, 100))).toEqual(plain(rows.filter(({ seq }) => some.includes(seq))));
  expect(messages.get(1e9 as Seq)).toBeNull();
}

function plain(rows: readonly (StoredMessage & { readonly head: Uint8Array })[]) {
  return rows.map(({ head, headers, ...row }) => ({ ...row, head: [...head], headers: [...headers] }));
}

test('the sums of a connection are over what is stored of it', () => {
  const { store } = open();
  for (let n = 1; n <= 900; n += 1) {
    const { message, payload } = messageOf(n, 10, n % 3);
    store.begin();
    store.messages.put(message, payload);
    if (n % 100 === 0) store.commit();
  }
  expect(store.messages.totals(0 as ConnectionId)).toEqual({
    sentMessages: 300,
    receivedMessages: 0,
    sentBytes: 3600,
    receivedBytes: 0,
    violations: 0,
  });
  expect(store.messages.totals(9 as ConnectionId).sentMessages).toBe(0);
});

test('the view shows to those who query the file what was stored', () => {
  const { store, file } = open();
  const closing = messageRow(7, {
    from: 'client',
    opcode: 8,
    length: 5,
    wireLength: 11,
    closeCode: 1000,
    closeReason: 'bye',
    headers: Uint8Array.of(0x88, 0x85),
  });
  store.messages.put(messageRow(6, { length: 2 }), Uint8Array.of(104, 105));
  store.messages.put(closing, Uint8Array.of(3, 232, 98, 121, 101));
  store.messages.put(messageRow(8, { length: 70_000, dropped: 5 }), null);
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare('SELECT * FROM messages').all();
  db.close();
  const at = Math.round(closing.at * 1000);
  expect(rows.map(({ seq }) => seq)).toEqual([6, 7, 8]);
  expect({ ...rows[1] }).toEqual({
    seq: 7,
    connection: closing.connection,
    sent: 1,
    opcode: 8,
    at,
    ended_at: Math.round(closing.endedAt * 1000),
    length: 5,
    wire_length: 11,
    frames: 1,
    flags: 2,
    dropped: 0,
    close_code: 1000,
    close_reason: 'bye',
    violations: null,
    rtt: null,
    answers: null,
    carried: 0,
    headers: Uint8Array.of(0x88, 0x85),
    payload: Uint8Array.of(3, 232, 98, 121, 101),
  });
  expect(rows[2]).toMatchObject({ dropped: 5, payload: null });
});

test('rows that were read stay what they were while more is stored', () => {
  const { store } = open();
  store.begin();
  for (let n = 1; n <= 10; n += 1) {
    const { message, payload } = messageOf(n, 40, 1);
    store.messages.put(message, payload);
  }
  const rows = store.messages.after(0, 10, null, 100);
  for (let n = 11; n <= 5000; n += 1) {
    const { message, payload } = messageOf(n, 33, 1);
    store.messages.put(message, payload);
  }
  expect(rows.map(({ head }) => [...new Set(head)])).toEqual(rows.map(({ seq }) => [seq]));
  expect(rows.map(({ headers }) => [...headers])).toEqual(rows.map(() => [0x81, 40]));
  store.commit();
  expect([...store.messages.payload(7 as Seq, 0, 100)]).toEqual(Array(40).fill(7));
});
