// MQTT 3.1, 3.1.1 and 5 over WebSocket (MQTT 5 §6): control packets, several in a message or one over several. A packet
// belongs to the message in which it ends; of one that goes on the message says so.

import type { Decoded, FieldRange } from '../../../contract/model.ts';
import { maskText, maskValue } from '../../secrets.ts';
import { MASK } from '../decodable.ts';
import {
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
  type Unread,
} from '../decoder.ts';
import { oneLine } from '../one-line.ts';
import { type JsonRecord, textOf } from '../record.ts';
import { countOf, readableText, shownBytes } from '../shown-bytes.ts';
import { describe } from './describe.ts';
import { layOut, type Version } from './layout.ts';
import { createMqttFramer, type Packet, readFixedHeader, splitPackets } from './packets.ts';
import { fitVersion, readPacket } from './read.ts';
import { turnsOf } from './turns.ts';

const SUBPROTOCOL = /^mqtt(?:v[\d.]+)?$/i;
const URL = /^wss?:\/\/[^/]+\/(?:[^?#]*\/)?mqtt(?=[/?#]|$)/i;
/** CONNECT with its remaining length, and `MQTT` or `MQIsdp` after it. */
const CONNECT = 0x10;
const NAMES: ReadonlySet<string> = new Set(['MQTT', 'MQIsdp']);
/** Packets that are read of one message. */
const MOST = 200;
/** Bytes of earlier messages that are at hand at most: what came before those is not. */
const MOST_BEFORE = 1024 * 1024;

export const mqtt: Decoder = {
  name: 'mqtt',
  label: 'MQTT',
  reads: 'binary',
  recognises,
  decode,
  spellings: () => [],
  heartbeat: null,
  turns,
  framer: createMqttFramer,
  ranges,
};

function recognises(
  { url, subprotocol, decoder }: DecoderContext,
  { payload, before }: DecodableMessage,
): number {
  if (subprotocol !== null && SUBPROTOCOL.test(subprotocol)) return CONFIDENCE.subprotocol;
  if (isConnect(payload)) return CONFIDENCE.shape;
  if (decoder !== 'mqtt' && !URL.test(url)) return CONFIDENCE.none;
  return before.length > 0 || isWhole(payload) ? CONFIDENCE.likely : CONFIDENCE.none;
}

function isConnect(payload: Uint8Array): boolean {
  if (payload[0] !== CONNECT) return false;
  const header = readFixedHeader(payload);
  if (header === null || typeof header === 'string') return false;
  const name = payload.subarray(header.size + 2, header.size + 2 + (payload[header.size + 1] ?? 0));
  return NAMES.has(Buffer.from(name.subarray(0, 8)).toString('latin1'));
}

function isWhole(payload: Uint8Array): boolean {
  const { packets, open, fault } = splitPackets(payload, MOST);
  return packets.length > 0 && open === null && fault === null;
}

/** The bytes of the packets that end in the message. */
function bytesOf({ before, payload }: DecodableMessage): Uint8Array {
  return before.length === 0 ? payload : Buffer.concat([before, payload]);
}

function decode(message: DecodableMessage): Decoded | Unread {
  if (message.before.length >= MOST_BEFORE) return tooFar(message);
  const bytes = bytesOf(message);
  const { packets, open, fault } = splitPackets(bytes, MOST);
  if (fault !== null) return { unread: fault };
  const parts = decodePackets(bytes, packets, message);
  if (!Array.isArray(parts)) return parts;
  if (open !== null) parts.push(unfinished(bytes.subarray(open), message));
  return parts.length === 1 ? parts[0]! : together(parts);
}

function decodePackets(
  bytes: Uint8Array,
  packets: readonly Packet[],
  message: DecodableMessage,
): Decoded[] | Unread {
  const parts: Decoded[] = [];
  let known: Version | null = null;
  for (const packet of packets) {
    const fitting = fitVersion(bytes, packet, known);
    if (!fitting) return { unread: `a ${packet.type} of ${countOf(packet.length)} that is of no version` };
    const { version, uncertain } = fitting;
    const read = readPacket(bytes, packet, version);
    if (typeof read === 'string') return { unread: `${packet.type}: ${read}` };
    if (packet.type === 'CONNECT') known = version;
    const { fields, words } = describe(packet.type, read, version);
    const said = { ...fields, ...(uncertain && { version: '5, or 3.1.1' }) };
    const line = {
      type: packet.type,
      words: uncertain ? [...words, '(if this is MQTT 5)'] : words,
      fields: said,
    };
    parts.push(packetDecoded(line, read.cmd === 'publish' ? Buffer.from(read.payload) : null, message));
  }
  return parts;
}

interface Line {
  readonly type: Packet['type'];
  readonly words: readonly string[];
  readonly fields: JsonRecord;
}

function packetDecoded(
  { type, words, fields }: Line,
  payload: Uint8Array | null,
  message: DecodableMessage,
): Decoded {
  const inner = payload && insideOf(payload, message);
  const shown = payload && (inner ? inner.summary : shownBytes(payload));
  const carried = payload && { payloadLength: payload.length, ...(!inner && { payload: shown }) };
  return {
    protocol: 'mqtt',
    kind: type,
    summary: oneLine(maskText([type, ...words].join(' '), MASK) + (shown ? ` ${shown}` : '')),
    heartbeat: type === 'PINGREQ' || type === 'PINGRESP',
    fields: maskValue({ packet: type, ...fields, ...carried }, MASK) as JsonRecord,
    parts: inner ? [inner] : [],
  };
}

function insideOf(payload: Uint8Array, message: DecodableMessage): Decoded | null {
  return message.inner(readableText(payload) ?? payload);
}

function together(parts: readonly Decoded[]): Decoded {
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  return {
    protocol: 'mqtt',
    kind: kinds.length === 1 ? kinds[0]! : 'packets',
    summary: oneLine(`${parts.length} packets: ${parts.map(({ summary }) => summary).join('; ')}`),
    heartbeat: parts.every(({ heartbeat }) => heartbeat),
    fields: { packets: kinds },
    parts,
  };
}

/** A packet that ends in a later message. */
function unfinished(bytes: Uint8Array, { payload }: DecodableMessage): Decoded {
  const header = readFixedHeader(bytes);
  const known = header !== null && typeof header !== 'string' ? header : null;
  const type = known?.type ?? textOf(nameOfFirst(bytes));
  const length = known ? known.size + known.length : null;
  const whole = length === null ? '' : ` of ${countOf(length)}`;
  const here = Math.min(bytes.length, payload.length);
  const goesOn = bytes.length > here ? 'goes on' : 'begins';
  return {
    protocol: 'mqtt',
    kind: 'part',
    summary: `${type}${whole} ${goesOn}: ${countOf(here)} here`,
    heartbeat: false,
    fields: { packet: type, ...(length !== null && { length }), here, sofar: bytes.length },
    parts: [],
  };
}

function nameOfFirst(bytes: Uint8Array): Packet['type'] | null {
  const header = readFixedHeader([bytes[0]!, 0]);
  return header !== null && typeof header !== 'string' ? header.type : null;
}

function tooFar({ payload }: DecodableMessage): Decoded {
  const summary = `a packet of more than 1 MiB goes on: ${countOf(payload.length)} here`;
  return {
    protocol: 'mqtt',
    kind: 'part',
    summary,
    heartbeat: false,
    fields: { here: payload.length },
    parts: [],
  };
}

function turns(message: DecodableMessage): readonly Turn[] {
  const bytes = bytesOf(message);
  return splitPackets(bytes, MOST).packets.flatMap((packet) => turnsOf(bytes, packet));
}

function ranges(message: DecodableMessage): readonly FieldRange[] {
  const bytes = bytesOf(message);
  const shift = message.before.length;
  const { packets, open } = splitPackets(bytes, MOST);
  const several = packets.length + (open === null ? 0 : 1) > 1;
  const found: FieldRange[] = [];
  let known: Version | null = null;
  for (const [number, packet] of packets.entries()) {
    const version: Version = fitVersion(bytes, packet, known)?.version ?? 4;
    if (packet.type === 'CONNECT') known = version;
    const part = several ? number : null;
    found.push({ part, path: [], from: Math.max(0, packet.from - shift), to: packet.to - shift });
    for (const { path, from, to } of layOut(bytes, packet, version) ?? [])
      if (from >= shift) found.push({ part, path, from: from - shift, to: to - shift });
  }
  return found;
}
