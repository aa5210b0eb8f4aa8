// The whole of what a front may ask of the engine, in one interface: the desktop page, web mode and the
// command line all hold a Session. Every call may fail with a FramescopeError. See port.ts for the wire.

import type { ChatQuery, ChatRow, ChatSummary, ChatTarget } from './chat.ts';
import type { ConnectionId, ExportId, Seq, ViewId } from './ids.ts';
import type { FindingReport } from './finding.ts';
import type { FoldedState, FoldQuery, FoldRecipe } from './fold.ts';
import type { MessageSample } from './message-sample.ts';
import type { MessageSchema } from './message-schema.ts';
import type { Statistics } from './statistics.ts';
import type { UpgradeChange } from './upgrade-change.ts';
import type {
  Annotation,
  AnnotationTarget,
  Body,
  BrowserId,
  Change,
  Connection,
  ConnectionDetail,
  DecoderInfo,
  MessageDetail,
  MessageRow,
  Note,
  Overview,
  PayloadSlice,
  SessionInfo,
  Settings,
  Side,
  Status,
  ViewState,
} from './model.ts';

export interface ViewQuery {
  /** Which connections; null for all of them. */
  readonly connections: readonly ConnectionId[] | null;
  /** With all others of the first one's session (`Connection.session`), also those that are to come. */
  readonly session?: boolean;
  /** Filter language (filter.ts), applied to messages; empty for all. */
  readonly filter: string;
}

export type ExportFormat = 'ndjson' | 'har';

export interface ExportQuery {
  readonly format: ExportFormat;
  /** Filter language over connections and messages; empty for all. */
  readonly filter: string;
  /** Only these connections; null for all. */
  readonly connections: readonly ConnectionId[] | null;
  /** Only these messages (a selection in the timeline); null for all. */
  readonly messages: readonly Seq[] | null;
  /** Mask cookies, credentials and secrets inside frames. */
  readonly redact: boolean;
  /** Add decoded fields (NDJSON). */
  readonly decode: boolean;
  /** Go on with what is captured from now on, until `endExport`. */
  readonly live: boolean;
}

export interface ExportChunk {
  /** UTF-8 bytes to append; empty when nothing is ready yet. */
  readonly bytes: Uint8Array;
  readonly done: boolean;
  /** Messages looked at so far, of how many. */
  readonly progress: number;
  readonly total: number;
}

export interface OutgoingMessage {
  /** `server`: as if the client had sent it. `client`: as if the server had. */
  readonly to: Side;
  readonly opcode: number;
  readonly payload: Uint8Array;
}

export interface ReplayOptions {
  /** Null: the URL that it was captured from. */
  readonly url: string | null;
  /** 1 is the original timing, 2 twice as fast; Infinity sends without pauses. */
  readonly speed: number;
}

export interface Session {
  info(): Promise<SessionInfo>;
  status(): Promise<Status>;
  /** Calls back at most every 16 ms, never while the last call is unanswered. Ends with the returned function. */
  subscribe(listener: (change: Change) => void | Promise<void>): Promise<() => void>;

  connections(): Promise<readonly Connection[]>;
  connection(id: ConnectionId): Promise<ConnectionDetail>;
  body(id: ConnectionId, from: Side): Promise<Body>;

  /** A live, filtered, ordered list of messages. Its growth arrives in `Change.views`. */
  openView(query: ViewQuery): Promise<ViewState>;
  closeView(view: ViewId): Promise<void>;
  /** Rows at the places `[from, from + count)`; fewer at the end, none from before what was evicted. */
  rows(view: ViewId, from: number, count: number): Promise<readonly MessageRow[]>;
  /** Place of a message in the view, or of the first one after it. */
  locate(view: ViewId, seq: Seq): Promise<number>;
  /** What the first and the newest messages of these connections say (null: of all), to complete a filter with. */
  sample(connections: readonly ConnectionId[] | null): Promise<MessageSample>;
  /** Place of the first message of the view at or after a time, epoch milliseconds; their number where there is none. */
  locateTime(view: ViewId, at: number): Promise<number>;
  /** The whole view over time. Where `scanned` is less than `total`, more is being counted: ask again. */
  overview(view: ViewId): Promise<Overview>;
  /** What the messages of the view are in numbers, counted so far; the question makes it count on: ask again. */
  statistics(view: ViewId): Promise<Statistics>;
  /** The lines of IRC of these connections as one chat, live like a view; its growth, too, arrives in `Change.views`. */
  openChat(query: ChatQuery): Promise<ViewState>;
  closeChat(chat: ViewId): Promise<void>;
  /** Rows at the places `[from, from + count)`, as of `rows`. */
  chatRows(chat: ViewId, from: number, count: number): Promise<readonly ChatRow[]>;
  /** Place of a line, or of the first one shown after it; null where there is none. */
  locateInChat(chat: ViewId, target: ChatTarget): Promise<number | null>;
  chatSummary(chat: ViewId): Promise<ChatSummary>;
  /** What the messages of the view look like, read so far; the question makes it read on: ask again. */
  schema(view: ViewId): Promise<MessageSchema>;
  message(seq: Seq): Promise<MessageDetail>;
  payload(seq: Seq, offset: number, length: number): Promise<PayloadSlice>;

  /** Which decoders there are; `Settings.decoders` says which are chosen. */
  decoders(): Promise<readonly DecoderInfo[]>;
  /** Writes a decoder to begin one's own with into their folder, unless it is there; returns its path. */
  writeExampleDecoder(): Promise<string>;
  /**
   * What is worth knowing about these connections (null: about all), worst first. `Status.findings` tells when there is
   * something else. Protocol heartbeats are only looked for in connections that were asked for by name.
   */
  findings(connections: readonly ConnectionId[] | null): Promise<FindingReport>;

  /** How the messages of a connection describe a state, as far as a sample of them tells; null where they do not. */
  detectFold(connection: ConnectionId): Promise<FoldRecipe | null>;
  /**
   * The state after one of its steps, from 0; null: after the newest there is. Where `scanned` is less than `total`, more is
   * being read: ask again.
   */
  foldState(query: FoldQuery, place: number | null): Promise<FoldedState>;

  /** Every note there is. */
  annotations(): Promise<readonly Annotation[]>;
  /** Changes what `note` names, of all of these; it is safe on disk when this resolves. See notes.ts for the limits. */
  annotate(targets: readonly AnnotationTarget[], note: Partial<Note>): Promise<void>;

  /** At the next message boundary; resolves when it is on the wire. */
  send(id: ConnectionId, message: OutgoingMessage): Promise<void>;
  /** Resolves with the new connection as soon as it is dialled; the messages follow. */
  replay(id: ConnectionId, options: ReplayOptions): Promise<ConnectionId>;
  /**
   * Asks for a captured upgrade again, changed so, and hangs up. Resolves with the new connection before it is answered;
   * fails while recording is paused, when nothing would be known of it.
   */
  retryUpgrade(id: ConnectionId, changes: readonly UpgradeChange[]): Promise<ConnectionId>;
  /** Ends a retry that has no answer yet; resolves when its socket is closed, and at once where there is none such. */
  cancelRetry(retry: ConnectionId): Promise<void>;

  startExport(query: ExportQuery): Promise<ExportId>;
  readExport(id: ExportId): Promise<ExportChunk>;
  /** A live export is to end with what is there by now; read on until it is done. */
  endExport(id: ExportId): Promise<void>;
  cancelExport(id: ExportId): Promise<void>;

  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Forgets everything that has ended, and the messages of what has not. */
  clear(): Promise<void>;
  configure(settings: Partial<Omit<Settings, 'decoders'>>): Promise<Settings>;
  /** Has what these sides say to a host read by this decoder (null: by itself again), and leaves every other choice as it is. */
  chooseDecoder(host: string, sides: readonly Side[], name: string | null): Promise<Settings>;
  openBrowser(browser: BrowserId | null, url: string | null): Promise<void>;
  startDemo(rate: number): Promise<void>;
  stopDemo(): Promise<void>;
}
