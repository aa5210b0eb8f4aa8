// One control packet as values: mqtt-packet reads them, in the version that fits its bytes. Only CONNECT names a version,
// so that what each of both would fit is said to be uncertain.

import { type Packet as Read, parser } from 'mqtt-packet';
import { layOut, type Version } from './layout.ts';
import type { Packet } from './packets.ts';

export interface Fitting {
  readonly version: Version;
  /** Both versions fit, and would read it otherwise. */
  readonly uncertain: boolean;
}

/** Where the other version's reading would be the same. */
const ALIKE = new Set(['PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP', 'PINGREQ', 'PINGRESP', 'DISCONNECT']);

/** Null where it is of none. @param known what a CONNECT has said */
export function fitVersion(bytes: Uint8Array, packet: Packet, known: Version | null): Fitting | null {
  const fits = (version: Version) => layOut(bytes, packet, version) !== null;
  if (known !== null) return fits(known) ? { version: known, uncertain: false } : null;
  const [five, four] = [fits(5), fits(4)];
  if (!five) return four ? { version: 4, uncertain: false } : null;
  if (!four || ALIKE.has(packet.type)) return { version: 5, uncertain: false };
  return { version: 5, uncertain: packet.type !== 'PUBLISH' || !isCertain(bytes, packet) };
}

/**
 * Any payload of 3.1.1 may begin with what reads as properties. No text begins with a NUL, which says that there are
 * none; and properties that happen to be some are hardly likely.
 */
function isCertain(bytes: Uint8Array, packet: Packet): boolean {
  const payload = layOut(bytes, packet, 4)?.at(-1);
  const own = layOut(bytes, packet, 5)?.at(-1);
  if (!payload || !own || bytes[payload.from] !== 0) return true;
  return own.to > own.from && bytes.subarray(own.from, own.to).every((byte) => byte >= 0x20 || byte === 0x0a);
}

/** A text: why not. */
export function readPacket(bytes: Uint8Array, { from, to }: Packet, version: Version): Read | string {
  const reader = parser({ protocolVersion: version });
  let read: Read | string = 'it ends too early';
  reader.on('packet', (packet) => (read = packet));
  reader.on('error', (error: Error) => (read = error.message));
  reader.parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from));
  return read;
}
