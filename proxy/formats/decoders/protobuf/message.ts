// A payload of Protocol Buffers, framed or not, as a decoded message: what reads its fields is given, be it the wire alone
// or a type.

import type { Decoded, FieldRange } from '../../../contract/model.ts';
import { maskText, maskValue } from '../../secrets.ts';
import { MASK } from '../decodable.ts';
import type { DecodableMessage, Unread } from '../decoder.ts';
import { oneLine } from '../one-line.ts';
import { countOf, hexOf, shownBytes } from '../shown-bytes.ts';
import { type Frame, readFrames } from './frames.ts';
import { type Fields, lineOf } from './raw.ts';
import { Reading } from './reading.ts';
import { type WireField, isBroken, readWire } from './wire.ts';

/** How the fields of a message are read, and what it is called. */
export interface Reader {
  /** `Decoded.protocol`. */
  readonly name: string;
  readonly kind: string;
  /** A text: why they cannot be read. */
  fields(reading: Reading, wire: readonly WireField[]): Fields | string;
}

export interface ReadMessage {
  readonly decoded: Decoded;
  readonly ranges: readonly FieldRange[];
}

export function readMessage(message: DecodableMessage, reader: Reader): ReadMessage | Unread {
  const { payload, cut } = message;
  if (cut) return { unread: `${countOf(payload.length)} are too many for a row` };
  const frames = readFrames(payload);
  if (!frames) return readFields(payload, reader, { part: null, from: 0, to: payload.length });
  const parts = frames.map((frame, part) => readFrame(message, reader, frame, part));
  const unread = parts.find((part) => 'unread' in part);
  return unread ?? joined(reader, parts as readonly ReadMessage[]);
}

function joined({ name }: Reader, read: readonly ReadMessage[]): ReadMessage {
  const parts = read.map(({ decoded }) => decoded);
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  const summary = oneLine(parts.map((part) => part.summary).join('; '));
  const decoded: Decoded = {
    protocol: name,
    kind: kinds.find((kind) => kind !== TRAILERS) ?? TRAILERS,
    summary,
    heartbeat: false,
    fields: {},
    parts,
  };
  return { decoded, ranges: read.flatMap(({ ranges }) => ranges) };
}

const TRAILERS = 'trailers';

function readFrame(
  message: DecodableMessage,
  reader: Reader,
  frame: Frame,
  part: number,
): ReadMessage | Unread {
  const bytes = message.payload.subarray(frame.from, frame.to);
  const whole = [{ part, path: [], from: frame.from, to: frame.to }];
  if (frame.compressed) return { decoded: compressed(message, reader, bytes), ranges: whole };
  if (frame.trailers) return { decoded: trailers(reader, bytes), ranges: whole };
  return readFields(message.payload, reader, { part, from: frame.from, to: frame.to });
}

function compressed(message: DecodableMessage, { name }: Reader, bytes: Uint8Array): Decoded {
  const inside = message.inner(bytes);
  if (inside) return inside;
  const summary = `compressed, ${countOf(bytes.length)}`;
  const fields = { compressed: hexOf(bytes) };
  return { protocol: name, kind: 'compressed', summary, heartbeat: false, fields, parts: [] };
}

function trailers({ name }: Reader, bytes: Uint8Array): Decoded {
  const text = shownBytes(bytes);
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  const fields = Object.fromEntries(lines.map((line) => [line.split(':', 1)[0]!.trim(), afterColon(line)]));
  return {
    protocol: name,
    kind: TRAILERS,
    summary: oneLine(text),
    heartbeat: false,
    fields: maskValue(fields, MASK) as Fields,
    parts: [],
  };
}

function afterColon(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim();
}

interface Stretch {
  readonly part: number | null;
  readonly from: number;
  readonly to: number;
}

function readFields(payload: Uint8Array, reader: Reader, { part, from, to }: Stretch): ReadMessage | Unread {
  const wire = readWire(payload, from, to);
  if (isBroken(wire)) return { unread: wire.broken };
  const reading = new Reading(payload, part);
  const read = reader.fields(reading, wire);
  if (typeof read === 'string') return { unread: read };
  const fields = maskValue(read, MASK) as Fields;
  const { name: protocol, kind } = reader;
  const summary = oneLine(maskText(lineOf(fields), MASK));
  const decoded: Decoded = { protocol, kind, summary, heartbeat: false, fields, parts: [] };
  return { decoded: reading.isCut ? { ...decoded, note: TOO_MANY } : decoded, ranges: reading.ranges };
}

const TOO_MANY = 'It has more values than are shown.';
