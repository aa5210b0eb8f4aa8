// Opens a session file and says clearly when it is none. A file that was cut short by a kill is brought back by
// SQLite's own log; nothing is ever overwritten. One process writes, any number read.

import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { FramescopeError } from '../contract/errors.ts';
import { moveOldMessages } from './old-messages.ts';
import { APPLICATION_ID, MIGRATIONS, OLDEST_READABLE, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** `create` opens what is there and makes it otherwise. */
export type Access = 'create' | 'read';

export interface SessionFile {
  readonly db: DatabaseSync;
  /** Leaves one plain file behind, without a log beside it. */
  close(): void;
}

/** Fails with SESSION_NOT_FOUND (read), SESSION_CORRUPT, SESSION_NEWER, SESSION_IN_USE or DATA_DIR_UNWRITABLE, and SESSION_OLDER to read. */
export function openSessionFile(file: string, access: Access): SessionFile {
  if (access === 'read' && !existsSync(file)) {
    throw new FramescopeError('SESSION_NOT_FOUND', `There is no session file ${file}.`, 'Check the path.');
  }
  return explained(file, () => (access === 'read' ? openToRead(file) : openToWrite(file)));
}

/** Runs something that reads or writes the file; SQLite's errors become ours. */
export function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(error, file);
  }
}

function openToRead(file: string): SessionFile {
  const db = new DatabaseSync(file, { readOnly: true });
  return closedOnFailure(db, () => {
    db.exec('PRAGMA busy_timeout = 2000');
    if (check(db, file) === 'blank') throw noSession(file);
    if (versionOf(db) < OLDEST_READABLE) throw olderSession(file);
    return { db, close: () => db.close() };
  });
}

function openToWrite(file: string): SessionFile {
  const unlock = lock(file);
  try {
    const db = new DatabaseSync(file);
    return closedOnFailure(db, () => {
      const state = check(db, file);
      if (state === 'blank') db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
      db.exec(TO_WRITE);
      if (state === 'blank') db.exec(CREATE);
      else bringForward(db);
      return { db, close: () => closeWritten(db, unlock) };
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Large payloads are stored nearly twice as fast as in SQLite's usual pages of 4 KiB. */
const PAGE_BYTES = 16 * 1024;

/** SQLite's log is moved into the file every 4 MiB, not every 16: that much it would take beside the smallest session. */
const TO_WRITE = `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;
  PRAGMA wal_autocheckpoint = 256;`;

const CREATE = `BEGIN; ${SCHEMA}
PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`;

function bringForward(db: DatabaseSync): void {
  for (let version = versionOf(db); version < SCHEMA_VERSION; version += 1) {
    db.exec(`BEGIN; ${MIGRATIONS[version] ?? ''} PRAGMA user_version = ${version + 1};`);
    if (version === OF_SINGLE_ROWS) moveOldMessages(db);
    db.exec('COMMIT');
  }
}

/** The last version in which each message was a row. */
const OF_SINGLE_ROWS = 2;

/** A lock that the system lets go of when this process ends, however it ends. Readers do not ask for it. */
function lock(file: string): () => void {
  const path = `${file}-lock`;
  const db = new DatabaseSync(path);
  closedOnFailure(db, () => {
    try {
      db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      throw isBusy(error) ? inUse(file) : error;
    }
  });
  return () => {
    rmSync(path, { force: true }); // while it is still ours
    db.close();
  };
}

function closeWritten(db: DatabaseSync, unlock: () => void): void {
  try {
    db.exec('PRAGMA journal_mode = DELETE');
  } catch {
    // somebody else reads it: the log stays, and is read with the file
  }
  db.close();
  unlock();
}

function closedOnFailure<T>(db: DatabaseSync, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

function check(db: DatabaseSync, file: string): 'blank' | 'session' {
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  const id = pragma(db, 'application_id');
  if (tables === 0 && id === 0) return 'blank';
  if (id !== APPLICATION_ID) throw noSession(file);
  if (versionOf(db) > SCHEMA_VERSION) {
    throw new FramescopeError(
      'SESSION_NEWER',
      `${file} was written by a newer Framescope.`,
      'Update Framescope to open it.',
    );
  }
  return 'session';
}

function versionOf(db: DatabaseSync): number {
  return pragma(db, 'user_version');
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function noSession(file: string): FramescopeError {
  return new FramescopeError(
    'SESSION_CORRUPT',
    `${file} is no Framescope session.`,
    'Choose a .framescope file.',
  );
}

function olderSession(file: string): FramescopeError {
  return new FramescopeError(
    'SESSION_OLDER',
    `${file} was written by an older Framescope.`,
    'Open it once with framescope ui --session FILE, which brings it forward.',
  );
}

function inUse(file: string): FramescopeError {
  return new FramescopeError(
    'SESSION_IN_USE',
    `Another Framescope captures into ${file}.`,
    'Stop it first, or choose another file with --session FILE.',
  );
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const SQLITE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

function explain(error: unknown, file: string): unknown {
  if (error instanceof FramescopeError) return error;
  switch (primaryCode(error)) {
    case SQLITE.corrupt:
    case SQLITE.notADatabase: {
      const hint = 'It was left as it is. Choose another file, or recover it with sqlite3 FILE .recover.';
      return new FramescopeError('SESSION_CORRUPT', `${file} is damaged, or no Framescope session.`, hint, {
        cause: error,
      });
    }
    case SQLITE.readOnly:
    case SQLITE.ioError:
    case SQLITE.full:
    case SQLITE.cannotOpen: {
      const hint =
        'Check that its folder exists, is writable and has space, or choose another with --session FILE.';
      return new FramescopeError(
        'DATA_DIR_UNWRITABLE',
        `${file} cannot be used (${(error as Error).message}).`,
        hint,
        { cause: error },
      );
    }
    default:
      return error;
  }
}

/** True when the disk, or somebody else's lock, is what failed, not the data: worth another try later. */
export function isDiskTrouble(error: unknown): boolean {
  const code = primaryCode(error);
  return isBusy(error) || DISK_CODES.has(code);
}

const DISK_CODES: ReadonlySet<number> = new Set([
  SQLITE.full,
  SQLITE.readOnly,
  SQLITE.cannotOpen,
  SQLITE.ioError,
]);

function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE.busy || code === SQLITE.locked;
}

function primaryCode(error: unknown): number {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : 0;
}
