// Connections as rows: the mapping between the contract's records and the table, both ways, in one place.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ConnectionId } from '../contract/ids.ts';
import type { Connection, ConnectionDetail, EndCause, Ending, Failure, Side } from '../contract/model.ts';
import { fromMicros, toMicros } from './micros.ts';

type Row = Record<string, SQLInputValue>;

/** A row of the table, column by column, from a connection. */
function toRow(c: ConnectionDetail): Row {
  return {
    id: c.id,
    kind: c.kind,
    state: c.state,
    resource_type: c.resourceType,
    url: c.url,
    scheme: c.scheme,
    host: c.host,
    port: c.port,
    path: c.path,
    method: c.method,
    http_version: c.httpVersion,
    status: c.status,
    status_text: c.statusText,
    subprotocol: c.subprotocol,
    extensions: c.extensions,
    decoder: c.decoder,
    sent_messages: c.sentMessages,
    received_messages: c.receivedMessages,
    sent_bytes: c.sentBytes,
    received_bytes: c.receivedBytes,
    opened_at: toMicros(c.openedAt),
    last_activity_at: toMicros(c.lastActivityAt),
    ended_at: c.ending && toMicros(c.ending.at),
    end_cause: c.ending?.cause ?? null,
    closed_by: c.ending?.by ?? null,
    close_code: c.ending?.code ?? null,
    close_reason: c.ending?.reason ?? null,
    clean: c.ending ? Number(c.ending.clean) : null,
    failure_code: c.failure?.code ?? null,
    failure_message: c.failure?.message ?? null,
    failure_hint: c.failure?.hint ?? null,
    remote_address: c.remoteAddress,
    replay_of: c.replayOf,
    violations: c.violations,
    request_headers: JSON.stringify(c.requestHeaders),
    response_headers: JSON.stringify(c.responseHeaders),
    request_head: c.requestHead,
    response_head: c.responseHead,
    timing: JSON.stringify(c.timing),
    tls: c.tls && JSON.stringify(c.tls),
    request_body_size: c.requestBodySize,
    response_body_size: c.responseBodySize,
    session: c.session,
    retry: c.retry && JSON.stringify(c.retry),
  };
}

type Read = Record<string, string | number | null>;

/** The list's part of a row. */
function listFromRow(r: Read): Connection {
  return {
    id: r.id as ConnectionId,
    kind: r.kind as Connection['kind'],
    state: r.state as Connection['state'],
    resourceType: r.resource_type as Connection['resourceType'],
    url: String(r.url),
    scheme: String(r.scheme),
    host: String(r.host),
    port: Number(r.port),
    path: String(r.path),
    method: String(r.method),
    status: r.status as number | null,
    statusText: String(r.status_text),
    subprotocol: r.subprotocol as string | null,
    extensions: r.extensions as string | null,
    decoder: r.decoder as string | null,
    chosen: null, // a setting, and not kept here
    sentMessages: Number(r.sent_messages),
    receivedMessages: Number(r.received_messages),
    sentBytes: Number(r.sent_bytes),
    receivedBytes: Number(r.received_bytes),
    openedAt: fromMicros(Number(r.opened_at)),
    lastActivityAt: fromMicros(Number(r.last_activity_at)),
    ending: readEnding(r),
    failure: readFailure(r),
    remoteAddress: r.remote_address as string | null,
    replayOf: r.replay_of as ConnectionId | null,
    violations: Number(r.violations),
    session: (r.session ?? null) as string | null, // an older file that is only read has none
    retry: typeof r.retry === 'string' ? (JSON.parse(r.retry) as Connection['retry']) : null, // as of session
  };
}

function fromRow(r: Read): ConnectionDetail {
  return {
    ...listFromRow(r),
    httpVersion: String(r.http_version),
    requestHeaders: JSON.parse(String(r.request_headers)) as ConnectionDetail['requestHeaders'],
    responseHeaders: JSON.parse(String(r.response_headers)) as ConnectionDetail['responseHeaders'],
    requestHead: r.request_head as string | null,
    responseHead: r.response_head as string | null,
    timing: JSON.parse(String(r.timing)) as ConnectionDetail['timing'],
    tls: r.tls === null ? null : (JSON.parse(String(r.tls)) as ConnectionDetail['tls']),
    requestBodySize: Number(r.request_body_size),
    responseBodySize: Number(r.response_body_size),
  };
}

function readEnding(r: Read): Ending | null {
  if (r.ended_at === null) return null;
  return {
    at: fromMicros(Number(r.ended_at)),
    code: r.close_code as number | null,
    reason: String(r.close_reason ?? ''),
    by: r.closed_by as Side | null,
    clean: r.clean === 1,
    cause: r.end_cause as EndCause,
  };
}

function readFailure(r: Read): Failure | null {
  if (r.failure_code === null) return null;
  return {
    code: String(r.failure_code),
    message: String(r.failure_message),
    hint: String(r.failure_hint ?? ''),
  };
}

/** What only the detail of a connection needs. */
const DETAIL_COLUMNS: ReadonlySet<string> = new Set([
  'http_version',
  'request_headers',
  'response_headers',
  'request_head',
  'response_head',
  'timing',
  'tls',
  'request_body_size',
  'response_body_size',
]);

/** Of a connection in which something was said, as much as tells who reads it, and with which others. */
export type Spoken = Pick<Connection, 'id' | 'host' | 'port' | 'decoder' | 'session' | 'replayOf'>;

const PAGE = 256;

export interface ConnectionRows {
  /** Inserts or replaces the whole row. */
  save(connection: ConnectionDetail): void;
  /** Only what grows with every message. */
  saveCounts(connection: Connection): void;
  get(id: ConnectionId): ConnectionDetail | null;
  /** By id, without what only the detail needs. */
  list(): Connection[];
  /** Those with messages, newest first, read as far as the caller goes. */
  spoken(): Iterable<Spoken>;
  /** Those of them that share this one's session. */
  ofSession(of: Pick<Connection, 'host' | 'port' | 'session'>): Spoken[];
  /** Those without an ending. */
  open(): ConnectionDetail[];
  ids(): ConnectionId[];
  lastId(): number;
  count(): number;
  /** Wire bytes of all connections. */
  bytes(): number;
  /** Those that have ended, with their bodies. */
  deleteEnded(): void;
}

export function connectionRows(db: DatabaseSync): ConnectionRows {
  const columns = db
    .prepare("SELECT name FROM pragma_table_info('connections') ORDER BY cid")
    .all()
    .map((row) => String(row.name));
  const save = db.prepare(
    `INSERT OR REPLACE INTO connections(${columns.join(', ')}) VALUES(${columns.map((name) => `:${name}`).join(', ')})`,
  );
  const saveCounts = db.prepare(
    'UPDATE connections SET sent_messages = ?, received_messages = ?, sent_bytes = ?, received_bytes = ?, violations = ?, last_activity_at = ? WHERE id = ?',
  );
  const listed = columns.filter((name) => !DETAIL_COLUMNS.has(name)).join(', ');
  const list = db.prepare(`SELECT ${listed} FROM connections ORDER BY id`);
  const get = db.prepare('SELECT * FROM connections WHERE id = ?');
  const open = db.prepare('SELECT * FROM connections WHERE ended_at IS NULL ORDER BY id');
  const session = columns.includes('session') ? 'session' : 'NULL'; // an older file that is only read has none
  const allSpoken = `SELECT id, host, port, decoder, ${session} AS session, replay_of AS replayOf
    FROM connections WHERE sent_messages + received_messages > 0`;
  const spoken = db.prepare(`${allSpoken} AND id < ? ORDER BY id DESC LIMIT ?`);
  const ofSession = db.prepare(`${allSpoken} AND ${session} = ? AND host = ? AND port = ?`);
  const ids = db.prepare('SELECT id FROM connections ORDER BY id');
  const totals = db.prepare(
    'SELECT count(*) AS count, max(id) AS last, sum(sent_bytes + received_bytes) AS bytes FROM connections',
  );
  const total = (name: 'count' | 'last' | 'bytes') => Number(totals.get()?.[name] ?? 0);
  return {
    save: (connection) => void save.run(toRow(connection)),
    saveCounts: (c) =>
      void saveCounts.run(
        c.sentMessages,
        c.receivedMessages,
        c.sentBytes,
        c.receivedBytes,
        c.violations,
        toMicros(c.lastActivityAt),
        c.id,
      ),
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row as Read) : null;
    },
    list: () => list.all().map((row) => listFromRow(row as Read)),
    spoken: () => pagesOf((before) => spoken.all(before, PAGE) as unknown as Spoken[]),
    ofSession: (of) => ofSession.all(of.session, of.host, of.port) as unknown as Spoken[],
    open: () => open.all().map((row) => fromRow(row as Read)),
    ids: () => ids.all().map((row) => row.id as ConnectionId),
    lastId: () => total('last'),
    count: () => total('count'),
    bytes: () => total('bytes'),
    deleteEnded() {
      db.exec(
        'DELETE FROM bodies WHERE connection IN (SELECT id FROM connections WHERE ended_at IS NOT NULL)',
      );
      db.exec('DELETE FROM connections WHERE ended_at IS NOT NULL');
    },
  };
}

/** A page at a time: nobody keeps a statement open while others write. */
function* pagesOf(page: (before: number) => readonly Spoken[]): Generator<Spoken, void> {
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const read = page(before);
    yield* read;
    if (read.length < PAGE) return;
    before = read.at(-1)!.id;
  }
}
