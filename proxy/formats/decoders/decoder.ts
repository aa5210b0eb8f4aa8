// What a decoder is: it recognises a protocol that runs inside WebSocket messages, and reads one message of it. It
// keeps no state between messages and never throws on what the network sent.

import type { Decoded, Side } from '../../contract/model.ts';

/** What is known before a message is read. */
export interface DecoderContext {
  readonly url: string;
  readonly subprotocol: string | null;
}

/** One message; `payload` is unmasked and inflated. */
export interface DecoderInput {
  readonly from: Side;
  /** RFC 6455 §5.2. */
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** A message as decoders see it. */
export interface DecodableMessage extends DecoderInput {
  /** Null where the payload is not valid UTF-8. */
  readonly text: string | null;
  /** The payload is too large to be read for a row: `text` is only its beginning. */
  readonly cut: boolean;
}

/** A decoded field that is asked for. */
export interface AskedField {
  /** Without the decoder's name; null: the kind. */
  readonly path: readonly string[] | null;
  /** The whole of what it must be, in any case; null: that is not known, or no text. */
  readonly text: string | null;
}

export interface Decoder {
  /** Stands in `Decoded.protocol` and in `proto:` of the filter language. */
  readonly name: string;
  /** How sure it is that the message is its own, from 0 (it is not) to 1 (the subprotocol says so). */
  recognises(context: DecoderContext, message: DecodableMessage): number;
  decode(message: DecodableMessage): Decoded | null;
  /**
   * So that not every message must be decoded to find some: texts of which every message in which this field is there
   * spells out at least one, character by character or with an escape that begins with a backslash. Empty: it never has
   * such a field; null: nothing is sure.
   */
  spellings(field: AskedField): readonly string[] | null;
  /** Found in the text of every heartbeat, unless it has a backslash. */
  readonly heartbeat: RegExp;
}
