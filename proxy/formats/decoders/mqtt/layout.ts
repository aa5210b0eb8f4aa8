// Where the fields of a control packet stand, and whether it is one of the asked version at all: mqtt-packet, which reads
// the values, tells neither where it found them nor where it stopped. MQTT 5 §3, MQTT 3.1.1 §3.

import { Cursor, type Place } from './cursor.ts';
import type { Packet } from './packets.ts';

/** 4 is 3.1.1 and 3.1 too, which differ in CONNECT's first words only. */
export type Version = 4 | 5;

type Size = 'byte' | 'two' | 'four' | 'var' | 'text' | 'pair';

/** MQTT 5 §2.2.2.2, by the names that mqtt-packet gives. */
const PROPERTIES: Readonly<Record<number, readonly [string, Size]>> = {
  1: ['payloadFormatIndicator', 'byte'],
  2: ['messageExpiryInterval', 'four'],
  3: ['contentType', 'text'],
  8: ['responseTopic', 'text'],
  9: ['correlationData', 'text'],
  11: ['subscriptionIdentifier', 'var'],
  17: ['sessionExpiryInterval', 'four'],
  18: ['assignedClientIdentifier', 'text'],
  19: ['serverKeepAlive', 'two'],
  21: ['authenticationMethod', 'text'],
  22: ['authenticationData', 'text'],
  23: ['requestProblemInformation', 'byte'],
  24: ['willDelayInterval', 'four'],
  25: ['requestResponseInformation', 'byte'],
  26: ['responseInformation', 'text'],
  28: ['serverReference', 'text'],
  31: ['reasonString', 'text'],
  33: ['receiveMaximum', 'two'],
  34: ['topicAliasMaximum', 'two'],
  35: ['topicAlias', 'two'],
  36: ['maximumQoS', 'byte'],
  37: ['retainAvailable', 'byte'],
  38: ['userProperties', 'pair'],
  39: ['maximumPacketSize', 'four'],
  40: ['wildcardSubscriptionAvailable', 'byte'],
  41: ['subscriptionIdentifiersAvailable', 'byte'],
  42: ['sharedSubscriptionAvailable', 'byte'],
};

/** What a CONNECT has after its properties, by its flags. */
const FLAG = { username: 0x80, password: 0x40, will: 0x04 } as const;
const BRIDGE = 0x80;

/** The fields in their order; null where the packet is none of that version. */
export function layOut(bytes: Uint8Array, packet: Packet, version: Version): readonly Place[] | null {
  const at = new Cursor(bytes, packet.from + packet.size, packet.to);
  walk(at, packet, version);
  return at.fits ? at.places : null;
}

function walk(at: Cursor, { type, flags }: Packet, version: Version): void {
  const properties = () => version === 5 && walkProperties(at, ['properties']);
  switch (type) {
    case 'CONNECT':
      return walkConnect(at, version);
    case 'CONNACK':
      at.skip(1, ['sessionPresent']);
      at.skip(1, ['reasonCode']);
      properties();
      return;
    case 'PUBLISH':
      at.text(['topic']);
      if ((flags & 6) > 0) at.skip(2, ['packetId']);
      properties();
      return at.rest(['payload']);
    case 'PUBACK':
    case 'PUBREC':
    case 'PUBREL':
    case 'PUBCOMP':
      at.skip(2, ['packetId']);
      return walkReason(at, version);
    case 'SUBSCRIBE':
      at.skip(2, ['packetId']);
      properties();
      return at.each((n) => {
        at.text(['subscriptions', n, 'topic']);
        at.skip(1, ['subscriptions', n, 'qos']);
      });
    case 'UNSUBSCRIBE':
      at.skip(2, ['packetId']);
      properties();
      return at.each((n) => at.text(['topics', n]));
    case 'SUBACK':
      at.skip(2, ['packetId']);
      properties();
      return at.each((n) => at.skip(1, ['granted', n]));
    case 'UNSUBACK':
      at.skip(2, ['packetId']);
      properties();
      return version === 5 ? at.each((n) => at.skip(1, ['results', n])) : undefined;
    case 'DISCONNECT':
      return walkReason(at, version);
    case 'AUTH':
      return version === 5 ? walkReason(at, version) : at.misfit();
    case 'PINGREQ':
    case 'PINGRESP':
      return;
    case 'reserved':
      return at.misfit();
  }
}

/** §3.1: the version that it names is the one that counts. */
function walkConnect(at: Cursor, version: Version): void {
  at.text(['protocol']);
  const named = at.skip(1, ['version']) & ~BRIDGE;
  if ((named === 5) !== (version === 5)) at.misfit();
  const flags = at.skip(1, ['flags']);
  at.skip(2, ['keepAlive']);
  if (version === 5) walkProperties(at, ['properties']);
  at.text(['clientId']);
  if (flags & FLAG.will) {
    if (version === 5) walkProperties(at, ['will', 'properties']);
    at.text(['will', 'topic']);
    at.text(['will', 'payload']);
  }
  if (flags & FLAG.username) at.text(['username']);
  if (flags & FLAG.password) at.text(['password']);
}

/** A reason and properties that may be left out (§3.4.2.1). */
function walkReason(at: Cursor, version: Version): void {
  if (version < 5 || at.done) return;
  at.skip(1, ['reasonCode']);
  if (!at.done) walkProperties(at, ['properties']);
}

function walkProperties(at: Cursor, path: readonly string[]): void {
  const end = at.variable() + at.at;
  while (at.at < end && !at.failed) {
    const [name, size] = PROPERTIES[at.skip(1)] ?? ['', null];
    if (size === null) return at.misfit();
    const from = at.at;
    walkValue(at, size);
    at.place([...path, name], from);
  }
  if (at.at !== end) at.misfit();
}

function walkValue(at: Cursor, size: Size): void {
  switch (size) {
    case 'byte':
      at.skip(1);
      return;
    case 'two':
      at.skip(2);
      return;
    case 'four':
      at.skip(4);
      return;
    case 'var':
      at.variable();
      return;
    case 'text':
      return at.text();
    case 'pair':
      at.text();
      return at.text();
  }
}
