// What capture tells the rest of the engine, in the order in which it happened. Plain records that cross a
// thread. Capture never waits for whoever listens: a sink that has more than it can take may ask it to read its
// sockets slower, or to leave payloads out.

import type { ConnectionId } from '../contract/ids.ts';
import type { UpgradeChange } from '../contract/upgrade-change.ts';
import type { GateNotice } from '../protocol/message-gate.ts';
import type {
  ConnectionKind,
  EndCause,
  Failure,
  Headers,
  Side,
  Timing,
  TlsDetails,
} from '../contract/model.ts';

export interface Opened {
  readonly kind: ConnectionKind;
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly method: string;
  readonly httpVersion: string;
  readonly requestHeaders: Headers;
  /** Head bytes as they came in, as latin1; null where only the parsed fields are known. */
  readonly requestHead: string | null;
  readonly replayOf: ConnectionId | null;
  /** See `Connection.retry`; wire logs of older versions do not have it. */
  readonly retry?: readonly UpgradeChange[] | null;
}

export interface Answered {
  readonly status: number;
  readonly statusText: string;
  readonly responseHeaders: Headers;
  readonly responseHead: string | null;
}

export interface Dialled {
  readonly remoteAddress: string | null;
  readonly timing: Timing;
  readonly tls: TlsDetails | null;
}

/** `at` is epoch milliseconds. */
export type CaptureEvent = { readonly id: ConnectionId; readonly at: number } & (
  | { readonly type: 'opened'; readonly opened: Opened }
  | { readonly type: 'dialled'; readonly dialled: Dialled }
  | {
      readonly type: 'answered';
      readonly answered: Answered;
      readonly request?: number;
      readonly wait: number | null;
    }
  /** `size` bytes of body crossed the wire, `offset` after its beginning; `bytes` are the part of them that is kept. */
  | {
      readonly type: 'body';
      readonly from: Side;
      readonly offset: number;
      readonly size: number;
      readonly bytes: Uint8Array | null;
    }
  /** What a gate did to what this side sends; see `RelayObserver.gated`. */
  | { readonly type: 'gated'; readonly from: Side; readonly notice: GateNotice }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'ended'; readonly cause: EndCause; readonly by: Side | null }
);

export interface CaptureSink {
  event(event: CaptureEvent): void;
  /**
   * WebSocket bytes that arrived (or, `injected`, one whole frame of our own), before they are passed on. The chunk is
   * only valid during the call; the copy that is returned is what goes on to the peer, and stays as it is until it was
   * `written`. `offset`: bytes that this side had sent before.
   */
  keep(
    id: ConnectionId,
    from: Side,
    chunk: Uint8Array,
    at: number,
    offset: number,
    injected: boolean,
  ): Buffer;
  /** Bytes of long payloads that passed and are not kept, because `skims` asked for it. */
  skip(id: ConnectionId, from: Side, length: number, at: number, offset: number): void;
  /** The socket has taken a copy that `keep` returned, or never will. Memory that it did not is no matter of the sink's. */
  written(kept: Buffer): void;
  /** Asks for slower reading until `onDrain` calls back. */
  readonly full: boolean;
  /** Asks for frame headers without their payloads, as long as it is true. */
  readonly skims: boolean;
  onDrain(listener: () => void): void;
}
