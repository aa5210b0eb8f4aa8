// One message on its way through a gate: its bytes as they came, its payload as one may read it, and what was
// decided about it. It decides nothing and writes nothing.

import { OPCODE } from './frame.ts';
import type { Inflater } from './inflater.ts';
import { Pieces } from './pieces.ts';

export type Verdict =
  | { readonly kind: 'forward' }
  | { readonly kind: 'drop' }
  | {
      /** One frame of our own goes on instead. */
      readonly kind: 'replace';
      readonly opcode: typeof OPCODE.text | typeof OPCODE.binary;
      readonly payload: Uint8Array;
    };

export const FORWARD: Verdict = { kind: 'forward' };

/** Why a message can be forwarded and held, and nothing else. */
export type Sealed =
  | 'unknown-extension' // nobody here knows what its bytes mean, or what the next ones refer to
  | 'no-history' // the sender's window reaches back to messages that the gate has not seen
  | 'context-lost'; // a message before it could not be inflated

/** What the payloads of one direction are to a gate. */
export type PayloadCoding =
  | { readonly kind: 'plain' }
  | { readonly kind: 'deflate'; readonly takeover: boolean; readonly inflater: Inflater }
  | { readonly kind: 'sealed'; readonly what: 'compressed' | 'all'; readonly why: Sealed };

/** What a held message takes beside its bytes, roughly. */
const OVERHEAD = 512;

export class GatedMessage {
  /** Data messages of this side that came through the gate before it; null for a frame that is out of place. */
  readonly number: number | null;
  readonly opcode: number;
  /** RFC 7692 §6: RSV1 on its first frame, with an extension negotiated that gives it a meaning. */
  readonly compressed: boolean;
  /** Null while it is held, or on its way in. */
  verdict: Verdict | null = null;
  judged = false;
  /** Nothing more of it will come. */
  ended = false;
  /** It ended with FIN. */
  whole = false;
  /** Its payload is not known: it could not be inflated. */
  unreadable = false;
  /** Something of it has gone on, or of what replaces it. */
  begun = false;
  readonly raw = new Pieces();
  /** Unmasked and inflated. */
  readonly content = new Pieces();

  constructor(number: number | null, opcode: number, compressed: boolean) {
    this.number = number;
    this.opcode = opcode;
    this.compressed = compressed;
  }

  /** The beginning of it when it is not whole; null when it cannot be read. */
  get payload(): Uint8Array | null {
    return this.unreadable ? null : this.content.joined();
  }

  /** Bytes of memory, roughly. */
  get size(): number {
    return OVERHEAD + this.raw.length + this.content.length;
  }

  /** It does not go on, now or ever. */
  get stopped(): boolean {
    return this.verdict !== null && this.verdict.kind !== 'forward';
  }

  letGo(): void {
    this.judged = true;
    this.verdict ??= FORWARD;
  }

  /** It will never be whole: whoever would have judged it is not asked, but whoever holds it is. */
  letGoUnjudged(): void {
    if (!this.judged) this.letGo();
  }

  clear(): void {
    this.raw.clear();
    this.content.clear();
  }
}
