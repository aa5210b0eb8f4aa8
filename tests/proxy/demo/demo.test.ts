import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Authority, openAuthority } from '../../../proxy/capture/certificate-authority.ts';
import { TWITCH_HOST, startDemo } from '../../../proxy/demo/demo.ts';
import { sharedTempDir } from '../../support/temp-dir.ts';
import { type TunnelProxy, openTunnelProxy } from '../../support/tunnel-proxy.ts';

const home = sharedTempDir();
let authority: Authority;
let proxy: TunnelProxy;

beforeAll(async () => {
  authority = await openAuthority(join(home, 'ca'));
});
beforeEach(async () => void (proxy = await openTunnelProxy()));
afterEach(() => proxy.close());

const options = async () => ({ leaf: await authority.leafFor(TWITCH_HOST), rate: 500, seed: 1 });

async function knock(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket.on('error', () => {});
}

/** A demo's whole life: what its client asked the proxy for, and the port of its server. */
async function run(): Promise<{ targets: readonly string[]; port: number }> {
  const demo = await startDemo(await options());
  try {
    demo.connect({ host: proxy.host, port: proxy.port }, authority.pem);
    await proxy.received(20_000);
    return { targets: [...proxy.targets], port: demo.port };
  } finally {
    const witness = await knock(demo.port);
    const closed = once(witness, 'close');
    await Promise.all([demo.stop(), closed]);
  }
}

describe('the demo', () => {
  test('makes real traffic through the proxy from a process of its own, and is gone when it is stopped', async () => {
    const { targets, port } = await run();
    expect(targets).toEqual([`${TWITCH_HOST}:${port}`]);
    await expect(knock(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('does so from a thread inside Electron', async () => {
    Object.defineProperty(process.versions, 'electron', { value: '45.0.0', configurable: true });
    try {
      const { targets, port } = await run();
      expect(targets).toEqual([`${TWITCH_HOST}:${port}`]);
      await expect(knock(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    } finally {
      Reflect.deleteProperty(process.versions, 'electron');
    }
  });

  test('says why it did not start', async () => {
    const broken = { leaf: { key: 'no key', cert: 'no certificate' }, rate: 1, seed: 1 };
    await expect(startDemo(broken)).rejects.toThrow(/did not start: .*PEM/);
  });

  test('ends with the process that started it, even when that is killed', async () => {
    const script = join(home, 'parent.mjs');
    writeFileSync(
      script,
      `import { startDemo } from ${JSON.stringify(new URL('../../../proxy/demo/demo.ts', import.meta.url).href)};
       process.on('message', async (options) => process.send((await startDemo(options)).port));
       process.send('up');`,
    );
    const parent = fork(script, { execArgv: [] });
    await once(parent, 'message');
    parent.send(await options());
    const [port] = (await once(parent, 'message')) as [number];
    const witness = await knock(port);
    const closed = once(witness, 'close');
    parent.kill('SIGKILL');
    await expect(closed).resolves.toBeTruthy();
  });
});
