// Bodies much larger than what Framescope may keep in memory go through it, both ways, and none of them stays in it.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { startFramescope } from '../support/framescope.ts';
import { openTunnel } from '../support/proxied-client.ts';
import { tempDir } from '../support/temp-dir.ts';

const BLOCK = Buffer.alloc(256 * 1024, 'framescope ');
const BLOCKS = 4096;
const SIZE = BLOCKS * BLOCK.length;
/** Garbage that Node has not collected yet counts as well; a body that is kept would be a GiB. */
const ALLOWED_MIB = 448;

const body = (): Readable => Readable.from(Array(BLOCKS).fill(BLOCK), { highWaterMark: 1 });

/** Counts what comes and lets go of it. */
class Counter extends Writable {
  count = 0;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.count += chunk.length;
    done();
  }
}

async function startOrigin(tls: { key: string; cert: string }): Promise<number> {
  const server = https.createServer(tls, (request, response) => {
    if (request.method === 'GET') {
      response.setHeader('Content-Length', SIZE);
      pipeline(body(), response).catch(() => response.destroy());
      return;
    }
    const counter = new Counter();
    pipeline(request, counter).then(
      () => response.end(`${counter.count}`),
      () => response.destroy(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** The most that a process ever had in memory, MiB. */
function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test.runIf(process.platform === 'linux')('a GiB goes down and a GiB goes up, and neither stays', async () => {
  const authority = await openAuthority(tempDir());
  const port = await startOrigin(await authority.leafFor('localhost'));
  const { ready } = await startFramescope(['capture', '--upstream-ca', authority.certificatePath]);
  const before = peakMemory(ready.pid);
  const ask = async (method: string): Promise<[http.ClientRequest, Promise<http.IncomingMessage>]> => {
    const socket = await openTunnel(ready.proxy, `localhost:${port}`);
    const request = https.request({
      method,
      host: 'localhost',
      socket,
      agent: false,
      ca: readFileSync(ready.ca),
    } as https.RequestOptions);
    return [request, once(request, 'response').then(([response]) => response as http.IncomingMessage)];
  };

  const [download, downloaded] = await ask('GET');
  download.end();
  const counter = new Counter();
  await pipeline(await downloaded, counter);
  expect(counter.count).toBe(SIZE);

  const [upload, answered] = await ask('PUT');
  await pipeline(body(), upload);
  expect((await (await answered).toArray()).join('')).toBe(`${SIZE}`);
  expect(peakMemory(ready.pid) - before).toBeLessThan(ALLOWED_MIB);
});
