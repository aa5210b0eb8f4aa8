// What is measured: Framescope, the relay that it is measured against, and its peers. Each starts as a process of its
// own and listens on one port. It knows nothing of scenarios.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type Child, startChild } from './child.ts';
import { NO_DECODER } from '../../proxy/contract/decoder-choice.ts';
import { installPeers } from './peers.ts';
import { OURS, UNDECODED } from './target.ts';

export interface Origin {
  readonly plain: number;
  readonly secure: number;
  /** The certificate file of its authority. */
  readonly ca: string;
}

export interface Surroundings {
  readonly origin: Origin;
  /** A folder for what the subject keeps. */
  readonly folder: string;
  readonly secure: boolean;
}

export interface Running {
  readonly port: number;
  readonly child: Child<unknown>;
}

export interface Subject {
  readonly name: string;
  /** Of a flood's messages: rates need no more, and slow ones would take minutes. */
  readonly share: number;
  /** Says at its end how many messages it has stored. */
  readonly stores: boolean;
  /** A peer that fails at something once is not asked for it again. */
  readonly peer: boolean;
  /** Null when it can be measured, else why not. */
  unavailable(): string | null;
  start(around: Surroundings): Promise<Running>;
}

const here = (...path: string[]) => join(import.meta.dirname, ...path);
const always = (): null => null;

/** All that the others are measured against. With TLS it ends TLS on both sides, as anything that reads wss must. */
export const relay: Subject = {
  name: 'relay',
  share: 1,
  stores: false,
  peer: false,
  unavailable: always,
  start: ({ secure, folder }) => startNode([here('bare-relay.ts'), secure ? 'tls' : 'plain', folder]),
};

const ours = { share: 1, stores: true, peer: false, unavailable: always } as const;

const framescope: Subject = { ...ours, name: OURS, start: startFramescope };

/** The same with no decoder chosen for the hosts of the benchmark: what decoding costs the capture. */
const undecoded: Subject = {
  ...ours,
  name: UNDECODED,
  start(around) {
    const none = { client: NO_DECODER, server: NO_DECODER };
    const settings = { decoders: { 'bench.test': none, '127.0.0.1': none } };
    mkdirSync(around.folder, { recursive: true });
    writeFileSync(join(around.folder, 'settings.json'), JSON.stringify(settings));
    return startFramescope(around);
  },
};

async function startFramescope({ origin, folder }: Surroundings): Promise<Running> {
  rmSync(join(folder, 'sessions'), { recursive: true, force: true });
  const names = ['bench.test', '*.bench.test'].flatMap((name) => ['--resolve', `${name}:*:127.0.0.1`]);
  const output = ['--json', '--out', join(folder, 'none.har'), '--filter', 'is:failed'];
  const upstream = ['--proxy-port', '0', ...names, '--upstream-ca', origin.ca];
  const child = await startChild<{ proxy: string }>(
    [resolve(here(), '../../out/cli/main.js'), 'capture', ...output, ...upstream],
    'stderr',
    { FRAMESCOPE_HOME: folder },
  );
  return { port: Number(new URL(child.ready.proxy).port), child };
}

const httpMitmProxy: Subject = {
  name: 'http-mitm-proxy',
  share: 0.1,
  stores: false,
  peer: true,
  unavailable: always,
  start: ({ folder }) => startNode([here('peers', 'http-mitm-proxy.mjs'), folder]),
};

const mockttp: Subject = {
  name: 'mockttp',
  share: 0.1,
  stores: false,
  peer: true,
  unavailable: () => installPeers(here('peers')),
  start: ({ folder }) => startNode([here('peers', 'mockttp.mjs'), folder]),
};

const mitmdump: Subject = {
  name: 'mitmdump',
  share: 0.02,
  stores: false,
  peer: true,
  unavailable() {
    const { status } = spawnSync('mitmdump', ['--version'], { stdio: 'ignore' });
    return status === 0 ? null : 'it is not on the PATH';
  },
  async start({ folder }) {
    const settings = [`confdir=${folder}`, 'connection_strategy=lazy', 'ssl_insecure=true'];
    const args = ['-q', '--listen-host', '127.0.0.1', '-p', String(await freePort())];
    const script = ['-s', here('peers', 'mitmdump.py')];
    const all = [...args, ...script, ...settings.flatMap((setting) => ['--set', setting])];
    const child = await startChild<{ port: number }>(all, 'stdout', { PYTHONUNBUFFERED: '1' }, 'mitmdump');
    return { port: child.ready.port, child };
  },
};

export const subjects: readonly Subject[] = [relay, framescope, undecoded, httpMitmProxy, mockttp, mitmdump];

async function startNode(args: readonly string[]): Promise<Running> {
  const child = await startChild<{ port: number }>(args, 'stdout');
  return { port: child.ready.port, child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
