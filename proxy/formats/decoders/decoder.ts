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

export interface Decoder {
  /** Stands in `Decoded.protocol` and in `proto:` of the filter language. */
  readonly name: string;
  /** How sure it is that the message is its own, from 0 (it is not) to 1 (the subprotocol says so). */
  recognises(context: DecoderContext, message: DecodableMessage): number;
  decode(message: DecodableMessage): Decoded | null;
}
