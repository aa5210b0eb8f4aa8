// Protocol Buffers with a person's .proto files: a decoder for each of their message types, to be chosen by hand, unless
// the subprotocol or the URL names it.

import { OPCODE } from '../../../protocol/frame.ts';
import { CONFIDENCE, type DecodableMessage, type Decoder, type DecoderContext } from '../decoder.ts';
import { type Reader, readMessage } from './message.ts';
import { type ProtoError, type ProtoType, readSchema } from './schema.ts';
import { TypeMismatch, typedFields } from './typed.ts';

export interface ProtobufDecoder {
  readonly decoder: Decoder;
  /** That its type stands in. */
  readonly file: string;
}

export interface ProtobufDecoders {
  readonly decoders: readonly ProtobufDecoder[];
  readonly errors: readonly ProtoError[];
}

/** @param files texts by name, as `import` names them */
export function protobufDecoders(files: ReadonlyMap<string, string>): ProtobufDecoders {
  const { types, errors } = readSchema(files);
  return { decoders: types.map((each) => ({ decoder: decoderOf(each), file: each.file })), errors };
}

function decoderOf(each: ProtoType): Decoder {
  const reader = readerOf(each);
  const read = (message: DecodableMessage) => readMessage(message, reader);
  return {
    name: reader.name,
    label: `Protobuf: ${each.name}`,
    reads: 'binary',
    recognises: (context) => sureness(each.name, context),
    decode: (message) => {
      if (message.opcode === OPCODE.text) return null;
      const found = read(message);
      return 'unread' in found ? found : found.decoded;
    },
    spellings: () => [],
    heartbeat: null,
    ranges: (message) => {
      const found = read(message);
      return 'unread' in found ? [] : found.ranges;
    },
  };
}

function readerOf({ type, name }: ProtoType): Reader {
  return {
    name: `protobuf:${name}`,
    kind: type.name,
    fields: (reading, wire) => {
      try {
        return typedFields(type, wire, { reading, path: [], depth: 0 });
      } catch (error) {
        if (error instanceof TypeMismatch) return error.message;
        throw error;
      }
    },
  };
}

/** A name without a package may be any word. */
function sureness(name: string, { url, subprotocol }: DecoderContext): number {
  if (!name.includes('.')) return CONFIDENCE.none;
  if (subprotocol !== null && names(subprotocol, name)) return CONFIDENCE.subprotocol;
  return names(url, name) ? CONFIDENCE.url : CONFIDENCE.none;
}

/** As a whole: `chat.Line` is not named by `chat.Lines`. */
function names(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/[\w.]/.test(text[at - 1] ?? ' ') && !/[\w.]/.test(text[at + name.length] ?? ' ');
}
