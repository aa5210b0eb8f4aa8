// Twitch chat as its server speaks it: CAP, PASS, NICK, JOIN, PART, PING and PRIVMSG answered, and every joined
// channel filled with generated talk. https://dev.twitch.tv/docs/chat/irc/
// It knows neither sockets nor timers, and keeps no accounts: every token of the right form is good.

import { randomUUID } from 'node:crypto';
import { type Channel, createChannel } from './channel.ts';
import { RECONNECT } from './channel-moderation.ts';
import { type Tags, formatLine, parseLine } from './irc-line.ts';
import { SERVER, userPrefix } from './room.ts';

/** What a client is reached by: one WebSocket. */
export interface Link {
  send(text: string): void;
  close(): void;
}

export interface Client {
  readonly link: Link;
  readonly capabilities: Set<string>;
  readonly channels: Set<string>;
  authenticated: boolean;
  /** `*` before NICK. */
  nick: string;
}

export interface Network {
  readonly clients: Set<Client>;
  readonly channels: Map<string, Channel>;
  readonly seed: number;
}

const CAPABILITIES = ['twitch.tv/tags', 'twitch.tv/commands', 'twitch.tv/membership'];
/** Sent only to a client that asked for `twitch.tv/commands`. */
const COMMANDS = new Set(
  'CLEARCHAT CLEARMSG GLOBALUSERSTATE HOSTTARGET NOTICE RECONNECT ROOMSTATE USERNOTICE USERSTATE WHISPER'.split(
    ' ',
  ),
);
const MEMBERSHIP = new Set(['JOIN', 'PART']);

export function admit(network: Network, link: Link): Client {
  const client: Client = {
    link,
    capabilities: new Set(),
    channels: new Set(),
    authenticated: false,
    nick: '*',
  };
  network.clients.add(client);
  return client;
}

/** The next message of every channel that somebody reads. */
export function talk(network: Network, now: number): void {
  for (const [name, channel] of network.channels) {
    const readers = [...network.clients].filter((client) => client.channels.has(name));
    if (readers.length > 0) utter(readers, channel.next(now));
  }
}

function utter(readers: readonly Client[], lines: readonly string[]): void {
  for (const reader of readers) send(reader, lines);
  if (lines.includes(RECONNECT)) for (const reader of readers) reader.link.close();
}

/** Answers one WebSocket message of a client: one or more lines. */
export function receive(network: Network, client: Client, text: string): void {
  for (const each of text.split('\r\n')) if (each !== '') answer(network, client, each);
}

function answer(network: Network, client: Client, text: string): void {
  const { command, params } = parseLine(text);
  switch (command) {
    case 'CAP':
      return answerCapability(client, params);
    case 'PASS':
      client.authenticated = params[0]?.startsWith('oauth:') ?? false;
      return;
    case 'NICK':
      return welcome(client, (params[0] ?? '').toLowerCase());
    case 'JOIN':
      return eachChannel(client, params, (channel) => join(network, client, channel));
    case 'PART':
      return eachChannel(client, params, (channel) => part(client, channel));
    case 'PING':
      return send(client, [line('PONG', {}, SERVER, params[0] ?? '')]);
    case 'PONG':
    case 'USER':
      return;
    case 'PRIVMSG':
      return say(network, client, params);
    default:
      return send(client, [line('421', {}, client.nick, command, 'Unknown command')]);
  }
}

/** All that was asked for, or nothing: one unknown capability refuses the request. */
function answerCapability(client: Client, [verb, asked = '']: readonly string[]): void {
  const names = asked.split(' ').filter((name) => name !== '');
  if (verb === 'LS') return send(client, [line('CAP', {}, '*', 'LS', CAPABILITIES.join(' '))]);
  if (verb !== 'REQ') return;
  const granted = names.every((name) => CAPABILITIES.includes(name));
  if (granted) for (const name of names) client.capabilities.add(name);
  send(client, [`:${SERVER} CAP * ${granted ? 'ACK' : 'NAK'} :${names.join(' ')}`]);
}

/** Reading alone needs no token, under a name that begins with `justinfan`. */
function welcome(client: Client, nick: string): void {
  if (!client.authenticated && !nick.startsWith('justinfan')) {
    client.link.send(`:${SERVER} NOTICE * :Improperly formatted auth\r\n`);
    return;
  }
  client.nick = nick;
  send(client, [
    line('001', {}, nick, 'Welcome, GLHF!'),
    line('002', {}, nick, `Your host is ${SERVER}`),
    line('003', {}, nick, 'This server is rather new'),
    line('004', {}, nick, '-'),
    line('375', {}, nick, '-'),
    line('372', {}, nick, 'You are in a maze of twisty passages, all alike.'),
    line('376', {}, nick, '>'),
    formatLine({ tags: userState(nick), prefix: SERVER, command: 'GLOBALUSERSTATE', params: [] }),
  ]);
}

function join(network: Network, client: Client, channel: string): void {
  const { nick } = client;
  client.channels.add(channel);
  const state = channelOf(network, channel, nick).roomState;
  send(client, [
    `:${userPrefix(nick)} JOIN ${channel}`,
    `:${nick}.${SERVER} 353 ${nick} = ${channel} :${nick}`,
    `:${nick}.${SERVER} 366 ${nick} ${channel} :End of /NAMES list`,
    line('USERSTATE', userState(nick), channel),
    state,
  ]);
}

function channelOf(network: Network, name: string, viewer: string): Channel {
  const known = network.channels.get(name);
  if (known) return known;
  const channel = createChannel({ seed: network.seed, channel: name, viewer, now: Date.now() });
  network.channels.set(name, channel);
  return channel;
}

function part(client: Client, channel: string): void {
  if (client.channels.delete(channel)) send(client, [`:${userPrefix(client.nick)} PART ${channel}`]);
}

/** The others read it; its author is told only that it was taken. */
function say(network: Network, client: Client, [channel = '', text = '']: readonly string[]): void {
  if (!client.channels.has(channel)) return;
  const id = randomUUID();
  send(client, [line('USERSTATE', { ...userState(client.nick), id }, channel)]);
  const message = formatLine({
    tags: { ...userState(client.nick), id, 'tmi-sent-ts': String(Date.now()) },
    prefix: userPrefix(client.nick),
    command: 'PRIVMSG',
    params: [channel, text],
  });
  for (const other of network.clients)
    if (other !== client && other.channels.has(channel)) send(other, [message]);
}

/** Only somebody with a name may join. */
function eachChannel(
  client: Client,
  [names = '']: readonly string[],
  action: (channel: string) => void,
): void {
  if (client.nick === '*') return;
  for (const name of names.split(',')) if (/^#\w{1,25}$/.test(name)) action(name.toLowerCase());
}

function userState(nick: string): Tags {
  return {
    'badge-info': '',
    badges: '',
    color: '#8A2BE2',
    'display-name': nick,
    'emote-sets': '0,300374282',
    mod: '0',
    subscriber: '0',
    'user-type': '',
  };
}

function line(command: string, tags: Tags, ...params: readonly string[]): string {
  return formatLine({ tags, prefix: SERVER, command, params });
}

/** One WebSocket message with what the client asked to see of these lines. */
function send(client: Client, lines: readonly string[]): void {
  const seen = lines.flatMap((text) => seenBy(client, text));
  if (seen.length > 0) client.link.send(seen.map((text) => `${text}\r\n`).join(''));
}

function seenBy(client: Client, text: string): readonly string[] {
  const has = (capability: string) => client.capabilities.has(`twitch.tv/${capability}`);
  const { command, params } = parseLine(text);
  if (COMMANDS.has(command) && !has('commands')) return [];
  if (MEMBERSHIP.has(command) && !has('membership') && !text.startsWith(`:${client.nick}!`)) return [];
  if (command === 'WHISPER' && params[0] !== client.nick) return [];
  return [has('tags') ? text : text.replace(/^@\S* /, '')];
}
