// A control packet that was read, as fields and one line. Passwords, and what authenticates, never leave here.

import type { Packet as Read, UserProperties } from 'mqtt-packet';
import { MASK } from '../decodable.ts';
import { type JsonRecord, asRecord } from '../record.ts';
import { shownBytes } from '../shown-bytes.ts';
import type { Version } from './layout.ts';
import type { PacketType } from './packets.ts';
import { reasonOf } from './reasons.ts';

export interface Described {
  readonly fields: JsonRecord;
  /** What stands in the line after the packet's name. */
  readonly words: readonly string[];
}

const VERSIONS: Readonly<Record<number, string>> = { 3: '3.1', 4: '3.1.1', 5: '5' };
const RETAIN_HANDLING = ['send retained', 'send retained if new', 'send no retained'];

export function describe(type: PacketType, read: Read, version: Version): Described {
  const number = read.messageId === undefined ? [] : [`#${read.messageId}`];
  const id = read.messageId === undefined ? {} : { packetId: read.messageId };
  const properties = 'properties' in read ? shownProperties(read.properties) : {};
  const { fields, words } = describeOwn(type, read, version);
  return { fields: { ...id, ...fields, ...properties }, words: [...number, ...words] };
}

function describeOwn(type: PacketType, read: Read, version: Version): Described {
  switch (read.cmd) {
    case 'connect':
      return describeConnect(read);
    case 'connack':
      return describeConnack(read, version);
    case 'publish':
      return describePublish(read);
    case 'subscribe': {
      const subscriptions = read.subscriptions.map(subscribed);
      return {
        fields: { subscriptions },
        words: [list(subscriptions.map(({ topic, qos }) => `${topic} QoS ${qos}`))],
      };
    }
    case 'unsubscribe':
      return { fields: { topics: read.unsubscriptions }, words: [list(read.unsubscriptions)] };
    case 'suback':
    case 'unsuback': {
      const results = ((read.granted ?? []) as readonly number[]).map((code) =>
        reasonOf(type, code, version),
      );
      const name = read.cmd === 'suback' ? 'granted' : 'results';
      return {
        fields: read.granted ? { [name]: results } : {},
        words: results.length > 0 ? [list(results)] : [],
      };
    }
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
    case 'disconnect':
    case 'auth':
      return describeReason(type, read.reasonCode, version);
    case 'pingreq':
    case 'pingresp':
      return { fields: {}, words: [] };
  }
}

function describeConnect(read: Extract<Read, { cmd: 'connect' }>): Described {
  const { clientId, clean, keepalive, username, password, will } = read;
  const version = VERSIONS[read.protocolVersion ?? 0] ?? '';
  const said = {
    version,
    clientId,
    cleanStart: clean ?? false,
    keepAlive: keepalive ?? 0,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: MASK }),
    ...(will && { will: shownWill(will) }),
  };
  const words = [clientId || '(no client id)', `MQTT ${version}`, `keep alive ${keepalive ?? 0} s`];
  if (username) words.push(`as ${username}`);
  if (will) words.push(`will ${will.topic}`);
  return { fields: said, words: [list(words)] };
}

function shownWill(will: NonNullable<Extract<Read, { cmd: 'connect' }>['will']>): JsonRecord {
  const { topic, payload, qos, retain, properties } = will;
  return { topic, payload: shownBytes(Buffer.from(payload)), qos, retain, ...shownProperties(properties) };
}

function describeConnack(read: Extract<Read, { cmd: 'connack' }>, version: Version): Described {
  const code = read.reasonCode ?? read.returnCode ?? 0;
  const reason = reasonOf('CONNACK', code, version);
  const { sessionPresent } = read;
  const words = [code === 0 ? 'accepted' : `refused: ${reason}`];
  if (sessionPresent) words.push('session present');
  return { fields: { sessionPresent, reasonCode: code, reason }, words };
}

/** The payload is added by whoever knows what is in it. */
function describePublish({
  topic,
  qos,
  retain,
  dup,
  properties,
}: Extract<Read, { cmd: 'publish' }>): Described {
  const alias = properties?.topicAlias;
  const named = topic === '' && alias !== undefined ? `(alias ${alias})` : topic;
  const words = [topic !== '' && alias !== undefined ? `${topic} (alias ${alias})` : named, `QoS ${qos}`];
  if (retain) words.push('retain');
  if (dup) words.push('again');
  return { fields: { topic, qos, retain, dup }, words };
}

function subscribed({
  topic,
  qos,
  nl,
  rap,
  rh,
}: SubscriptionRead): JsonRecord & { topic: string; qos: number } {
  if (nl === undefined) return { topic, qos };
  return { topic, qos, noLocal: nl, retainAsPublished: rap, retainHandling: RETAIN_HANDLING[rh ?? 0] };
}

type SubscriptionRead = Extract<Read, { cmd: 'subscribe' }>['subscriptions'][number];

function describeReason(type: PacketType, reasonCode: number | undefined, version: Version): Described {
  if (reasonCode === undefined) return { fields: {}, words: [] };
  const reason = reasonOf(type, reasonCode, version);
  return { fields: { reasonCode, reason }, words: reasonCode === 0 ? [] : [reason] };
}

function shownProperties(properties: object | undefined): JsonRecord {
  const entries = Object.entries(properties ?? {});
  if (entries.length === 0) return {};
  return {
    properties: Object.fromEntries(entries.map(([name, value]) => [name, shownProperty(name, value)])),
  };
}

function shownProperty(name: string, value: unknown): unknown {
  if (name === 'authenticationData') return MASK;
  if (value instanceof Uint8Array) return shownBytes(value);
  const pairs = name === 'userProperties' ? asRecord(value) : null;
  return pairs ? { ...(pairs as UserProperties) } : value;
}

function list(words: readonly string[]): string {
  return words.join(', ');
}
