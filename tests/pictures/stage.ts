// Where the pictures are taken: web mode as it is built, hosts of any name behind it, and clients that reach them through
// its proxy, all over TLS. An upstream proxy of our own stands for the rest of the world.

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { type ClientOptions, WebSocket } from 'ws';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { startChild } from '../bench/child.ts';
import { openTunnel } from '../support/proxied-client.ts';

const MAIN = resolve(import.meta.dirname, '../../out/cli/main.js');

export interface Stage {
  /** A server of this host, at the usual port. */
  readonly serve: (host: string) => Promise<http.Server>;
  /** For whoever takes an agent of Node's. */
  readonly agent: https.Agent;
  /** For whoever takes a constructor of WebSockets. */
  readonly WebSocket: typeof WebSocket;
  /** Framescope's page. */
  readonly ui: string;
  /** When the curtain falls; the last first. */
  readonly onEnd: (end: () => unknown) => void;
}

interface Ready {
  readonly proxy: string;
  readonly ui: string;
  readonly ca: string;
}

/** Plays, and clears the stage however that ends. */
export async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const ends: (() => unknown)[] = [];
  try {
    await play(await openStage((end) => ends.unshift(end)));
  } finally {
    for (const end of ends) await end();
  }
}

async function openStage(onEnd: Stage['onEnd']): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-pictures-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  const authority = await openAuthority(join(folder, 'world'));
  const hosts = new Map<string, http.Server>();
  const world = await openWorld(hosts, onEnd);
  const ports = ['--port', '0', '--proxy-port', '0', '--upstream-proxy', `http://127.0.0.1:${world}`];
  const files = [
    '--session',
    join(folder, 'pictures.framescope'),
    '--upstream-ca',
    authority.certificatePath,
  ];
  const child = await startChild<Ready>([MAIN, 'web', '--json', '--no-open', ...ports, ...files], 'stderr', {
    FRAMESCOPE_HOME: join(folder, 'home'),
  });
  onEnd(() => child.stop());
  const { proxy, ui, ca } = child.ready;
  const agent = new TunnelAgent(proxy, readFileSync(ca, 'utf8'));
  return {
    agent,
    WebSocket: throughAgent(agent),
    ui,
    onEnd,
    async serve(host) {
      const server = https.createServer(await authority.leafFor(host));
      hosts.set(host, server);
      return server;
    },
  };
}

/** An HTTP proxy that knows these hosts. Its port. */
async function openWorld(hosts: ReadonlyMap<string, http.Server>, onEnd: Stage['onEnd']): Promise<number> {
  const world = http.createServer();
  const joined = new Set<Duplex>();
  world.on('connect', ({ url = '' }: http.IncomingMessage, client: Duplex) => {
    joined.add(client);
    client.on('error', () => undefined);
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    hosts.get(url.replace(/:\d+$/, ''))?.emit('connection', client);
  });
  await once(world.listen(0, '127.0.0.1'), 'listening');
  onEnd(() => {
    for (const client of joined) client.destroy();
    world.close();
  });
  return (world.address() as AddressInfo).port;
}

class TunnelAgent extends https.Agent {
  readonly #proxy: string;
  readonly #ca: string;

  constructor(proxy: string, ca: string) {
    super();
    this.#proxy = proxy;
    this.#ca = ca;
  }

  override createConnection(
    { host, port }: https.RequestOptions,
    connected?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const servername = host ?? '';
    openTunnel(this.#proxy, `${servername}:${port}`).then(
      (socket) => connected?.(null, tls.connect({ socket, servername, ca: this.#ca })),
      (error: Error) => connected?.(error, undefined as unknown as Duplex),
    );
  }
}

function throughAgent(agent: https.Agent): typeof WebSocket {
  class ThroughAgent extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[], options?: ClientOptions) {
      super(url, protocols ?? [], { ...options, agent });
    }
  }
  return ThroughAgent as typeof WebSocket;
}
