// What a client is told through the proxy is what it is told without: subprotocol, compression, cookies of the 101,
// echoes, close code and reason. With the `ws` package, and with Node's own WebSocket.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type EchoOrigins, startEchoOrigins } from '../support/echo-origins.ts';
import { type Ready, startFramescope } from '../support/framescope.ts';
import { connectThrough } from '../support/proxied-client.ts';

/** Everything that a `ws` client hears of a short conversation. */
async function hear(client: WebSocket): Promise<unknown> {
  const upgraded = once(client, 'upgrade').then(
    ([response]) => (response as IncomingMessage).headers['set-cookie'],
  );
  await once(client, 'open');
  const echoes: [boolean, string][] = [];
  const both = new Promise<void>((resolve) => {
    client.on('message', (data: Buffer, binary) => {
      if (echoes.push([binary, data.toString('hex')]) === 2) resolve();
    });
  });
  client.send('text '.repeat(100));
  client.send(Buffer.from([0, 255]));
  await both;
  const ponged = once(client, 'pong').then(([data]) => String(data));
  client.ping('are you there?');
  const pong = await ponged;
  client.close(4002, 'enough');
  const [code, reason] = await once(client, 'close');
  const { protocol, extensions } = client;
  return {
    cookies: await upgraded,
    protocol,
    extensions,
    echoes,
    pong,
    code: code as number,
    reason: String(reason),
  };
}

async function start(): Promise<{
  origins: EchoOrigins;
  ready: Ready;
  url: (scheme: 'ws' | 'wss') => string;
}> {
  const origins = await startEchoOrigins('localhost');
  const { ready } = await startFramescope(['capture', '--upstream-ca', origins.caFile]);
  const port = { ws: origins.plainPort, wss: origins.securePort };
  return { origins, ready, url: (scheme) => `${scheme}://localhost:${port[scheme]}/room` };
}

test.each(['ws', 'wss'] as const)('a ws client hears the same over %s', async (scheme) => {
  const { origins, ready, url } = await start();
  const subprotocols = ['first', 'second'];
  const direct = await hear(new WebSocket(url(scheme), subprotocols, { ca: readFileSync(origins.caFile) }));
  const proxied = await connectThrough(url(scheme), {
    proxy: ready.proxy,
    ca: readFileSync(ready.ca, 'utf8'),
    subprotocols,
  });
  expect(await hear(proxied)).toEqual(direct);
  expect(direct).toMatchObject({ protocol: 'second', pong: 'are you there?', code: 4002 });
});

const NODE_CLIENT = `
const socket = new WebSocket(process.argv[1], ['first', 'second']);
const heard = [];
socket.onopen = () => socket.send('hello');
socket.onmessage = ({ data }) => { heard.push(data); socket.close(4003, 'fine'); };
socket.onerror = ({ message }) => heard.push('error ' + message);
socket.onclose = ({ code, reason, wasClean }) =>
  console.log(JSON.stringify({ heard, code, reason, wasClean, protocol: socket.protocol, extensions: socket.extensions }));
`;

async function runNodeClient(url: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const child = spawn(process.execPath, ['-e', NODE_CLIENT, url], { env: { ...process.env, ...env } });
  return JSON.parse((await child.stdout.setEncoding('utf8').toArray()).join(''));
}

test.each(['ws', 'wss'] as const)('Node’s own WebSocket hears the same over %s', async (scheme) => {
  const { origins, ready, url } = await start();
  const proxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: ready.proxy, HTTPS_PROXY: ready.proxy, NO_PROXY: '' };
  const direct = await runNodeClient(url(scheme), { NODE_EXTRA_CA_CERTS: origins.caFile });
  const proxied = await runNodeClient(url(scheme), { ...proxy, NODE_EXTRA_CA_CERTS: ready.ca });
  expect(proxied).toEqual(direct);
  expect(direct).toMatchObject({ heard: ['hello'], code: 4003, wasClean: true, protocol: 'second' });
});
