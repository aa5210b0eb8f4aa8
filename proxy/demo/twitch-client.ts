// A real chat client: through an HTTP proxy by CONNECT, TLS that trusts one authority, WebSocket, then the Twitch
// login. It answers PING, says something now and then, and comes back after RECONNECT or a lost connection.

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type TLSSocket, connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { parseLine } from './irc-line.ts';
import { createRandom } from './random.ts';
import { PHRASES } from './vocabulary.ts';

export interface ProxyAddress {
  readonly host: string;
  readonly port: number;
}

export interface TwitchClientOptions {
  readonly proxy: ProxyAddress;
  /** PEM of the authority that the proxy's certificates are signed by. */
  readonly caPem: string;
  /** Where the chat is, as the proxy resolves it. */
  readonly host: string;
  readonly port: number;
  readonly nick: string;
  readonly channel: string;
  readonly seed: number;
}

export interface TwitchClient {
  /** Closes with 1000; resolves when the socket has ended. */
  stop(): Promise<void>;
}

const TOKEN = 'oauth:demo0framescope0not0a0real0token';
const CAPABILITIES = 'twitch.tv/tags twitch.tv/commands twitch.tv/membership';
/** Milliseconds. */
const PAUSE_BEFORE_RETRY = 1_000;
const SAY_EVERY = 17_000;
const PING_EVERY = 30_000;

/** What went wrong with one connection is visible in the capture, and the next one follows. */
export function startTwitchClient(options: TwitchClientOptions): TwitchClient {
  const stopping = new AbortController();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const come = async () => {
    await visit(options, stopping.signal).catch(() => {});
    void setTimeout(PAUSE_BEFORE_RETRY, null, { signal: stopping.signal }).then(come, end);
  };
  void come();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** From dialling to the end of the socket. */
async function visit(options: TwitchClientOptions, stopped: AbortSignal): Promise<void> {
  const tunnel = await openTunnel(options, stopped);
  const socket = new WebSocket(`wss://${options.host}:${options.port}/`, {
    createConnection: () => tunnel,
    origin: 'https://www.twitch.tv',
  });
  socket.on('error', () => {});
  socket.on('open', () => login(socket, options));
  socket.on('message', (data) => answer(socket, (data as Buffer).toString('utf8')));
  const leave = () => socket.close(1000);
  stopped.addEventListener('abort', leave);
  const habits = [every(PING_EVERY, () => send(socket, 'PING :tmi.twitch.tv')), chatter(socket, options)];
  await new Promise((resolve) => {
    socket.once('close', resolve);
  });
  stopped.removeEventListener('abort', leave);
  for (const habit of habits) clearInterval(habit);
}

function login(socket: WebSocket, { nick, channel }: TwitchClientOptions): void {
  send(socket, `CAP REQ :${CAPABILITIES}`);
  send(socket, `PASS ${TOKEN}`);
  send(socket, `NICK ${nick}`);
  send(socket, `JOIN ${channel}`);
}

function answer(socket: WebSocket, text: string): void {
  for (const line of text.split('\r\n')) {
    const { command, params } = parseLine(line);
    if (command === 'PING') send(socket, `PONG :${params[0] ?? ''}`);
    if (command === 'RECONNECT') socket.close(1000);
  }
}

function chatter(socket: WebSocket, { channel, seed }: TwitchClientOptions): NodeJS.Timeout {
  const random = createRandom(seed);
  return every(SAY_EVERY, () => send(socket, `PRIVMSG ${channel} :${random.pick(PHRASES)}`));
}

function send(socket: WebSocket, line: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(`${line}\r\n`);
}

/** CONNECT (RFC 9110 §9.3.6), then TLS with the host inside the tunnel. */
async function openTunnel(options: TwitchClientOptions, stopped: AbortSignal): Promise<TLSSocket> {
  const { proxy, host, port, caPem } = options;
  const path = `${host}:${port}`;
  const asked = request({
    ...proxy,
    method: 'CONNECT',
    path,
    headers: { host: path },
    agent: false,
    signal: stopped,
  });
  asked.end();
  const [response, socket] = (await once(asked, 'connect')) as [IncomingMessage, Duplex];
  if (response.statusCode !== 200) {
    socket.destroy();
    throw new Error(`The proxy answered CONNECT with ${response.statusCode}.`);
  }
  const secure = connectTls({ socket, servername: host, ca: caPem, ALPNProtocols: ['http/1.1'] });
  secure.on('error', () => {}); // thrown by `once`, or seen by the WebSocket as its end
  await once(secure, 'secureConnect', { signal: stopped }).catch((cause: unknown) => {
    secure.destroy();
    throw cause;
  });
  return secure;
}

function every(milliseconds: number, action: () => void): NodeJS.Timeout {
  return setInterval(action, milliseconds);
}
