// A message that was found in a body of HTTP, and who reads bodies for them. It came in no frame: it is stored as one
// that came in a single frame without a header, so that everything that knows messages knows it too.

import type { ConnectionDetail, Side } from '../contract/model.ts';
import { OPCODE } from '../protocol/frame.ts';
import { headerValue } from '../protocol/http-head.ts';
import { type MessageSink, startMessage } from '../protocol/message.ts';

/** Reads the bodies of one exchange. */
export interface HttpMessages {
  /** The next `size` bytes of a body, of which `bytes` were kept. */
  body(from: Side, bytes: Uint8Array, size: number, at: number): void;
  /** The answer's head is there. */
  answered(): void;
  /** The exchange is over. */
  end(): void;
}

/** A message that was found in a body. */
export interface BodyMessage {
  readonly from: Side;
  readonly binary: boolean;
  readonly payload: Uint8Array;
  /** Epoch milliseconds of its first byte and its last. */
  readonly at: number;
  readonly endedAt: number;
  /** Bytes of the body, as they were on the wire. */
  readonly wireLength: number;
  /** The body had a content coding. */
  readonly compressed: boolean;
  readonly complete: boolean;
  /** Bytes of it that were not kept. */
  readonly lost: number;
}

export type TellBodyMessage = (message: BodyMessage) => void;

/** Where messages go, and their numbers come from. */
export interface MessageOutlet {
  readonly sink: MessageSink;
  readonly nextSeq: () => number;
}

export function tellMessage({ sink, nextSeq }: MessageOutlet, found: BodyMessage): void {
  const { from, at, compressed, payload, lost } = found;
  const opcode = found.binary ? OPCODE.binary : OPCODE.text;
  const message = startMessage({ seq: nextSeq(), from, opcode, at, compressed });
  message.endedAt = found.endedAt;
  message.frames = 1;
  message.length = payload.length + lost;
  message.dropped = lost;
  message.wireLength = found.wireLength;
  message.complete = found.complete;
  if (payload.length > 0) sink.payload(message, payload);
  sink.message(message);
}

/** Content-Encoding of a side's body, in lower case; empty: none. */
export function codingOf(detail: ConnectionDetail, from: Side): string {
  const headers = from === 'client' ? detail.requestHeaders : detail.responseHeaders;
  return (headerValue(headers, 'content-encoding') ?? '').trim().toLowerCase();
}
