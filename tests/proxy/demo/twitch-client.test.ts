import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Authority, openAuthority } from '../../../proxy/capture/certificate-authority.ts';
import { type TwitchClient, startTwitchClient } from '../../../proxy/demo/twitch-client.ts';
import { sharedTempDir } from '../../support/temp-dir.ts';
import { type TunnelProxy, openTunnelProxy } from '../../support/tunnel-proxy.ts';

const HOST = 'irc-ws.chat.twitch.tv';

const home = sharedTempDir();
let authority: Authority;
let origin: Origin;
let proxy: TunnelProxy;
let client: TwitchClient;

beforeAll(async () => {
  authority = await openAuthority(home);
});
beforeEach(async () => {
  origin = await openOrigin(authority);
  proxy = await openTunnelProxy();
});
afterEach(async () => {
  await client.stop();
  proxy.close();
  origin.close();
});

const start = () =>
  startTwitchClient({
    proxy: { host: proxy.host, port: proxy.port },
    caPem: authority.pem,
    host: HOST,
    port: origin.port,
    nick: 'ada',
    channel: '#framescope',
    seed: 1,
  });

describe('the client', () => {
  test('asks the proxy for the real name, and logs in as Twitch’s guide says', async () => {
    client = start();
    const visit = await origin.visit();
    expect(await visit.lines(4)).toEqual([
      'CAP REQ :twitch.tv/tags twitch.tv/commands twitch.tv/membership',
      expect.stringMatching(/^PASS oauth:demo/),
      'NICK ada',
      'JOIN #framescope',
    ]);
    expect(proxy.targets).toEqual([`${HOST}:${origin.port}`]);
    expect(visit.origin).toBe('https://www.twitch.tv');
  });

  test('answers PING', async () => {
    client = start();
    const visit = await origin.visit();
    await visit.lines(4);
    visit.socket.send('PING :tmi.twitch.tv\r\n');
    expect(await visit.lines(1)).toEqual(['PONG :tmi.twitch.tv']);
  });

  test('goes with 1000 and comes back when it is asked to reconnect', async () => {
    client = start();
    const first = await origin.visit();
    await first.lines(4);
    first.socket.send(':tmi.twitch.tv RECONNECT\r\n');
    const [code] = await once(first.socket, 'close');
    expect(code).toBe(1000);
    const second = await origin.visit();
    expect((await second.lines(4)).at(-1)).toBe('JOIN #framescope');
  });

  test('comes back when its connection is lost', async () => {
    client = start();
    (await origin.visit()).socket.terminate();
    await expect(origin.visit()).resolves.toBeTruthy();
  });

  test('closes with 1000 when it is stopped, and stays away', async () => {
    client = start();
    const visit = await origin.visit();
    await visit.lines(4);
    const closed = once(visit.socket, 'close');
    await client.stop();
    expect((await closed)[0]).toBe(1000);
    expect(proxy.targets).toHaveLength(1);
  });
});

interface Visit {
  readonly socket: WebSocket;
  readonly origin: string | undefined;
  /** The next lines from the client. */
  lines(count: number): Promise<readonly string[]>;
}

interface Origin {
  readonly port: number;
  visit(): Promise<Visit>;
  close(): void;
}

async function openOrigin(trust: Authority): Promise<Origin> {
  const server = createServer(await trust.leafFor(HOST));
  const sockets = new WebSocketServer({ server });
  const visits = queue<Visit>();
  sockets.on('connection', (socket, request) => {
    const lines = queue<string>();
    socket.on('error', () => {});
    socket.on('message', (data) => {
      for (const line of (data as Buffer).toString('utf8').trimEnd().split('\r\n')) lines.push(line);
    });
    visits.push({
      socket,
      origin: request.headers.origin,
      lines: (count) => Promise.all(Array.from({ length: count }, () => lines.take())),
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    visit: () => visits.take(),
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
    },
  };
}

function queue<T>(): { push(value: T): void; take(): Promise<T> } {
  const values: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    push: (value) => {
      const next = waiting.shift();
      if (next) next(value);
      else values.push(value);
    },
    take: () =>
      new Promise((resolve) => {
        if (values.length > 0) resolve(values.shift()!);
        else waiting.push(resolve);
      }),
  };
}
