// Which packet answers which, by packet identifiers (MQTT 5 §2.2.1): each side counts its own, so that the key names what
// is waited for too. QoS 2 is three answers, one after the other (§4.3.3).

import type { Turn } from '../decoder.ts';
import type { Packet } from './packets.ts';
import { FAILURE } from './reasons.ts';

export function turnsOf(bytes: Uint8Array, packet: Packet): readonly Turn[] {
  const body = bytes.subarray(packet.from + packet.size, packet.to);
  const id = twoBytes(body, packet.type === 'PUBLISH' ? 2 + twoBytes(body, 0) : 0);
  switch (packet.type) {
    case 'CONNECT':
      return [{ asks: 'connect' }];
    case 'CONNACK':
      return [{ answers: 'connect' }];
    case 'PINGREQ':
      return [{ asks: 'ping' }];
    case 'PINGRESP':
      return [{ answers: 'ping', newest: true }];
    case 'PUBLISH':
      return (packet.flags & 6) === 0 ? [] : [{ asks: `publish ${id}` }];
    case 'PUBACK':
      return [{ answers: `publish ${id}` }];
    case 'PUBREC':
      return [
        { answers: `publish ${id}` },
        ...((body[2] ?? 0) < FAILURE ? [{ asks: `received ${id}` }] : []),
      ];
    case 'PUBREL':
      return [{ answers: `received ${id}` }, { asks: `release ${id}` }];
    case 'PUBCOMP':
      return [{ answers: `release ${id}` }];
    case 'SUBSCRIBE':
      return [{ asks: `subscribe ${id}` }];
    case 'SUBACK':
      return [{ answers: `subscribe ${id}` }];
    case 'UNSUBSCRIBE':
      return [{ asks: `unsubscribe ${id}` }];
    case 'UNSUBACK':
      return [{ answers: `unsubscribe ${id}` }];
    case 'DISCONNECT':
    case 'AUTH':
    case 'reserved':
      return [];
  }
}

function twoBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}
