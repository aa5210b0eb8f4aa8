import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import { violation } from '../../../proxy/protocol/violation.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from '../../../proxy/store/schema.ts';
import { type Store, openStore } from '../../../proxy/store/store.ts';
import type { Access } from '../../../proxy/store/session-file.ts';
import { hex } from '../../support/hex.ts';
import { killed } from '../../support/killed.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { connectionRow, messageRow } from './rows.ts';

const seq = (n: number) => n as Seq;
const id = (n: number) => n as ConnectionId;

function open(file: string, access: Access = 'create'): Store {
  const store = openStore(file, access);
  let closed = false;
  const close = store.close.bind(store);
  store.close = () => {
    if (!closed) close();
    closed = true;
  };
  onTestFinished(() => store.close());
  return store;
}

const newFile = () => join(tempDir(), 'a.framescope');

const AT = 1_732_270_000_000_125;
/** As versions 1 and 2 had them. */
const OLD_MESSAGES = `CREATE TABLE messages(seq INTEGER PRIMARY KEY, connection INTEGER NOT NULL, sent INTEGER NOT NULL, opcode INTEGER NOT NULL,
  at INTEGER NOT NULL, ended_at INTEGER NOT NULL, length INTEGER NOT NULL, wire_length INTEGER NOT NULL, frames INTEGER NOT NULL, flags INTEGER NOT NULL,
  dropped INTEGER NOT NULL, close_code INTEGER, close_reason TEXT, violations TEXT, headers BLOB NOT NULL, payload BLOB) STRICT;
  CREATE INDEX messages_by_connection ON messages(connection);`;

describe('the session file', () => {
  test('is an SQLite database with our application_id and version', () => {
    const file = newFile();
    open(file).close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('PRAGMA application_id').get()).toEqual({ application_id: APPLICATION_ID });
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION });
    expect(readFileSync(file).subarray(68, 72).toString('latin1')).toBe('FSCP');
    db.close();
  });

  test('of an older version is brought forward when it is written to', () => {
    const file = newFile();
    open(file).close();
    const old = new DatabaseSync(file);
    old.exec(`DROP VIEW messages; DROP TABLE batches; DROP TABLE batch_connections; DROP TABLE evicted; DROP TABLE annotations; DROP TABLE answers; DROP TABLE dialogues; DROP TABLE open_streams;
      DROP INDEX connections_by_session; ALTER TABLE connections DROP COLUMN session; ALTER TABLE connections DROP COLUMN retry;
      ${OLD_MESSAGES} PRAGMA user_version = 1;`);
    const insert = old.prepare('INSERT INTO messages VALUES(?,1,1,8,?,?,6,12,3,5,2,1000,?,?,?,?)');
    for (const n of [3, 5]) insert.run(n, AT, AT + 7, 'bye', 'close-code', hex('88 06'), hex('03 e8 62 79'));
    old.close();
    expect(() => openStore(file, 'read')).toThrow(expect.objectContaining({ code: 'SESSION_OLDER' }));
    const store = open(file);
    expect(store.messages.count()).toBe(2);
    expect(store.messages.get(seq(5))).toEqual(
      messageRow(5, {
        from: 'client',
        opcode: 8,
        at: AT / 1000,
        endedAt: (AT + 7) / 1000,
        length: 6,
        wireLength: 12,
        frames: 3,
        compressed: true,
        complete: false,
        injected: true,
        dropped: 2,
        closeCode: 1000,
        closeReason: 'bye',
        violations: [violation('close-code')],
        headers: hex('88 06'),
      }),
    );
    expect(store.messages.payload(seq(3), 0, 10)).toEqual(hex('03 e8 62 79'));
    expect(store.streams?.list()).toEqual([]);
    expect(store.annotations?.list()).toEqual([]);
    store.close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION });
    db.close();
  });

  test('of version 5, which knew no retries, is read as it is, and brought forward to be written to', () => {
    const file = newFile();
    const retried = connectionRow(2, { replayOf: id(1), retry: [{ kind: 'without', part: 'origin' }] });
    const before = open(file);
    before.connections.save(retried);
    before.close();
    const old = new DatabaseSync(file);
    old.exec(
      'DROP INDEX connections_by_session; ALTER TABLE connections DROP COLUMN retry; DROP TABLE dialogues; PRAGMA user_version = 5;',
    );
    old.close();
    const reader = open(file, 'read');
    expect(reader.connections.get(id(2))).toEqual({ ...retried, retry: null });
    reader.close();
    const store = open(file);
    expect(store.connections.list().map(({ retry }) => retry)).toEqual([null]);
    store.connections.save(retried);
    expect(store.connections.get(id(2))).toEqual(retried);
  });

  test('of version 7, in which connections were not found by their session, is brought forward', () => {
    const file = newFile();
    const polled = connectionRow(1, { session: 'sid' });
    const before = open(file);
    before.connections.save(polled);
    before.close();
    const old = new DatabaseSync(file);
    old.exec('DROP INDEX connections_by_session; PRAGMA user_version = 7;');
    old.close();
    open(file).close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(
      db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").all(),
    ).toEqual([{ name: 'connections_by_session' }]);
    db.close();
    expect(open(file, 'read').connections.ofSession(polled)).toMatchObject([{ id: 1 }]);
  });

  test('documents every table and what its columns mean, inside itself', () => {
    const file = newFile();
    open(file).close();
    const db = new DatabaseSync(file, { readOnly: true });
    const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'view')").all();
    db.close();
    expect(tables.map(({ name }) => name)).toEqual([
      'connections',
      'batches',
      'batch_connections',
      'messages',
      'payload_parts',
      'bodies',
      'gaps',
      'open_streams',
      'evicted',
      'annotations',
      'answers',
      'dialogues',
    ]);
    expect(tables.find(({ name }) => name === 'messages')?.sql).toContain(
      '-- 1: from the client, 0: from the server',
    );
  });

  test('is one plain file when it is closed', () => {
    const file = newFile();
    const store = open(file);
    store.messages.put(messageRow(1), new Uint8Array(0));
    expect(readdirSync(join(file, '..')).length).toBeGreaterThan(1);
    store.close();
    expect(readdirSync(join(file, '..'))).toEqual(['a.framescope']);
  });

  test('is written by one process at a time', () => {
    const file = newFile();
    open(file);
    expect(() => openStore(file, 'create')).toThrow(expect.objectContaining({ code: 'SESSION_IN_USE' }));
  });

  test('is read while it is written, as far as it is committed', () => {
    const file = newFile();
    const writer = open(file);
    writer.begin();
    writer.messages.put(messageRow(1), new Uint8Array(0));
    writer.commit();
    const reader = open(file, 'read');
    expect(reader.messages.count()).toBe(1);
    writer.begin();
    writer.messages.put(messageRow(2), new Uint8Array(0));
    expect(reader.messages.count()).toBe(1);
    writer.commit();
    expect(reader.messages.count()).toBe(2);
  });
});

describe('a file that cannot be opened is said to be so and left as it is', () => {
  const refuses = (file: string, access: Access, code: string) => {
    const before = existsSync(file) ? readFileSync(file) : null;
    expect(() => openStore(file, access)).toThrow(expect.objectContaining({ name: 'FramescopeError', code }));
    if (before) expect(readFileSync(file)).toEqual(before);
    else expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}-lock`)).toBe(false);
  };

  test('a text file', () => {
    const file = newFile();
    writeFileSync(file, 'Dear diary, '.repeat(1000));
    refuses(file, 'read', 'SESSION_CORRUPT');
    refuses(file, 'create', 'SESSION_CORRUPT');
  });

  test('another database', () => {
    const file = newFile();
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE cookies(name TEXT)');
    db.close();
    refuses(file, 'read', 'SESSION_CORRUPT');
    refuses(file, 'create', 'SESSION_CORRUPT');
  });

  test('an empty file, to be read', () => {
    const file = newFile();
    writeFileSync(file, '');
    refuses(file, 'read', 'SESSION_CORRUPT');
  });

  test('one of a newer Framescope', () => {
    const file = newFile();
    open(file).close();
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    refuses(file, 'read', 'SESSION_NEWER');
    refuses(file, 'create', 'SESSION_NEWER');
  });

  test('one that was cut in the middle', () => {
    const file = newFile();
    const store = open(file);
    store.begin();
    for (let n = 1; n <= 2000; n += 1)
      store.messages.put(messageRow(n, { length: 100 }), new Uint8Array(100));
    store.commit();
    store.close();
    truncateSync(file, 6000);
    refuses(file, 'create', 'SESSION_CORRUPT');
  });

  test('one that does not exist, to be read', () => refuses(newFile(), 'read', 'SESSION_NOT_FOUND'));

  test('one in a folder that does not exist', () =>
    refuses(join(tempDir(), 'nowhere', 'a.framescope'), 'create', 'DATA_DIR_UNWRITABLE'));

  test('a folder', () => {
    const dir = join(tempDir(), 'dir.framescope');
    mkdirSync(dir);
    expect(() => openStore(dir, 'create')).toThrow(expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE' }));
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'one in a folder that may not be written',
    () => {
      const dir = tempDir();
      chmodSync(dir, 0o500);
      refuses(join(dir, 'a.framescope'), 'create', 'DATA_DIR_UNWRITABLE');
    },
  );
});

describe('a writer that is killed', () => {
  function startWriter(
    file: string,
    mode: string,
  ): { child: ChildProcess; wrote: (atLeast: number) => Promise<number> } {
    const script = join(import.meta.dirname, 'writer.ts');
    const child = spawn(process.execPath, [script, file, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => killed(child));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const wrote = async (atLeast: number) => {
      let seen = 0;
      while (seen < atLeast) seen = Number((await lines.next()).value);
      return seen;
    };
    return { child, wrote };
  }

  test('leaves a sound file with every committed row, which opens by itself', async () => {
    const file = newFile();
    const { child, wrote } = startWriter(file, 'commit');
    const committed = await wrote(3000);
    await killed(child);

    const reader = open(file, 'read');
    expect(reader.messages.count()).toBeGreaterThanOrEqual(committed);
    reader.close();
    const store = open(file);
    expect(store.messages.count() % 100).toBe(0);
    expect(store.messages.payload(seq(committed), 0, 100)).toEqual(new Uint8Array(100).fill(committed));
    store.close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
  });

  test('loses what it had not committed, and nothing else', async () => {
    const file = newFile();
    const { child, wrote } = startWriter(file, 'open');
    await wrote(500);
    await killed(child);
    const store = open(file);
    expect(store.messages.count()).toBe(0);
    expect(store.connections.count()).toBe(1);
  });

  test('does not keep the next one out', async () => {
    const file = newFile();
    const { child, wrote } = startWriter(file, 'commit');
    await wrote(100);
    expect(() => openStore(file, 'create')).toThrow(expect.objectContaining({ code: 'SESSION_IN_USE' }));
    await killed(child);
    open(file);
  });
});

describe('connections', () => {
  const ended = connectionRow(2, {
    state: 'failed',
    ending: {
      at: 1_732_270_002_000.25,
      code: 1006,
      reason: 'gone “away”',
      by: 'server',
      clean: false,
      cause: 'reset',
    },
    failure: { code: 'HTTP_403', message: 'Refused.', hint: 'Ask.' },
    replayOf: id(1),
    retry: [{ kind: 'version', version: '8' }],
    tls: null,
  });

  test('come back as they were saved', () => {
    const store = open(newFile());
    store.connections.save(connectionRow(1));
    store.connections.save(ended);
    expect(store.connections.get(id(1))).toEqual(connectionRow(1));
    expect(store.connections.get(id(2))).toEqual(ended);
    expect(store.connections.get(id(3))).toBeNull();
  });

  test('are listed by id, counted, and told apart by their ending', () => {
    const store = open(newFile());
    store.connections.save(ended);
    store.connections.save(connectionRow(1));
    expect(store.connections.list().map((row) => row.id)).toEqual([1, 2]);
    expect(connectionRow(1)).toMatchObject(store.connections.list()[0]!);
    expect(store.connections.open().map((row) => row.id)).toEqual([1]);
    expect([store.connections.count(), store.connections.lastId(), store.connections.bytes()]).toEqual([
      2, 2, 140,
    ]);
  });

  test('that have ended are deleted with their bodies', () => {
    const store = open(newFile());
    store.connections.save(connectionRow(1));
    store.connections.save(ended);
    store.addBody(id(1), 'server', 0, Uint8Array.of(1));
    store.addBody(id(2), 'server', 0, Uint8Array.of(2));
    store.connections.deleteEnded();
    expect(store.connections.ids()).toEqual([1]);
    expect([...store.body(id(1), 'server')]).toEqual([1]);
    expect([...store.body(id(2), 'server')]).toEqual([]);
  });
});

describe('messages', () => {
  test('come back as they were saved', () => {
    const store = open(newFile());
    const message = messageRow(7, {
      from: 'client',
      opcode: 8,
      at: 1_732_270_000_000.125,
      endedAt: 1_732_270_000_001.5,
      length: 6,
      wireLength: 12,
      frames: 3,
      compressed: true,
      complete: false,
      injected: true,
      rtt: 0.125,
      dropped: 2,
      closeCode: 1000,
      closeReason: 'bye',
      violations: [violation('client-not-masked'), violation('close-code')],
      headers: Uint8Array.of(0x88, 0x06),
    });
    store.messages.put(message, Uint8Array.of(3, 232, 98, 121));
    expect(store.messages.get(seq(7))).toEqual(message);
    expect(store.messages.window([seq(8), seq(7)], 2)).toEqual([{ ...message, head: Uint8Array.of(3, 232) }]);
  });

  test('of one connection or of all are read in order, in slices', () => {
    const store = open(newFile());
    for (let n = 1; n <= 20; n += 1) {
      store.messages.put(messageRow(n, { connection: id(n % 2) }), new Uint8Array(0));
    }
    const seqs = (rows: readonly { seq: number }[]) => rows.map((row) => row.seq);
    expect(seqs(store.messages.after(3, 4, null, 0))).toEqual([4, 5, 6, 7]);
    expect(seqs(store.messages.after(3, 4, id(1), 0))).toEqual([5, 7, 9, 11]);
    expect(seqs([...store.messages.walk(16, id(0), 0)])).toEqual([18, 20]);
    expect([store.messages.lastSeq(), store.messages.count()]).toEqual([20, 20]);
  });

  test('that were stored unfinished are replaced by the whole', () => {
    const store = open(newFile());
    store.messages.put(messageRow(1, { complete: false }), null);
    store.messages.put(messageRow(1, { length: 2 }), Uint8Array.of(1, 2));
    expect(store.messages.count()).toBe(1);
    expect(store.messages.payloadSize(seq(1))).toBe(2);
  });
});

describe('a payload', () => {
  const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
  const PART = 256 * 1024;

  test.each([0, 1, 64 * 1024, 64 * 1024 + 1, 16 * 1024 * 1024 + 1])(
    'of %i bytes is read at any offset',
    (length) => {
      const store = open(newFile());
      const payload = bytesOf(length);
      const inline = length <= 64 * 1024;
      store.begin();
      store.messages.put(messageRow(1, { length }), inline ? payload : null);
      for (let at = inline ? length : 0; at < length; at += PART) {
        store.messages.addPart(seq(1), at / PART, payload.subarray(at, at + PART));
      }
      store.commit();
      expect(store.messages.payloadSize(seq(1))).toBe(length);
      expect(Buffer.compare(store.messages.payload(seq(1), 0, length + 10), payload)).toBe(0);
      for (const [offset, size] of [
        [0, 1],
        [1, 5],
        [PART - 1, 2],
        [PART, PART],
        [length - 1, 9],
        [length, 5],
      ] as const) {
        const at = Math.max(0, offset);
        expect(
          Buffer.compare(store.messages.payload(seq(1), at, size), payload.subarray(at, at + size)),
        ).toBe(0);
      }
      expect(store.messages.window([seq(1)], 100)[0]!.head).toHaveLength(Math.min(100, length));
    },
  );

  test('of an unknown message is empty', () => {
    const store = open(newFile());
    expect(store.messages.payload(seq(9), 0, 10)).toHaveLength(0);
    expect(store.messages.payloadSize(seq(9))).toBe(0);
  });
});

describe('clearing', () => {
  test('gives the space back to the disk', () => {
    const store = open(newFile());
    store.begin();
    for (let n = 1; n <= 200; n += 1)
      store.messages.put(messageRow(n, { length: 64 * 1024 }), new Uint8Array(64 * 1024));
    store.commit();
    const before = store.size();
    store.begin();
    store.messages.deleteAll();
    store.commit();
    store.compact();
    expect(before).toBeGreaterThan(12 * 1024 * 1024);
    expect(store.size()).toBeLessThan(512 * 1024);
  });
});

test('a gap is saved while it lasts and when it is over', () => {
  const store = open(newFile());
  const gap = { from: 1_732_270_000_000.5, to: null, reason: 'paused', messages: 3, bytes: 40 } as const;
  store.saveGap(1, gap);
  store.saveGap(1, { ...gap, to: 1_732_270_001_000 });
  store.saveGap(2, { ...gap, reason: 'disk' });
  expect(store.gaps()).toEqual([
    { ...gap, to: 1_732_270_001_000 },
    { ...gap, reason: 'disk' },
  ]);
});
