import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { DiskWrites } from '../../../proxy/session/disk-writes.ts';
import { type Store, openStore } from '../../../proxy/store/store.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { connectionRow, messageRow } from '../store/rows.ts';

function open(): Store {
  const store = openStore(join(tempDir(), 'a.framescope'), 'create');
  onTestFinished(() => store.close());
  return store;
}

/** What SQLite says when the disk is full. */
function fillDisk(): void {
  const small = new DatabaseSync(':memory:');
  try {
    small.exec('PRAGMA max_page_count = 2; CREATE TABLE t(bytes); INSERT INTO t VALUES (zeroblob(100000))');
  } finally {
    small.close();
  }
}

const say = (store: Store, seq: number) => () =>
  store.messages.put(messageRow(seq, { length: 5 }), utf8('hello'));

test('what was written since the last commit is lost with what the disk would not take, and only that', () => {
  const store = open();
  const losses: number[] = [];
  const writes = new DiskWrites(store, () => losses.push(store.messages.count()));
  writes.put(() => store.connections.save(connectionRow(1)));
  expect(writes.put(say(store, 1))).toBe(true);
  store.commit();
  writes.put(say(store, 2));
  expect(writes.put(fillDisk)).toBe(false);
  expect([losses, writes.trouble]).toEqual([[1], 'database or disk is full']);
});

test('the next write tries again, and says that it could once it is committed', () => {
  const store = open();
  const writes = new DiskWrites(store, () => undefined);
  expect(writes.settle()).toBe(false);
  writes.put(fillDisk);
  expect(writes.put(say(store, 1))).toBe(true);
  store.commit();
  expect([writes.settle(), writes.trouble, store.messages.count()]).toEqual([true, null, 1]);
});

test('a fault that is not the disk’s is not taken for one', () => {
  const writes = new DiskWrites(open(), () => undefined);
  const wrong = () => {
    throw new TypeError('wrong');
  };
  expect(() => writes.put(wrong)).toThrow(TypeError);
  expect(writes.trouble).toBeNull();
});
