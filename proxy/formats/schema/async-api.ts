// Kinds of messages as an AsyncAPI 3.0 document, in JSON: the client's side of it. A channel for each address, what it
// sends and receives there, and the schema of every payload (asyncapi.com/docs/reference/specification/v3.0.0).

import type { ConnectionId } from '../../contract/ids.ts';
import type { KindSchema } from '../../contract/message-schema.ts';
import type { Side } from '../../contract/model.ts';
import { maskText } from '../secrets.ts';
import { type Described, describeKinds, sayOf } from './described.ts';
import { shapeSchema } from './json-schema.ts';

const MASK = 'redacted';

/** A connection that messages went over. */
export interface Route {
  readonly id: ConnectionId;
  readonly scheme: string;
  /** With the port, where it is not the scheme's own. */
  readonly authority: string;
  /** May have a query, which is left out: it names a session, or is secret. */
  readonly path: string;
}

interface Channel {
  readonly key: string;
  readonly server: string;
  readonly address: string;
  readonly ids: ReadonlySet<ConnectionId>;
}

export function toAsyncApi(title: string, kinds: readonly KindSchema[], routes: readonly Route[]): string {
  const described = describeKinds(kinds);
  const servers = keyed('server', Map.groupBy(routes, serverOf));
  const channels = channelsOf(routes, servers);
  const document = {
    asyncapi: '3.0.0',
    info: { title, version: '0.0.0', description: 'What was captured, from the client’s point of view.' },
    servers: Object.fromEntries(servers.map(({ key, group: [route] }) => [key, serverObject(route!)])),
    channels: Object.fromEntries(channels.map((channel) => [channel.key, channelObject(channel, described)])),
    operations: Object.fromEntries(channels.flatMap((channel) => operationsOf(channel, described))),
    components: { messages: Object.fromEntries(described.map((each) => [each.name, messageObject(each)])) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function serverOf({ scheme, authority }: Route): string {
  return `${scheme}://${authority}`;
}

function serverObject({ scheme, authority }: Route) {
  return { host: authority, protocol: scheme };
}

function addressOf({ path }: Route): string {
  return maskText(path.replace(/[?#].*$/s, ''), MASK);
}

function channelsOf(routes: readonly Route[], servers: readonly Keyed[]): Channel[] {
  const groups = Map.groupBy(routes, (route) => `${serverOf(route)} ${addressOf(route)}`);
  return keyed('channel', groups).map(({ key, group }) => ({
    key,
    server: servers.find(({ name }) => name === serverOf(group[0]!))!.key,
    address: addressOf(group[0]!),
    ids: new Set(group.map(({ id }) => id)),
  }));
}

interface Keyed {
  readonly key: string;
  readonly name: string;
  readonly group: readonly Route[];
}

/** `channel1`, `channel2`: whatever they are called, it is a key. */
function keyed(kind: string, groups: ReadonlyMap<string, readonly Route[]>): Keyed[] {
  return Array.from(groups, ([name, group], n) => ({ key: `${kind}${n + 1}`, name, group }));
}

function isIn({ ids }: Channel, { of }: Described): boolean {
  return of.connections.some((id) => ids.has(id));
}

function channelObject(channel: Channel, described: readonly Described[]) {
  const messages = described.filter((each) => isIn(channel, each));
  return {
    address: channel.address,
    servers: [reference(`servers/${channel.server}`)],
    messages: Object.fromEntries(
      messages.map(({ name }) => [name, reference(`components/messages/${name}`)]),
    ),
  };
}

const ACTIONS: readonly (readonly ['send' | 'receive', Side])[] = [
  ['send', 'client'],
  ['receive', 'server'],
];

function operationsOf(channel: Channel, described: readonly Described[]) {
  return ACTIONS.flatMap(([action, side]) => {
    const messages = described.filter((each) => isIn(channel, each) && each.of.messages[side] > 0);
    if (messages.length === 0) return [];
    const operation = {
      action,
      channel: reference(`channels/${channel.key}`),
      messages: messages.map(({ name }) => reference(`channels/${channel.key}/messages/${name}`)),
    };
    return [[`${action}On${channel.key.replace('channel', 'Channel')}`, operation] as const];
  });
}

function messageObject({ name, of, payload }: Described) {
  return {
    name,
    title: of.kind,
    summary: sayOf(of),
    ...(of.protocol === 'json' && { contentType: 'application/json' }),
    payload: shapeSchema(payload),
  };
}

function reference(path: string) {
  return { $ref: `#/${path}` };
}
