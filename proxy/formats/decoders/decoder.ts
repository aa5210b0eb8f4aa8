// What a decoder is: it recognises a protocol that runs inside WebSocket messages, and reads one message of it. It
// keeps no state between messages and never throws on what the network sent. What two messages have to do with each
// other is told by what each says for itself: a Turn, or a Framer's count of bytes.

import type { ConnectionKind, Decoded, FieldRange, Side } from '../../contract/model.ts';

/** What is known before a message is read. */
export interface DecoderContext {
  readonly url: string;
  readonly subprotocol: string | null;
  /** `http`: the messages are what its bodies carry. */
  readonly kind?: ConnectionKind;
  /** For which a decoder may have been chosen. */
  readonly host?: string;
  /** Name of the one that recognised the connection. */
  readonly decoder?: string | null;
  /** The message was found inside of another: the URL was that one's. */
  readonly nested?: true;
}

/** One message; `payload` is unmasked and inflated. */
export interface DecoderInput {
  readonly from: Side;
  /** RFC 6455 §5.2. */
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** What earlier messages of this side said of the unit that this one goes on with; see Framer. */
  readonly before?: Uint8Array;
}

/** A message as decoders see it; what is costly is made when it is first asked for. */
export interface DecodableMessage {
  readonly from: Side;
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly before: Uint8Array;
  /** The payload is too large to be read for a row: `text` is only its beginning, and there is no `json`. */
  readonly cut: boolean;
  /** Null where the payload is not valid UTF-8. */
  readonly text: string | null;
  /** The text as a JSON object or array, secrets masked; null where it is none, or nested too deep to be shown. */
  readonly json: object | null;
  /** The text may hold secrets, which are masked in `json`; the text itself is not to be shown. */
  readonly masked: boolean;
  /**
   * What is inside a payload of this protocol, as whichever decoder knows it reads it: a part of `Decoded`; null where
   * none does, or it is nested too deep.
   */
  inner(payload: Uint8Array | string): Decoded | null;
}

/** A message that seemed to be of the protocol and could not be read: why, as in "the packet ends after 3 bytes". */
export interface Unread {
  readonly unread: string;
}

/** A decoder cannot be asked now, whatever the message: what it would have said is to be found out later. */
export class Unavailable extends Error {}

/** A decoded field that is asked for. */
export interface AskedField {
  /** Without the decoder's name; null: the kind. */
  readonly path: readonly string[] | null;
  /** The whole of what it must be, in any case; null: that is not known, or no text. */
  readonly text: string | null;
}

/**
 * What a message does in a dialogue: it asks, and the other side answers with the same key. Keys are the protocol's own
 * ids, and mean something within their connection alone.
 */
export type Turn =
  | {
      readonly asks: string;
      /** It may take any time to be answered, as a subscription may: that it was not is nothing to be told. */
      readonly patient?: true;
    }
  | {
      readonly answers: string;
      /** Of several that asked the same, the newest is answered and the others never will be, as with a ping. */
      readonly newest?: true;
    };

/** Follows what one side says where the units of a protocol need not be messages (MQTT 5 §6.0). */
export interface Framer {
  /** Bytes of earlier messages that the first unit of this one begins with; 0 nearly always. */
  take(payload: Uint8Array): number;
  /** Bytes that have been taken of a unit that is not whole yet. */
  readonly open: number;
}

/** How sure a decoder is that a message is its own. */
export const CONFIDENCE = {
  /** The subprotocol says so. */
  subprotocol: 1,
  /** The URL does. */
  url: 0.9,
  /** A shape that hardly anything else has. */
  shape: 0.8,
  /** It looks like it, and like little else. */
  likely: 0.6,
  /** A syntax that many protocols share, such as JSON. */
  syntax: 0.5,
  /** Bytes that can be read so, as many can. */
  guess: 0.3,
  none: 0,
} as const;

export interface Decoder {
  /** Stands in `Decoded.protocol` and in `proto:` of the filter language. */
  readonly name: string;
  /** Of one that may change under its name: of what it was made. */
  readonly revision?: string;
  /** As people write it: `MQTT`. */
  readonly label: string;
  /** Which data messages it looks at (RFC 6455 §5.6). */
  readonly reads: 'text' | 'binary' | 'both';
  /** One of CONFIDENCE, or between them. Asked of every message: quick. */
  recognises(context: DecoderContext, message: DecodableMessage): number;
  /** Null: it is not of the protocol after all. */
  decode(message: DecodableMessage, context: DecoderContext): Decoded | Unread | null;
  /**
   * So that not every message must be decoded to find some: texts of which every text message in which this field is
   * there spells out at least one, character by character or with an escape that begins with a backslash. Empty: it
   * never has such a field; null: nothing is sure. Binary messages are decoded in any case.
   */
  spellings(field: AskedField): readonly string[] | null;
  /** Found in the text of every heartbeat, unless it has a backslash; null: only decoding tells. */
  readonly heartbeat: RegExp | null;
  /** Whom the message asks or answers. Asked of every message that is stored: quick. */
  turns?(message: DecodableMessage, context: DecoderContext): readonly Turn[];
  /** Where the protocol's units may begin and end within messages. */
  framer?(): Framer;
  /** Which bytes of the payload its fields were read from. Asked of a message that is looked at. */
  ranges?(message: DecodableMessage, context: DecoderContext): readonly FieldRange[];
}

export const NO_BYTES: Uint8Array = new Uint8Array(0);
