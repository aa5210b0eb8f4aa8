// One observed message: everything that is known about it but its payload, which goes past in parts.
// RFC 6455 §5.4: one or more frames. It is data; the observer makes it and changes it until it is finished.

import { RULES, type Rule, type Violation, violation } from './violation.ts';

export interface Message {
  readonly seq: number;
  readonly from: 'client' | 'server';
  /** RFC 6455 §5.2; 0 for a continuation without a start, 3–7 and 11–15 when reserved. */
  readonly opcode: number;
  /** Epoch milliseconds of its first byte. */
  readonly at: number;
  /** Epoch milliseconds of its newest byte, or of the end of the connection inside it. */
  endedAt: number;
  frames: number;
  /** Payload bytes, after inflating. */
  length: number;
  /** Bytes on the wire, with the frame headers. */
  wireLength: number;
  /** RFC 7692 §6: RSV1 on its first frame, with permessage-deflate negotiated. */
  readonly compressed: boolean;
  /** False while its last frame has not arrived, and for ever when the connection ended before. */
  complete: boolean;
  /** Of `length`, the bytes that were not delivered, because a limit bit or they were missing. */
  dropped: number;
  /** Payload bytes on the wire that are missing (`Observer.skip`), or of no use because of those. */
  skipped: number;
  /** Each rule once; in the order of `RULES` when the message is finished. */
  violations: Violation[];
  /** Its frame headers, byte for byte, one after the other; the first 64 KiB of them. See `splitFrameHeaders`. */
  headers: Uint8Array;
  /** RFC 6455 §5.5.1; null when this is no Close frame or an empty one. */
  closeCode: number | null;
  closeReason: string;
}

export interface MessageSink {
  /**
   * Payload bytes, unmasked and inflated, in order; valid only during the call. Once a message normally, in parts
   * for large or slow ones. Compressed bytes that could not be inflated (`corrupt-deflate`, `context-lost`) come as
   * they were on the wire.
   */
  payload(message: Message, bytes: Uint8Array): void;
  /** The message is finished, or the connection ended inside it. Called exactly once a message. */
  message(message: Message): void;
}

/** What must be known when the first frame header is complete. */
export type MessageStart = Pick<Message, 'seq' | 'from' | 'opcode' | 'at' | 'compressed'>;

export function startMessage(start: MessageStart): Message {
  return {
    seq: start.seq,
    from: start.from,
    opcode: start.opcode,
    at: start.at,
    endedAt: start.at,
    frames: 0,
    length: 0,
    wireLength: 0,
    compressed: start.compressed,
    complete: false,
    dropped: 0,
    skipped: 0,
    violations: [],
    headers: NO_BYTES,
    closeCode: null,
    closeReason: '',
  };
}

const NO_BYTES = new Uint8Array(0);

/** Adds a rule that the message breaks, once: 20,000 unmasked fragments are one violation. */
export function flag(message: Message, rule: Rule): void {
  if (!message.violations.some((known) => known.rule === rule)) message.violations.push(violation(rule));
}

const ORDER = new Map<string, number>(Object.keys(RULES).map((rule, index) => [rule, index]));

/** Puts violations into the order of `RULES`, whatever came to light first. */
export function sortViolations(message: Message): void {
  if (message.violations.length < 2) return;
  message.violations.sort((a, b) => ORDER.get(a.rule)! - ORDER.get(b.rule)!);
}
