// Where MQTT control packets begin and end in a run of bytes, by their fixed headers (MQTT 5 §2.1). Packets need not be
// messages (§6.0). It does not know what is in them.

import type { Framer } from '../decoder.ts';

export const TYPES = [
  'reserved',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
] as const;

export type PacketType = (typeof TYPES)[number];

export interface FixedHeader {
  readonly type: PacketType;
  /** The low four bits of the first byte. */
  readonly flags: number;
  /** Of the header itself, bytes. */
  readonly size: number;
  /** Bytes after the header. */
  readonly length: number;
}

export interface Packet extends FixedHeader {
  /** In the run of bytes, header included. */
  readonly from: number;
  readonly to: number;
}

/** Packets one after the other, and what comes after the last whole one. */
export interface Split {
  readonly packets: readonly Packet[];
  /** Where an unfinished packet begins; null: there is none. */
  readonly open: number | null;
  /** Why what follows the packets is none. */
  readonly fault: string | null;
}

/** MQTT 5 §2.1.3: flags that are reserved; null: PUBLISH has them all. */
const FLAGS: readonly (number | null)[] = [-1, 0, 0, null, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0];
const LONGEST_LENGTH = 4;

/** At least its first byte must be there. Null: it goes on after the bytes; a text: why it is none. */
export function readFixedHeader(bytes: ArrayLike<number>, at = 0): FixedHeader | string | null {
  const first = bytes[at]!;
  const [type, flags] = [TYPES[first >> 4]!, first & 0x0f];
  const required = FLAGS[first >> 4] ?? null;
  if (required !== null && flags !== required) return `no packet begins with 0x${hexByte(first)}`;
  if (type === 'PUBLISH' && (flags & 6) === 6) return 'a PUBLISH of QoS 3';
  let length = 0;
  for (let size = 1; size <= LONGEST_LENGTH; size += 1) {
    const byte = bytes[at + size];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 2 ** (7 * (size - 1));
    if (byte < 0x80) return { type, flags, size: size + 1, length };
  }
  return 'a remaining length of more than 4 bytes';
}

/** @param most packets that are looked for */
export function splitPackets(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): Split {
  const packets: Packet[] = [];
  let from = 0;
  while (from < bytes.length && packets.length < most) {
    const header = readFixedHeader(bytes, from);
    if (typeof header === 'string') return { packets, open: null, fault: header };
    const to = header && from + header.size + header.length;
    if (!header || to! > bytes.length) return { packets, open: from, fault: null };
    packets.push({ ...header, from, to: to! });
    from = to!;
  }
  return { packets, open: null, fault: null };
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

export function createMqttFramer(): Framer {
  return new PacketFramer();
}

/** Counts; after bytes that are no packet each message is taken to begin with one. */
class PacketFramer implements Framer {
  open = 0;
  /** What there is of a fixed header; empty between packets and inside of them. */
  #header: number[] = [];
  /** Bytes that the packet still lacks. */
  #left = 0;

  take(payload: Uint8Array): number {
    const carried = this.open;
    for (let at = 0; at < payload.length;) {
      const taken = this.#left > 0 ? this.#body(payload.length - at) : this.#head(payload[at]!);
      if (taken === 0) break;
      at += taken;
    }
    return carried;
  }

  #body(available: number): number {
    const taken = Math.min(this.#left, available);
    this.#left -= taken;
    this.open = this.#left === 0 ? 0 : this.open + taken;
    return taken;
  }

  #head(byte: number): number {
    this.#header.push(byte);
    const header = readFixedHeader(this.#header);
    if (header === null) return (this.open += 1) && 1;
    this.#header = [];
    const lost = typeof header === 'string';
    this.#left = lost ? 0 : header.length;
    this.open = this.#left === 0 ? 0 : this.open + 1;
    return lost ? 0 : 1;
  }
}
