// A WebSocket through the proxy under test: inside a CONNECT, with TLS or without, or as an absolute-URI request.
// It measures nothing.

import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { loopbackFor } from './loopback.ts';
import type { Scenario } from './scenario.ts';

export interface Opened {
  readonly client: WebSocket;
  readonly socket: Duplex;
}

export interface Route {
  readonly path: string;
  readonly host: string;
  /** The address that it is dialled from. */
  readonly from: string;
}

const KNOWN_HOST = 'bench.test';

/** To the name that proxies have met before; the `n`th connection comes from one of many addresses. */
export function routeTo(path: string, n = 0): Route {
  return { path, host: KNOWN_HOST, from: loopbackFor(n) };
}

/** And goes to one of many. */
export function spreadRouteTo(path: string, n: number): Route {
  return { path, host: loopbackFor(n), from: loopbackFor(n) };
}

export async function openThrough(scenario: Scenario, route: Route): Promise<Opened> {
  const url = `ws://${scenario.absolute ? '127.0.0.1' : route.host}:${scenario.originPort}${route.path}`;
  const socket = await (scenario.absolute
    ? net.connect({ host: '127.0.0.1', port: scenario.proxyPort, noDelay: true })
    : openTunnel(scenario, route));
  const client = new WebSocket(url, {
    perMessageDeflate: route.path.includes('deflate') && { threshold: 0 },
    createConnection: () => socket as net.Socket,
    maxPayload: 0,
    finishRequest: (request) => {
      if (scenario.absolute) request.path = url.replace('ws:', 'http:');
      request.end();
    },
  });
  await new Promise((resolve, reject) => {
    client.once('open', resolve);
    client.once('error', reject);
  });
  return { client, socket };
}

async function openTunnel(scenario: Scenario, { host, from }: Route): Promise<Duplex> {
  const request = http.request({
    host: '127.0.0.1',
    port: scenario.proxyPort,
    localAddress: from,
    method: 'CONNECT',
    path: `${host}:${scenario.originPort}`,
    agent: false,
  });
  request.end();
  const tunnel = await new Promise<net.Socket>((resolve, reject) => {
    request.on('connect', (_response, socket) => resolve(socket));
    request.on('error', reject);
  });
  tunnel.setNoDelay(true);
  return scenario.secure
    ? tls.connect({ socket: tunnel, servername: host, rejectUnauthorized: false })
    : tunnel;
}

/** A TLS handshake with the origin itself, so that its own first meeting with a name is not measured. */
export async function meetOrigin(port: number, host: string): Promise<void> {
  const socket = tls.connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false });
  await new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  socket.destroy();
}
