// An archive as the engine runs it: the real thread, a real file, and connections that a test speaks through.

import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Opened } from '../../proxy/capture/sink.ts';
import type { ConnectionId, Seq, ViewId } from '../../proxy/contract/ids.ts';
import type { EndCause, Headers, MessageRow, Side, ViewState } from '../../proxy/contract/model.ts';
import type { ExportQuery } from '../../proxy/contract/session.ts';
import { formatFrame } from '../../proxy/protocol/frame.ts';
import type { ArchiveChange } from '../../proxy/session/archive.ts';
import { type ArchiveLink, startArchive } from '../../proxy/session/archive-link.ts';
import type { WireLogLimits } from '../../proxy/session/wire-log.ts';
import type { Access } from '../../proxy/store/session-file.ts';
import { tempDir } from './temp-dir.ts';

export interface WireOptions {
  readonly host?: string;
  readonly path?: string;
  readonly extensions?: string;
  readonly subprotocol?: string;
}

/** One captured connection, as capture would report it. */
export interface Wire {
  readonly id: ConnectionId;
  /** Bytes of one side, as one segment. */
  bytes(from: Side, bytes: Uint8Array): void;
  /** A whole text message. */
  text(from: Side, text: string): void;
  /** A frame of Framescope's own. */
  inject(from: Side, frame: Uint8Array): void;
  end(cause?: EndCause, by?: Side | null): void;
}

/** A request of Engine.IO's polling that waits for its answer. */
export interface Poll {
  readonly id: ConnectionId;
  /** With these packets, which end it. */
  answer(packets: string): void;
}

/** Of Engine.IO 4. */
export const pollingPath = (sid: string, transport = 'polling') =>
  `/socket.io/?EIO=4&transport=${transport}&sid=${sid}`;

export interface Rig {
  readonly file: string;
  readonly archive: ArchiveLink;
  readonly calls: ArchiveLink['calls'];
  readonly changes: readonly ArchiveChange[];
  open(options?: WireOptions): Wire;
  /** A poll that brings packets to the server, from its beginning to its end. */
  post(sid: string, packets: string, host?: string): ConnectionId;
  /** One that the server may answer with packets. */
  get(sid: string, host?: string): Poll;
  /** An upgrade that was answered with another status. */
  refuse(status: number, statusText: string, responseHeaders?: Headers): ConnectionId;
  /** The first change of which this is true, of those that were told and those to come. */
  until(isThere: (change: ArchiveChange) => boolean): Promise<ArchiveChange>;
  /** All rows of a view of these connections, or of all. */
  rows(connections?: readonly ConnectionId[] | null, filter?: string): Promise<MessageRow[]>;
  payload(seq: Seq): Promise<Uint8Array>;
  export(query?: Partial<ExportQuery>): Promise<string>;
  close(): Promise<void>;
}

export const EVERYTHING: ExportQuery = {
  format: 'ndjson',
  filter: '',
  connections: null,
  messages: null,
  redact: false,
  decode: false,
  live: false,
};

/** Closed when the test is over. */
export async function openRig(
  file = join(tempDir(), 'a.framescope'),
  access: Access = 'create',
  limits?: WireLogLimits,
  decoders: string | null = null,
  protobuf: string | null = null,
): Promise<Rig> {
  const rig = await startRig(file, access, limits, decoders, protobuf);
  onTestFinished(() => rig.close());
  return rig;
}

export async function startRig(
  file: string,
  access: Access = 'create',
  limits?: WireLogLimits,
  decoders: string | null = null,
  protobuf: string | null = null,
): Promise<Rig> {
  const changes: ArchiveChange[] = [];
  const waiting = new Set<() => void>();
  let closed = false;
  let clock = 1_732_270_000_000;
  const archive = await startArchive({
    file,
    access,
    version: '0.0.0-test',
    limits,
    decoders,
    protobuf,
    changed: async (change) => {
      changes.push(change);
      for (const look of waiting) look();
    },
    died: (error) => {
      throw error;
    },
  });
  await archive.calls.watch(true);
  let lastId = archive.lastConnectionId;
  const { calls, log } = archive;

  const opened = (head: Opened): ConnectionId => {
    const id = (lastId += 1) as ConnectionId;
    log.event({ type: 'opened', id, at: (clock += 1), opened: head });
    return id;
  };
  const body = (id: ConnectionId, from: Side, text: string) => {
    const bytes = Buffer.from(text);
    log.event({ type: 'body', id, at: (clock += 1), from, offset: 0, size: bytes.length, bytes });
  };
  const answer = (id: ConnectionId, text: string) => {
    const answered = { status: 200, statusText: 'OK', responseHeaders: [], responseHead: null };
    log.event({ type: 'answered', id, at: (clock += 1), wait: 1, answered });
    body(id, 'server', text);
    log.event({ type: 'ended', id, at: (clock += 1), cause: 'fin', by: 'server' });
  };

  const rig: Rig = {
    file,
    archive,
    calls,
    changes,
    open(options = {}) {
      const id = opened(handshake(options));
      const responseHeaders = accepted(options);
      const answered = {
        status: 101,
        statusText: 'Switching Protocols',
        responseHeaders,
        responseHead: null,
      };
      log.event({ type: 'answered', id, at: (clock += 1), wait: 1, answered });
      const passed = { client: 0, server: 0 };
      const bytes = (from: Side, chunk: Uint8Array) => {
        log.written(log.keep(id, from, chunk, (clock += 1), passed[from], false));
        passed[from] += chunk.length;
      };
      return {
        id,
        bytes,
        text: (from, text) => bytes(from, frameOf(from, text)),
        inject: (from, frame) => log.written(log.keep(id, from, frame, (clock += 1), passed[from], true)),
        end: (cause = 'fin', by = 'client') => log.event({ type: 'ended', id, at: (clock += 1), cause, by }),
      };
    },
    post(sid, packets, host) {
      const id = opened(request('POST', sid, host));
      body(id, 'client', packets);
      answer(id, 'ok');
      return id;
    },
    get(sid, host) {
      const id = opened(request('GET', sid, host));
      return { id, answer: (packets) => answer(id, packets) };
    },
    refuse(status, statusText, responseHeaders = []) {
      const id = opened(handshake({}));
      const answered = { status, statusText, responseHeaders, responseHead: null };
      log.event({ type: 'answered', id, at: (clock += 1), wait: 1, answered });
      log.event({ type: 'ended', id, at: (clock += 1), cause: 'fin', by: 'server' });
      return id;
    },
    until(isThere) {
      const { promise, resolve } = Promise.withResolvers<ArchiveChange>();
      let next = 0;
      const look = () => {
        for (; next < changes.length; next += 1) {
          const change = changes[next]!;
          if (!isThere(change)) continue;
          waiting.delete(look);
          resolve(change);
          return;
        }
      };
      waiting.add(look);
      look();
      return promise;
    },
    async rows(connections = null, filter = '') {
      await archive.settle();
      const { view } = await scanned(rig, await calls.openView({ connections, filter }));
      const rows = await allRows(rig, view);
      await calls.closeView(view);
      return rows;
    },
    async payload(seq) {
      const pieces: Uint8Array[] = [];
      for (let offset = 0; ;) {
        const { bytes, total } = await calls.payload(seq, offset, 4 * 1024 * 1024);
        pieces.push(bytes);
        offset += bytes.length;
        if (bytes.length === 0 || offset >= total) return Buffer.concat(pieces);
      }
    },
    async export(query = {}) {
      await archive.settle();
      const id = await calls.startExport({ ...EVERYTHING, ...query });
      return readToEnd(rig, id);
    },
    async close() {
      if (closed) return;
      closed = true;
      await archive.close(clock + 1);
    },
  };
  return rig;
}

export async function readToEnd(
  { calls }: Rig,
  id: Awaited<ReturnType<Rig['calls']['startExport']>>,
): Promise<string> {
  let text = '';
  for (;;) {
    const { bytes, done } = await calls.readExport(id);
    text += new TextDecoder().decode(bytes);
    if (done) return text;
  }
}

/** The view's state when everything stored before has been looked at. */
export async function scanned(rig: Rig, state: ViewState): Promise<ViewState> {
  if (state.scanned >= state.total) return state;
  const change = await rig.until(({ views }) =>
    views.some((each) => each.view === state.view && each.scanned >= each.total),
  );
  return change.views.find(({ view }) => view === state.view)!;
}

export async function allRows({ calls }: Rig, view: ViewId): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  for (;;) {
    const more = await calls.rows(view, rows.length, 1000);
    if (more.length === 0) return rows;
    rows.push(...more);
  }
}

function request(method: string, sid: string, host = 'example.test'): Opened {
  const path = pollingPath(sid);
  const plain = { ...handshake({ host, path }), requestHeaders: [['Host', host]] as const };
  return { ...plain, kind: 'http', scheme: 'http', url: `http://${host}${path}`, method };
}

function handshake({ host = 'example.test', path = '/chat', extensions, subprotocol }: WireOptions): Opened {
  return {
    kind: 'websocket',
    url: `ws://${host}${path}`,
    scheme: 'ws',
    host,
    port: 80,
    path,
    method: 'GET',
    httpVersion: '1.1',
    requestHeaders: [
      ['Host', host],
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Version', '13'],
      ...(extensions ? [['Sec-WebSocket-Extensions', extensions] as const] : []),
      ...(subprotocol ? [['Sec-WebSocket-Protocol', subprotocol] as const] : []),
    ],
    requestHead: null,
    replayOf: null,
  };
}

function accepted({ extensions, subprotocol }: WireOptions): Headers {
  return [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
    ...(extensions ? [['Sec-WebSocket-Extensions', extensions] as const] : []),
    ...(subprotocol ? [['Sec-WebSocket-Protocol', subprotocol] as const] : []),
  ];
}

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** Masked, where a client sends it. */
export function frameOf(from: Side, text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  return formatFrame({ opcode: 1, payload, maskingKey: from === 'client' ? KEY : null });
}
