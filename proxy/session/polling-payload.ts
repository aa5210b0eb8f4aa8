// The packets in one body of Engine.IO's polling transport, as a WebSocket would have carried each of them. Protocol 4
// puts a record separator between packets; 3 a length before each, in characters, or in its binary form in bytes; JSONP
// wraps either into a script or a form. engine.io-parser hands out packets taken apart, without what they were on the
// wire, and gives up a body for one bad packet: here every byte belongs to some packet.
// https://github.com/socketio/engine.io-protocol

import { decodeText } from '../formats/payload-text.ts';

export interface PolledPacket {
  readonly payload: Uint8Array;
  readonly binary: boolean;
  /** Bytes of the body that it took, with its separator or length. */
  readonly size: number;
  /** False: its length says that there should be more, or it is none. */
  readonly whole: boolean;
}

/** @param version `EIO` of the query */
export function splitPollingPayload(body: Uint8Array, version: string): readonly PolledPacket[] {
  if (body.length === 0) return [];
  if (version === '3' && body[0]! <= 1) return splitBinary(body);
  const text = decodeText(body);
  if (text === null) return [{ payload: body, binary: true, size: body.length, whole: false }];
  const inner = unwrapScript(text) ?? unwrapForm(text) ?? text;
  const packets = version === '3' ? splitByLength(inner) : splitBySeparator(inner);
  return inner === text ? packets : spread(packets, body.length);
}

const SEPARATOR = '\x1e';

function splitBySeparator(text: string): readonly PolledPacket[] {
  const packets = text.split(SEPARATOR);
  return packets.map((packet, n) => textPacket(packet, 'b', n === 0 ? 0 : 1));
}

/** `12:42["a","b"]2:2x`; what has no length is one packet that is not whole. */
function splitByLength(text: string): readonly PolledPacket[] {
  const packets: PolledPacket[] = [];
  for (let at = 0; at < text.length;) {
    const length = /^(\d{1,10}):/.exec(text.slice(at, at + 11));
    const start = at + (length?.[0].length ?? 0);
    const end = length ? start + Number(length[1]) : text.length;
    const packet = textPacket(text.slice(start, end), 'b4', start - at);
    packets.push(length && end <= text.length ? packet : { ...packet, whole: false });
    at = end;
  }
  return packets;
}

/** What begins with `mark` is binary in base64. A WebSocket carries protocol 3's with its type before it, as a byte. */
function textPacket(packet: string, mark: 'b' | 'b4', before: number): PolledPacket {
  const size = before + Buffer.byteLength(packet);
  if (!packet.startsWith(mark)) return { payload: Buffer.from(packet), binary: false, size, whole: true };
  const data = Buffer.from(packet.slice(mark.length), 'base64');
  const payload = mark === 'b4' ? Buffer.concat([MESSAGE_TYPE, data]) : data;
  return { payload, binary: true, size, whole: true };
}

/** The packet type `message` of protocol 3, as a byte. */
const MESSAGE_TYPE = Uint8Array.of(4);
/** Ends a length in the binary form; its digits are bytes from 0 to 9. */
const LENGTH_END = 0xff;

function splitBinary(body: Uint8Array): readonly PolledPacket[] {
  const packets: PolledPacket[] = [];
  for (let at = 0; at < body.length;) {
    const mark = body.indexOf(LENGTH_END, at);
    const digits = mark < 0 ? '' : [...body.subarray(at + 1, mark)].join('');
    const known = body[at]! <= 1 && /^\d{1,10}$/.test(digits);
    const start = known ? mark + 1 : at;
    const end = known ? start + Number(digits) : body.length;
    const payload = body.slice(start, end);
    const size = Math.min(end, body.length) - at;
    packets.push({ payload, binary: body[at] !== 0, size, whole: known && end <= body.length });
    at = end;
  }
  return packets;
}

/** `___eio[0]("…");`, an answer to JSONP; null: it is none. */
function unwrapScript(text: string): string | null {
  const literal = /^(?:\/\*\*\/)?___eio\[\d+\]\(("[^]*")\);?\s*$/.exec(text)?.[1];
  return literal === undefined ? null : parseString(literal);
}

function parseString(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

/** `d=…`, what JSONP posts: line feeds are escaped once more than the form does. */
function unwrapForm(text: string): string | null {
  if (!text.startsWith('d=')) return null;
  const data = new URLSearchParams(text).get('d') ?? '';
  return data
    .replace(/(\\)?\\n/g, (found, escaped?: string) => (escaped ? found : '\n'))
    .replaceAll('\\\\n', '\\n');
}

/** Sizes as shares of a body that was wrapped around them. */
function spread(packets: readonly PolledPacket[], total: number): readonly PolledPacket[] {
  const inside = packets.reduce((sum, { size }) => sum + size, 0);
  let [before, taken] = [0, 0];
  return packets.map((packet) => {
    before += packet.size;
    const end = Math.round((before / (inside || 1)) * total);
    const size = end - taken;
    taken = end;
    return { ...packet, size };
  });
}
