// A capture in memory for component tests: messages that the test adds, filtered by the contract's language and
// read by the real decoders. It answers the reading half of a Session.

import type { ConnectionId, Seq, ViewId } from '../../../proxy/contract/ids.ts';
import { matchMessage } from '../../../proxy/contract/filter-match.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import { sampleOf } from '../../../proxy/contract/message-sample.ts';
import type {
  Connection,
  Gap,
  MessageDetail,
  MessageRow,
  Note,
  Overview,
  ViewState,
} from '../../../proxy/contract/model.ts';
import type { Session, ViewQuery } from '../../../proxy/contract/session.ts';
import { FramescopeError } from '../../../proxy/contract/errors.ts';
import { decoders } from './decoders-of-page.ts';
import { decodeText } from '../../../proxy/formats/payload-text.ts';
import { formatFrame, headerLengthFor } from '../../../proxy/protocol/frame.ts';

export interface CapturedMessage extends MessageRow {
  readonly payload: Uint8Array;
  readonly frameHeaders: readonly Uint8Array[];
  /** What the filters of views know of. */
  readonly note?: Note;
}

export interface CaptureFixture {
  readonly messages: readonly CapturedMessage[];
  /** Only what a text, or bytes, do not say by themselves has to be told. One with an earlier `seq` stands before others. */
  add(payload: string | Uint8Array, over?: Partial<CapturedMessage>): CapturedMessage;
  /** The Change that tells of what was added since. */
  views(): readonly ViewState[];
  /** What is missing of the capture; told with the overview. */
  readonly gaps: Gap[];
  readonly answers: Partial<Session>;
  /** Most requests for rows that were ever under way at once. */
  concurrency(): number;
}

export function createCaptureFixture(...connections: readonly [Connection, ...Connection[]]): CaptureFixture {
  const messages: CapturedMessage[] = [];
  const gaps: Gap[] = [];
  const queries = new Map<ViewId, ViewQuery>();
  let underWay = 0;
  let most = 0;
  let revision = 0;

  const rowsOf = (view: ViewId) => selected(messages, connections, queries.get(view));
  const stateOf = (view: ViewId): ViewState => {
    const total = messages.length;
    return { view, count: rowsOf(view).length, scanned: total, total, evicted: 0, revision };
  };
  const found = (seq: Seq) => messages.find((message) => message.seq === seq) ?? notFound();
  const answers: Partial<Session> = {
    openView: async (query) => {
      const view = (queries.size + 1) as ViewId;
      queries.set(view, query);
      return stateOf(view);
    },
    closeView: async () => undefined,
    rows: async (view, from, count) => {
      underWay++;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay--;
      return rowsOf(view).slice(from, from + count);
    },
    locate: async (view, seq) => rowsOf(view).filter((row) => row.seq < seq).length,
    sample: async () => sampleOf(messages.flatMap(({ decoded }) => decoded ?? [])),
    locateTime: async (view, at) => rowsOf(view).filter((row) => row.at < at).length,
    overview: async (view) => overviewOf(rowsOf(view), gaps),
    message: async (seq) => ({ ...found(seq), endedAt: found(seq).at, ranges: [] }) satisfies MessageDetail,
    payload: async (seq, offset, length) => {
      const { payload } = found(seq);
      return { offset, bytes: payload.slice(offset, offset + length), total: payload.length };
    },
  };
  return {
    messages,
    gaps,
    add: (payload, over = {}) => {
      const own = connections.find(({ id }) => id === over.connection) ?? connections[0];
      const message = capture(own, messages.length + 1, payload, over);
      const place = messages.findIndex(({ seq }) => seq > message.seq);
      if (place >= 0) revision += 1;
      messages.splice(place < 0 ? messages.length : place, 0, message);
      return message;
    },
    views: () => Array.from(queries.keys(), stateOf),
    answers,
    concurrency: () => most,
  };
}

function capture(
  connection: Connection,
  seq: number,
  content: string | Uint8Array,
  over: Partial<CapturedMessage>,
): CapturedMessage {
  const payload = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const opcode = over.opcode ?? (typeof content === 'string' ? 0x1 : 0x2);
  const from = over.from ?? 'server';
  const text = decodeText(payload);
  const frame = formatFrame({ opcode, payload, maskingKey: from === 'client' ? KEY : null });
  const header = frame.subarray(0, headerLengthFor(frame[1]!));
  return {
    seq: seq as Seq,
    connection: connection.id,
    from,
    opcode,
    at: connection.openedAt + seq * 10,
    length: payload.length,
    wireLength: frame.length,
    frames: 1,
    compressed: false,
    complete: true,
    injected: false,
    violations: [],
    dropped: 0,
    rtt: null,
    answers: null,
    carried: 0,
    preview: opcode === 0x2 ? '' : (text ?? '').slice(0, 256),
    decoded: decoders.decode({ url: connection.url, subprotocol: null }, { from, opcode, payload }),
    asked: null,
    closeCode: null,
    payload,
    frameHeaders: [header],
    ...over,
  };
}

const KEY = new Uint8Array([0x37, 0xfa, 0x21, 0x3d]);

function selected(
  messages: readonly CapturedMessage[],
  connections: readonly Connection[],
  query: ViewQuery | undefined,
): readonly CapturedMessage[] {
  const wanted = messages.filter(({ connection }) => query?.connections?.includes(connection) ?? true);
  if (!query?.filter) return wanted;
  const parsed = parseFilter(query.filter);
  if (!parsed.ok) throw new FramescopeError('FILTER_INVALID', parsed.error.message, parsed.error.hint);
  return wanted.filter((message) => {
    const connection = connections.find(({ id }) => id === message.connection) ?? connections[0]!;
    const asked = {
      ...message,
      text: () => decodeText(message.payload),
      decoded: () => message.decoded,
      heartbeat: () => message.decoded?.heartbeat ?? false,
      unanswered: () => message.asked?.overdue ?? false,
    };
    return matchMessage(
      parsed.filter,
      { ...connection, requestHeaders: [], responseHeaders: [] },
      asked,
      'text',
    );
  });
}

/** In buckets of ten milliseconds. */
function overviewOf(rows: readonly CapturedMessage[], gaps: readonly Gap[]): Overview {
  const from = Math.min(...rows.map(({ at }) => at));
  const newest = Math.max(...rows.map(({ at }) => at));
  const length = rows.length === 0 ? 0 : Math.floor((newest - from) / 10) + 1;
  const count = (amount: (row: CapturedMessage) => number) =>
    rows.reduce<number[]>(
      (counts, row) => {
        counts[Math.floor((row.at - from) / 10)]! += amount(row);
        return counts;
      },
      Array.from({ length }, () => 0),
    );
  const of = (side: CapturedMessage['from']) => (row: CapturedMessage) => Number(row.from === side);
  return {
    from: length === 0 ? 0 : from,
    width: 10,
    sent: count(of('client')),
    received: count(of('server')),
    sentBytes: count((row) => of('client')(row) * row.wireLength),
    receivedBytes: count((row) => of('server')(row) * row.wireLength),
    controls: count(({ opcode }) => Number(opcode > 7)),
    violations: count(({ violations }) => Number(violations.length > 0)),
    closes: count(({ opcode }) => Number(opcode === 8)),
    scanned: rows.length,
    total: rows.length,
    gaps,
    ends: [],
  };
}

function notFound(): never {
  throw new FramescopeError('NOT_FOUND', 'The fixture does not hold it.');
}

/** For a test that has only one connection. */
export const ONLY = 1 as ConnectionId;
