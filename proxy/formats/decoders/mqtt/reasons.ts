// What the numbers of MQTT mean: reason codes (MQTT 5 §2.4) and what a server of 3.1.1 answers (MQTT 3.1.1 §3.2.2.3, §3.9.3).

import type { PacketType } from './packets.ts';

const REASONS: Readonly<Record<number, string>> = {
  0x00: 'success',
  0x04: 'disconnect with Will message',
  0x10: 'no matching subscribers',
  0x11: 'no subscription existed',
  0x18: 'continue authentication',
  0x19: 're-authenticate',
  0x80: 'unspecified error',
  0x81: 'malformed packet',
  0x82: 'protocol error',
  0x83: 'implementation specific error',
  0x84: 'unsupported protocol version',
  0x85: 'client identifier not valid',
  0x86: 'bad user name or password',
  0x87: 'not authorized',
  0x88: 'server unavailable',
  0x89: 'server busy',
  0x8a: 'banned',
  0x8b: 'server shutting down',
  0x8c: 'bad authentication method',
  0x8d: 'keep alive timeout',
  0x8e: 'session taken over',
  0x8f: 'topic filter invalid',
  0x90: 'topic name invalid',
  0x91: 'packet identifier in use',
  0x92: 'packet identifier not found',
  0x93: 'receive maximum exceeded',
  0x94: 'topic alias invalid',
  0x95: 'packet too large',
  0x96: 'message rate too high',
  0x97: 'quota exceeded',
  0x98: 'administrative action',
  0x99: 'payload format invalid',
  0x9a: 'retain not supported',
  0x9b: 'QoS not supported',
  0x9c: 'use another server',
  0x9d: 'server moved',
  0x9e: 'shared subscriptions not supported',
  0x9f: 'connection rate exceeded',
  0xa0: 'maximum connect time',
  0xa1: 'subscription identifiers not supported',
  0xa2: 'wildcard subscriptions not supported',
};

const REFUSALS = [
  'accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorized',
];

/** From here on a reason tells of a failure. */
export const FAILURE = 0x80;

export function reasonOf(type: PacketType, code: number, version: number): string {
  if (type === 'CONNACK' && version < 5) return REFUSALS[code] ?? `refused with ${code}`;
  if (type === 'SUBACK' && code <= 2) return `QoS ${code}`;
  if (type === 'SUBACK' && version < 5) return 'failure';
  if (type === 'DISCONNECT' && code === 0) return 'normal disconnection';
  return REASONS[code] ?? `reason ${code}`;
}
