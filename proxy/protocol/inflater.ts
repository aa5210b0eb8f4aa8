// What the observer asks of DEFLATE, RFC 7692 §7.2.2. The pure layers have no zlib: capture brings one.

export type InflateResult =
  | 'inflated'
  | 'corrupt' // no DEFLATE data
  | 'abandoned'; // `emit` said stop, or a limit of the inflater itself bit

/** Inflates the compressed messages of one direction, in order. */
export interface Inflater {
  /**
   * True once a corrupt or abandoned message took the context with it (RFC 7692 §7.1.1): nothing later in this
   * direction can be inflated. Never true without context takeover.
   */
  readonly lost: boolean;
  /**
   * Inflates one piece of a message; `last` ends the message (the 00 00 ff ff of §7.2.2 is added here).
   * `emit` gets output in bounded pieces, valid only during the call, and returns false to stop. After anything
   * but `inflated` the rest of that message must not be passed in.
   */
  inflate(bytes: Uint8Array, last: boolean, emit: (piece: Uint8Array) => boolean): InflateResult;
  /** A part of the message that it is in will never be there: the rest of that message must not be passed in. */
  abandon(): void;
  /** Frees what it holds; it is not used afterwards. */
  close(): void;
}
