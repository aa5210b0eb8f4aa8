// A Session in memory for component tests: a fixture of the contract, not of the engine. What it holds is given;
// what it is told is recorded; Changes are sent by the test.

import type { ConnectionId, ExportId, Seq, ViewId } from '../../../proxy/contract/ids.ts';
import type {
  Annotation,
  Body,
  Change,
  Connection,
  ConnectionDetail,
  DecoderInfo,
  MessageDetail,
  MessageRow,
  Overview,
  SessionInfo,
  Status,
  ViewState,
} from '../../../proxy/contract/model.ts';
import { NO_FINDINGS } from '../../../proxy/contract/finding.ts';
import { EMPTY_SAMPLE } from '../../../proxy/contract/message-sample.ts';
import { SESSION_METHODS } from '../../../proxy/contract/port.ts';
import type { Session, ViewQuery } from '../../../proxy/contract/session.ts';
import { ChatMachine } from '../../../proxy/formats/twitch/chat-machine.ts';
import { FramescopeError } from '../../../proxy/contract/errors.ts';

export const STARTED = Date.UTC(2025, 10, 22, 12, 30);

export const INFO: SessionInfo = {
  version: '0.1.0',
  file: '/home/ana/.local/share/framescope/sessions/2025-11-22.framescope',
  dataDir: '/home/ana/.local/share/framescope',
  ca: {
    path: '/home/ana/.local/share/framescope/ca.pem',
    fingerprint:
      'AB:12:CD:34:EF:56:AB:12:CD:34:EF:56:AB:12:CD:34:EF:56:AB:12:CD:34:EF:56:AB:12:CD:34:EF:56:AB:12',
    pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    trusted: null,
  },
  browsers: [
    { id: 'chrome', name: 'Google Chrome', path: '/usr/bin/google-chrome' },
    { id: 'firefox', name: 'Firefox', path: '/usr/bin/firefox' },
  ],
  capabilities: ['capture', 'open-browser', 'demo', 'annotate'],
};

export const STATUS: Status = {
  proxy: '127.0.0.1:8899',
  recording: true,
  totals: { connections: 0, open: 0, messages: 0, bytes: 0, disk: 4096, gaps: 0, evicted: null },
  settings: {
    proxyPort: 8899,
    theme: 'system',
    bodyBudget: 10_000_000,
    whenFull: 'lossless',
    storageBudget: null,
    decoders: {},
  },
  notices: [],
  demo: false,
  decoding: 0,
  findings: NO_FINDINGS,
};

export function connection(id: number, over: Partial<Connection> = {}): Connection {
  return {
    id: id as ConnectionId,
    kind: 'websocket',
    state: 'open',
    resourceType: 'websocket',
    url: `wss://irc-ws.chat.twitch.tv/${id}`,
    scheme: 'wss',
    host: 'irc-ws.chat.twitch.tv',
    port: 443,
    path: `/${id}`,
    method: 'GET',
    status: 101,
    statusText: 'Switching Protocols',
    subprotocol: null,
    extensions: null,
    decoder: 'irc',
    chosen: null,
    sentMessages: 0,
    receivedMessages: 0,
    sentBytes: 0,
    receivedBytes: 0,
    openedAt: STARTED + id * 1000,
    lastActivityAt: STARTED + id * 1000,
    ending: null,
    failure: null,
    remoteAddress: '127.0.0.1:443',
    replayOf: null,
    retry: null,
    violations: 0,
    session: null,
    ...over,
  };
}

export function detailOf(row: Connection): ConnectionDetail {
  return {
    ...row,
    httpVersion: '1.1',
    requestHeaders: [
      ['Host', row.host],
      ['User-Agent', 'Mozilla/5.0'],
    ],
    responseHeaders: [['Server', 'test']],
    requestHead: null,
    responseHead: null,
    timing: { dns: 1, connect: 2, tls: 3, wait: 4 },
    tls: null,
    requestBodySize: 0,
    responseBodySize: 0,
  };
}

export interface Recorded {
  readonly method: keyof Session;
  readonly args: readonly unknown[];
}

export interface SessionFixture {
  readonly session: Session;
  /** Every call but the reading ones, in order. */
  readonly calls: readonly Recorded[];
  /** Sends a Change, and holds from then on what it says. */
  change(change: Partial<Change>): Promise<void>;
}

export interface FixtureContent {
  readonly info?: Partial<SessionInfo>;
  readonly status?: Partial<Status>;
  readonly connections?: readonly Connection[];
  readonly annotations?: readonly Annotation[];
  readonly messages?: readonly MessageRow[];
  readonly details?: ReadonlyMap<ConnectionId, ConnectionDetail>;
  readonly payloads?: ReadonlyMap<Seq, Uint8Array>;
  /** Methods that answer differently in this test. */
  readonly answers?: Partial<Session>;
}

const DECODERS: readonly DecoderInfo[] = [
  { name: 'irc', label: 'IRC (Twitch chat)', own: false, file: null, error: null },
  { name: 'json', label: 'JSON', own: false, file: null, error: null },
];

export function createSessionFixture(content: FixtureContent = {}): SessionFixture {
  const rows = new Map((content.connections ?? []).map((row) => [row.id, row]));
  const messages = content.messages ?? [];
  const listeners = new Set<(change: Change) => void | Promise<void>>();
  const views = new Map<ViewId, readonly MessageRow[]>();
  const calls: Recorded[] = [];
  let status: Status = { ...STATUS, ...content.status };

  const reading: Partial<Session> = {
    info: async () => ({ ...INFO, ...content.info }),
    status: async () => status,
    connections: async () => [...rows.values()],
    decoders: async () => DECODERS,
    writeExampleDecoder: async () => '/data/decoders/example.js',
    annotations: async () => content.annotations ?? [],
    connection: async (id) => content.details?.get(id) ?? detailOf(rows.get(id) ?? notFound()),
    body: async () => EMPTY_BODY,
    rows: async (view, from, count) => (views.get(view) ?? []).slice(from, from + count),
    locate: async (view, seq) => (views.get(view) ?? []).findIndex((row) => row.seq >= seq),
    locateTime: async (view, at) => (views.get(view) ?? []).filter((row) => row.at < at).length,
    overview: async () => NO_OVERVIEW,
    message: async (seq) => messageDetail(messages.find((row) => row.seq === seq) ?? notFound()),
    payload: async (seq, offset, length) =>
      slice(content.payloads?.get(seq) ?? new Uint8Array(), offset, length),
    subscribe: async (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openView: async (query) => {
      const view = (views.size + 1) as ViewId;
      views.set(view, messagesOf(messages, query));
      return viewState(view, views.get(view) ?? []);
    },
    closeView: async (view) => void views.delete(view),
    openChat: async () => viewState(NO_CHAT, []),
    closeChat: async () => undefined,
    chatRows: async () => [],
    locateInChat: async () => null,
    chatSummary: async () => new ChatMachine().summary(),
    sample: async () => EMPTY_SAMPLE,
    detectFold: async () => null,
    findings: async () => ({ findings: [], scanned: 0, total: 0, beyond: 0 }),
  };
  const telling: Partial<Session> = {
    replay: async () => 1 as ConnectionId,
    startExport: async () => 1 as ExportId,
    readExport: async () => ({ bytes: new Uint8Array(), done: true, progress: 0, total: 0 }),
    configure: async (settings) => ({ ...status.settings, ...settings }),
  };
  const bind = (method: keyof Session) => {
    const answer = content.answers?.[method] ?? reading[method] ?? telling[method] ?? (async () => undefined);
    return (...args: unknown[]) => {
      if (!(method in reading)) calls.push({ method, args });
      return (answer as (...rest: unknown[]) => unknown)(...args);
    };
  };
  const session = Object.fromEntries(
    [...SESSION_METHODS, 'subscribe' as const].map((method) => [method, bind(method)]),
  ) as unknown as Session;
  const change = async (partial: Partial<Change>) => {
    if (partial.reset) rows.clear();
    for (const row of partial.connections ?? []) rows.set(row.id, row);
    status = partial.status ?? status;
    const whole: Change = { connections: [], annotations: [], reset: false, views: [], ...partial, status };
    await Promise.all(Array.from(listeners, async (listener) => listener(whole)));
  };
  return { session, calls, change };
}

const NO_OVERVIEW: Overview = {
  from: 0,
  width: 1,
  sent: [],
  received: [],
  sentBytes: [],
  receivedBytes: [],
  controls: [],
  violations: [],
  closes: [],
  scanned: 0,
  total: 0,
  gaps: [],
  ends: [],
};

const EMPTY_BODY: Body = {
  size: 0,
  bytes: new Uint8Array(),
  truncated: false,
  contentType: '',
  decodedFrom: '',
};

function messagesOf(messages: readonly MessageRow[], query: ViewQuery): readonly MessageRow[] {
  return messages.filter((row) => query.connections?.includes(row.connection) ?? true);
}

/** One in which nobody has said anything. */
const NO_CHAT = 1_000 as ViewId;

function viewState(view: ViewId, rows: readonly MessageRow[]): ViewState {
  return { view, count: rows.length, scanned: rows.length, total: rows.length, evicted: 0 };
}

function messageDetail(row: MessageRow): MessageDetail {
  return { ...row, frameHeaders: [new Uint8Array([0x81, 0x00])], endedAt: row.at, ranges: [] };
}

function slice(bytes: Uint8Array, offset: number, length: number) {
  return { offset, bytes: bytes.slice(offset, offset + length), total: bytes.length };
}

function notFound(): never {
  throw new FramescopeError('NOT_FOUND', 'The fixture does not hold it.');
}
