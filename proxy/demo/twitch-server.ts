// The WebSocket server of the generated Twitch: TLS, one link a socket, and the clock that makes its channels talk.
// What is said is not its business: see twitch-network.ts.

import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Network, admit, receive, talk } from './twitch-network.ts';

export interface TwitchServerOptions {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** WebSocket messages a second and channel, from 1 to 5,000. */
  readonly rate: number;
  readonly seed: number;
}

export interface TwitchServer {
  readonly port: number;
  setRate(rate: number): void;
  close(): Promise<void>;
}

/** Milliseconds between two looks at what is due. */
const TICK = 20;
/** A client that has so many bytes still to read stops the talk until it has caught up. */
const UNREAD_LIMIT = 1 << 20;
/** Milliseconds from RECONNECT to the end of a socket whose client did not go by itself. */
const RECONNECT_GRACE = 15_000;

export async function startTwitchServer(options: TwitchServerOptions): Promise<TwitchServer> {
  const network: Network = { clients: new Set(), channels: new Map(), seed: options.seed };
  const server = createServer({ key: options.key, cert: options.cert }, (_request, response) =>
    response.writeHead(426, { upgrade: 'websocket', connection: 'upgrade' }).end(),
  );
  server.on('tlsClientError', () => {});
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket.on('close', () => connections.delete(socket)));
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: true });
  sockets.on('connection', (socket) => link(network, socket));
  const clock = startClock(options.rate, () => {
    if (!congested(sockets.clients)) talk(network, Date.now());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    setRate: clock.setRate,
    close: async () => {
      clock.stop();
      server.close();
      for (const connection of connections) connection.destroy();
      await once(server, 'close');
    },
  };
}

function link(network: Network, socket: WebSocket): void {
  const client = admit(network, {
    send: (text) => socket.send(text),
    close: () => void setTimeout(() => socket.close(1001, 'Reconnect'), RECONNECT_GRACE).unref(),
  });
  socket.on('error', () => {});
  socket.on('close', () => network.clients.delete(client));
  socket.on('message', (data) => receive(network, client, (data as Buffer).toString('utf8')));
}

/** Calls `strike` `rate` times a second; what a sleeping computer missed is left out but for one second. */
function startClock(firstRate: number, strike: () => void): { setRate(rate: number): void; stop(): void } {
  let rate = within(firstRate);
  let owed = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    owed = Math.min(rate, owed + ((now - last) / 1_000) * rate);
    last = now;
    for (; owed >= 1; owed--) strike();
  };
  const timer = setInterval(tick, TICK);
  return { setRate: (next) => void (rate = within(next)), stop: () => clearInterval(timer) };
}

function congested(sockets: ReadonlySet<WebSocket>): boolean {
  for (const socket of sockets) if (socket.bufferedAmount > UNREAD_LIMIT) return true;
  return false;
}

function within(rate: number): number {
  return Math.min(5_000, Math.max(1, rate));
}
