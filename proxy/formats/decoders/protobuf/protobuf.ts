// Protocol Buffers of which no type is known: fields by number, with what each may mean. Any bytes might be some, so it is
// the last to be asked, and believes only what fits exactly. protobufjs reads nothing without a type: the wire is ours.

import { CONFIDENCE, type DecodableMessage, type Decoder, type DecoderContext } from '../decoder.ts';
import { readableText } from '../shown-bytes.ts';
import { readFrames } from './frames.ts';
import { type Reader, readMessage } from './message.ts';
import { LIKELY_NUMBER, rawFields } from './raw.ts';
import { OPCODE } from '../../../protocol/frame.ts';
import { isBroken, readWire } from './wire.ts';

const SUBPROTOCOL = /proto(?:buf|col-?buffer)|grpc/i;
/** Bytes that a guess needs. */
const FEW = 4;
/** Less sure than any other guess, even where it was right before. */
const LAST_GUESS = CONFIDENCE.guess / 2;

const READER: Reader = {
  name: 'protobuf',
  kind: 'message',
  fields: (reading, wire) => rawFields(reading, wire, [], 0),
};

export const protobuf: Decoder = {
  name: 'protobuf',
  label: 'Protobuf',
  reads: 'binary',
  recognises,
  decode: (message) => {
    if (message.opcode === OPCODE.text) return null;
    const read = readMessage(message, READER);
    return 'unread' in read ? read : read.decoded;
  },
  spellings: () => [],
  heartbeat: null,
  ranges: (message) => {
    const read = readMessage(message, READER);
    return 'unread' in read ? [] : read.ranges;
  },
};

function recognises({ subprotocol }: DecoderContext, { payload, cut }: DecodableMessage): number {
  if (subprotocol !== null && SUBPROTOCOL.test(subprotocol)) return CONFIDENCE.subprotocol;
  if (cut || payload.length < FEW) return CONFIDENCE.none;
  const frames = readFrames(payload);
  const believed = frames
    ? frames.some(({ from, to }) => to > from) && frames.every((each) => isFramed(payload, each))
    : isBelievable(payload, 0, payload.length) && readableText(payload) === null;
  return believed ? LAST_GUESS : CONFIDENCE.none;
}

function isFramed(
  payload: Uint8Array,
  frame: {
    readonly compressed: boolean;
    readonly trailers: boolean;
    readonly from: number;
    readonly to: number;
  },
): boolean {
  if (frame.trailers) return readableText(payload.subarray(frame.from, frame.to)) !== null;
  return frame.compressed || !isBroken(readWire(payload, frame.from, frame.to));
}

/** Several fields, or one that holds some. */
function isBelievable(payload: Uint8Array, from: number, to: number): boolean {
  const fields = readWire(payload, from, to);
  if (isBroken(fields) || fields.some(({ number }) => number > LIKELY_NUMBER)) return false;
  const [only] = fields;
  if (fields.length !== 1 || !only) return fields.length > 1;
  return (only.type === 'bytes' || only.type === 'group') && isBelievable(payload, only.from, only.to);
}
