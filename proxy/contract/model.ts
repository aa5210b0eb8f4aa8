// The data that engine and fronts agree on: connections, messages, bodies, status.
// Plain, structured-cloneable records; no behaviour. Times are epoch milliseconds with microseconds
// as the fraction; sizes are bytes. The point of view is the client's (RFC 6455 §1.2).

import type { Violation } from '../protocol/violation.ts';
import type { FindingCounts } from './finding.ts';
import type { ConnectionId, Seq } from './ids.ts';
import type { UpgradeChange } from './upgrade-change.ts';

/** Who sent a byte. People read `client` as *sent* and `server` as *received*. */
export type Side = 'client' | 'server';

export const SIDES: readonly Side[] = ['client', 'server'];

/** Header fields in wire order, case and number; a value is the bytes between colon and CRLF, trimmed, as latin1. */
export type Headers = readonly (readonly [name: string, value: string])[];

export type ConnectionKind = 'websocket' | 'http' | 'tunnel';

/** What a devtools user calls the type of a request. */
export type ResourceType =
  | 'websocket'
  | 'fetch'
  | 'document'
  | 'script'
  | 'stylesheet'
  | 'image'
  | 'font'
  | 'media'
  | 'tunnel'
  | 'other';

/**
 * `connecting` until the answer's head is there; `open` while bytes may flow; then `closed`, or `failed`
 * when it never did what it was for (refused upgrade, no answer, TLS error).
 */
export type ConnectionState = 'connecting' | 'open' | 'closed' | 'failed';

export type EndCause =
  | 'close-frame' // RFC 6455 §7.1.2, both sides agreed
  | 'fin' // TCP closed without a Close frame; shown as 1006
  | 'reset' // TCP reset
  | 'engine' // Framescope was stopped or killed while it was open
  | 'error'; // see Failure

/** How a connection ended. */
export interface Ending {
  readonly at: number;
  /** Close code of the first Close frame; null when there was none. */
  readonly code: number | null;
  readonly reason: string;
  /** Who closed first; null when Framescope did, or when nobody knows. */
  readonly by: Side | null;
  /** Both Close frames seen before the TCP connection ended. */
  readonly clean: boolean;
  readonly cause: EndCause;
}

/** Why something did not work, for a person. */
export interface Failure {
  /** Stable and short, such as `ECONNREFUSED`, `TLS_UNTRUSTED`, `LOOP`, `HTTP_403`, `HANDSHAKE_INVALID`. */
  readonly code: string;
  /** What happened, in one sentence. */
  readonly message: string;
  /** What to do next, in one sentence; empty when there is nothing to suggest. */
  readonly hint: string;
}

/** One row of the connection list. */
export interface Connection {
  readonly id: ConnectionId;
  readonly kind: ConnectionKind;
  readonly state: ConnectionState;
  readonly resourceType: ResourceType;
  /** `ws:`/`wss:` for upgrades, `http:`/`https:` for exchanges, `tcp:` for opaque tunnels. */
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** Path and query; empty for a tunnel. */
  readonly path: string;
  readonly method: string;
  /** Null until the answer's head is there. */
  readonly status: number | null;
  readonly statusText: string;
  /** `Sec-WebSocket-Protocol` of the answer. */
  readonly subprotocol: string | null;
  /** `Sec-WebSocket-Extensions` of the answer. */
  readonly extensions: string | null;
  /** Name of the decoder that recognised the messages, such as `irc` or `json`; null until one did. */
  readonly decoder: string | null;
  /** Decoders that were chosen for its host, see Settings.decoders: it is read by them instead. Null: none were. */
  readonly chosen: DecoderChoice | null;
  readonly sentMessages: number;
  readonly receivedMessages: number;
  /** Bytes on the wire after the head (frames with their headers, or body bytes). */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly openedAt: number;
  readonly lastActivityAt: number;
  readonly ending: Ending | null;
  /** Also what is wrong with a 101 that was relayed all the same: `state` says that this one opened. */
  readonly failure: Failure | null;
  readonly remoteAddress: string | null;
  /** The connection that Framescope made this one again from: it plays its client's messages, or is a `retry` of its upgrade. */
  readonly replayOf: ConnectionId | null;
  /** What a retry of the upgrade of `replayOf` was made to differ in, empty for nothing; null: this is no retry. */
  readonly retry: readonly UpgradeChange[] | null;
  /** Messages of this connection that break a rule of RFC 6455 or RFC 7692. */
  readonly violations: number;
  /** Id of the logical session that several connections carry, as Engine.IO's `sid` does; null: none is known. */
  readonly session: string | null;
}

/** Milliseconds each phase took; null where the phase did not happen (a reused socket, plain TCP). */
export interface Timing {
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  /** Until the request's head was handed to the system; not known of what older versions captured, nor of fetches. */
  readonly request?: number | null;
  /** From the request's last head byte written to the answer's first head byte read. */
  readonly wait: number | null;
}

/** What two ends agreed on; what is optional here is not known of what older versions captured. */
export interface TlsDetails {
  /** `TLSv1.3` */
  readonly protocol: string;
  readonly cipher: string;
  /** Of the server. */
  readonly peer: CertificateFacts | null;
  /** Verified against the trusted authorities, accepted by a per-host exception, or refused: nothing was sent then. */
  readonly trust: 'verified' | 'exception' | 'refused';
  /** Application protocol by ALPN (RFC 7301), such as `http/1.1`; null where none was agreed on. */
  readonly alpn?: string | null;
  /** The leg between the client and Framescope; null where the client speaks no TLS itself. */
  readonly client?: ClientTls | null;
}

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly validTo: string;
  readonly validFrom?: string;
  /** Subject alternative names, such as `DNS:example.com`. */
  readonly names?: string;
}

export interface ClientTls {
  readonly protocol: string;
  readonly cipher: string;
  /** The name that the client asked for (SNI, RFC 6066 §3). */
  readonly serverName: string | null;
  readonly alpn: string | null;
}

/** A stored body: `bytes` up to the budget, as it was on the wire and decoded from its content-encoding. */
export interface Body {
  /** Bytes on the wire, whole; more than `bytes.length` when the budget bit. */
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
  readonly contentType: string;
  /** Applied to get `bytes`, such as `gzip`; empty when none. */
  readonly decodedFrom: string;
}

/** Everything of one connection that a list row does not need. */
export interface ConnectionDetail extends Connection {
  readonly httpVersion: string;
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
  /** Heads byte for byte, as latin1; null where only the parsed fields are known. */
  readonly requestHead: string | null;
  readonly responseHead: string | null;
  readonly timing: Timing;
  readonly tls: TlsDetails | null;
  readonly requestBodySize: number;
  readonly responseBodySize: number;
}

/** Facts about a message that need no look at its payload. */
export interface MessageFacts {
  readonly seq: Seq;
  readonly connection: ConnectionId;
  readonly from: Side;
  /** RFC 6455 §5.2; 0 for a continuation without a start, 3–7 and 11–15 when reserved. */
  readonly opcode: number;
  /** When its first byte arrived. */
  readonly at: number;
  /** Payload bytes, unmasked and inflated. */
  readonly length: number;
  /** Bytes on the wire with frame headers. */
  readonly wireLength: number;
  readonly frames: number;
  readonly compressed: boolean;
  /** False while its last frame has not arrived. */
  readonly complete: boolean;
  /** Framescope put it on the wire (send, resend), not the peer. */
  readonly injected: boolean;
  readonly violations: readonly Violation[];
  /** Payload bytes that were not kept: a limit bit, or the disk could not keep up. 0 nearly always. */
  readonly dropped: number;
  /** Milliseconds from the message that this one answers, such as from a ping to its pong; null where none is known. */
  readonly rtt: number | null;
  /** The message that this one answers. */
  readonly answers: Seq | null;
  /** Payload bytes of earlier messages of its side that belong to the unit which this one begins with; 0 nearly always. */
  readonly carried: number;
}

/** One part of a message with a meaning of its own, such as one IRC line of several. */
export interface Decoded {
  /** Decoder's name: `json`, `irc`. */
  readonly protocol: string;
  /** What devtools would call its type: `PRIVMSG`, `object`, an event name. */
  readonly kind: string;
  /** One line for the timeline. Secrets are masked. */
  readonly summary: string;
  /** A keep-alive of this protocol (IRC PING/PONG). */
  readonly heartbeat: boolean;
  /** Typed fields for tree, filter and export, JSON-like. Secrets are masked. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Sub-messages: the several that one message holds, or what is inside its payload; empty otherwise. */
  readonly parts: readonly Decoded[];
  /** Why the decoder that seemed right did not read it; absent where it did. */
  readonly note?: string;
}

/** The bytes of a payload that a decoded field was read from. */
export interface FieldRange {
  /** Which of `Decoded.parts`; null: the message itself. */
  readonly part: number | null;
  /** Within its fields; empty: all of them. */
  readonly path: readonly string[];
  /** Bytes from the beginning of the payload. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Of a message that asks: what came of it. */
export interface Asked {
  /** The message that answered; null: none did so far. */
  readonly answer: Seq | null;
  /** Milliseconds until it did. */
  readonly after: number | null;
  /** There should have been an answer by now. */
  readonly overdue: boolean;
}

/** One row of a timeline. */
export interface MessageRow extends MessageFacts {
  /** First 256 characters of text; empty for binary. */
  readonly preview: string;
  readonly decoded: Decoded | null;
  /** Null for a message that asks nothing. */
  readonly asked: Asked | null;
  readonly closeCode: number | null;
}

/** The selected message. */
export interface MessageDetail extends MessageRow {
  /** Header bytes of each frame, byte for byte (2–14 each). */
  readonly frameHeaders: readonly Uint8Array[];
  /** When its last byte arrived. */
  readonly endedAt: number;
  /** Where in the payload its decoded fields stand, as far as its decoder tells. */
  readonly ranges: readonly FieldRange[];
}

/** A part of a payload. */
export interface PayloadSlice {
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Stored payload bytes in all. */
  readonly total: number;
}

/** A stretch in which something that crossed the wire was not kept. */
export interface Gap {
  readonly from: number;
  readonly to: number | null;
  readonly reason: 'paused' | 'budget' | 'disk';
  readonly messages: number;
  readonly bytes: number;
}

/** What the storage budget has taken from the beginning of the session. */
export interface Evicted {
  readonly messages: number;
  /** Wire bytes of those messages, and bodies of what had ended before them. */
  readonly bytes: number;
  /** When the newest of it came. */
  readonly until: number;
}

/** The colour of a mark. */
export type Mark = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple';

/** What a person put down about a connection or a message. */
export interface Note {
  /** Null: not marked. */
  readonly mark: Mark | null;
  /** Empty: none. */
  readonly comment: string;
  /** Kept on top of the connection list; never true of a message. */
  readonly pinned: boolean;
}

export type AnnotationTarget =
  | { readonly kind: 'connection'; readonly id: ConnectionId }
  | { readonly kind: 'message'; readonly id: Seq };

/** A note and what it is about. One in which nothing is left is gone. */
export type Annotation = Note &
  AnnotationTarget & {
    /** The connection itself, or the message's. */
    readonly connection: ConnectionId;
  };
/** Of the messages of a view, for each of some stretches of time: how many, and how much. */
export interface OverviewCounts {
  readonly sent: readonly number[];
  readonly received: readonly number[];
  /** On the wire. */
  readonly sentBytes: readonly number[];
  readonly receivedBytes: readonly number[];
  /** Close, ping and pong; each is counted above as well. */
  readonly controls: readonly number[];
  /** Messages that break a rule. */
  readonly violations: readonly number[];
  readonly closes: readonly number[];
}

export interface OverviewBuckets extends OverviewCounts {
  /** When the first stretch begins; means nothing where there is none. */
  readonly from: number;
  /** Milliseconds of each. */
  readonly width: number;
  /** Messages counted so far, of how many. */
  readonly scanned: number;
  readonly total: number;
}

export interface ConnectionEnd {
  readonly connection: ConnectionId;
  readonly kind: ConnectionKind;
  readonly at: number;
  readonly code: number | null;
  readonly cause: EndCause;
}

/** A whole view over time. */
export interface Overview extends OverviewBuckets {
  /** While its connections were there; neighbours are joined where there are very many. */
  readonly gaps: readonly Gap[];
  /** Of the view's newest connections. */
  readonly ends: readonly ConnectionEnd[];
}

export interface Totals {
  readonly connections: number;
  readonly open: number;
  readonly messages: number;
  /** Wire bytes of all messages. */
  readonly bytes: number;
  /** Size of the session file and its log. */
  readonly disk: number;
  readonly gaps: number;
  /** Null: everything that was kept is still there. */
  readonly evicted: Evicted | null;
}

export type Theme = 'system' | 'light' | 'dark';

/**
 * What happens while the disk cannot keep up with the traffic: `lossless` slows the traffic down, `never-slow` leaves
 * payloads out of the capture.
 */
export type WhenFull = 'lossless' | 'never-slow';

export interface Settings {
  /** 0 takes any free port. */
  readonly proxyPort: number;
  readonly theme: Theme;
  /** Bytes of each HTTP body that are kept. */
  readonly bodyBudget: number;
  readonly whenFull: WhenFull;
  /** Bytes that the session file may take before its oldest messages go; null: no limit. */
  readonly storageBudget: number | null;
  /** By host, decoders that were chosen for what a side says; `none` leaves it as it is. */
  readonly decoders: DecoderChoices;
}

/** A decoder to choose from. */
export interface DecoderInfo {
  readonly name: string;
  /** As people write it. */
  readonly label: string;
  /** A person's own, from a file. */
  readonly own: boolean;
  /** That file; null for one of ours. */
  readonly file: string | null;
  /** Why it cannot be used; null where it can. */
  readonly error: string | null;
  /** What went wrong with it, though it can be used. */
  readonly warning?: string;
}

/** Names of those that were chosen for what a side says. */
export type DecoderChoice = Readonly<Partial<Record<Side, string>>>;

export type DecoderChoices = Readonly<Record<string, DecoderChoice>>;

/** What is wrong with the engine right now, for the status bar; empty when all is well. */
export interface Notice {
  readonly level: 'warning' | 'error';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly at: number;
}

export interface Status {
  /** `127.0.0.1:8899`; null while the proxy does not listen. */
  readonly proxy: string | null;
  readonly recording: boolean;
  readonly totals: Totals;
  readonly settings: Settings;
  readonly notices: readonly Notice[];
  readonly demo: boolean;
  /** Another number whenever messages are read otherwise than before: decoders were chosen, or have changed. */
  readonly decoding: number;
  /** What `Session.findings` would answer; none before it was called for the first time. */
  readonly findings: FindingCounts;
}

/** What does not change while the engine runs. */
export interface SessionInfo {
  readonly version: string;
  readonly file: string;
  readonly dataDir: string;
  readonly ca: {
    readonly path: string;
    readonly fingerprint: string;
    readonly pem: string;
    readonly trusted: boolean | null;
  };
  readonly browsers: readonly Browser[];
  readonly capabilities: readonly Capability[];
}

export type BrowserId = 'chromium' | 'chrome' | 'edge' | 'firefox';

export interface Browser {
  readonly id: BrowserId;
  readonly name: string;
  readonly path: string;
}

/** What a front may ask for; absent where this engine cannot do it (a session opened without a proxy). */
export type Capability = 'capture' | 'open-browser' | 'demo' | 'annotate';

/** What has changed since the last Change; counts only, never payloads. */
export interface Change {
  /** New and changed rows of the connection list. */
  readonly connections: readonly Connection[];
  /** New and changed notes; one in which nothing is left is to be forgotten. */
  readonly annotations: readonly Annotation[];
  /** True after `clear`: forget every connection and note that is not in this Change. */
  readonly reset: boolean;
  readonly views: readonly ViewState[];
  readonly status: Status;
}

export interface ViewState {
  readonly view: import('./ids.ts').ViewId;
  /** Places in the view: those of its messages are `[evicted, count)`, and stay what they are while `revision` does. */
  readonly count: number;
  /** Places at its beginning whose messages the storage budget took since it was opened. */
  readonly evicted: number;
  /** Messages of the view's connections looked at so far, of how many. */
  readonly scanned: number;
  readonly total: number;
  /** Another number when rows that were given stand elsewhere, or of a chat, when something about them has changed. */
  readonly revision?: number;
}
