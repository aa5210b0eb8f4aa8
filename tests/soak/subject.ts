// Framescope under test and its surroundings, each a process of its own, none of which outlives the soak: what they are
// told, and what Linux says about them.

import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Child, startChild } from '../bench/child.ts';
import type { Heard, Task } from './client.ts';

const root = resolve(import.meta.dirname, '../..');
/** The command line. */
export const MAIN = join(root, 'out/cli/main.js');
const here = (file: string): string => join(import.meta.dirname, file);

const children = new Set<Child<unknown>>();
process.on('exit', () => {
  for (const { process: child } of children) child.kill('SIGKILL');
});

/** A process that is gone when the soak is; see `startChild`. */
export async function start<Ready>(
  args: readonly string[],
  from: 'stdout' | 'stderr',
  env = {},
): Promise<Child<Ready>> {
  const child = await startChild<Ready>(args, from, env);
  children.add(child);
  child.process.once('exit', () => children.delete(child));
  return child;
}

export interface Subject {
  readonly port: number;
  readonly pid: number;
  /** The session file. */
  readonly session: string;
  /** Resident memory, MiB. */
  memory(): number;
  /** Open descriptors. */
  descriptors(): number;
  kill(): void;
  /** Ends it as Ctrl+C does; what it says it has stored. */
  stop(): Promise<{ readonly messages: number }>;
}

/** Captures into a session in this folder; its own export is empty, so that storing is what is measured. */
export async function startSubject(folder: string, ...more: readonly string[]): Promise<Subject> {
  const session = join(folder, 'soak.framescope');
  const output = ['--out', join(folder, 'none.har'), '--filter', 'is:failed'];
  const args = [
    'capture',
    '--json',
    '--quiet',
    '--proxy-port',
    '0',
    '--session',
    session,
    ...output,
    ...more,
  ];
  const child: Child<{ proxy: string; pid: number }> = await start([MAIN, ...args], 'stderr', {
    FRAMESCOPE_HOME: join(folder, 'home'),
  });
  const { pid } = child.ready;
  return {
    port: Number(new URL(child.ready.proxy).port),
    pid,
    session,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    descriptors: () => readdirSync(`/proc/${pid}/fd`).length,
    kill: () => void child.process.kill('SIGKILL'),
    stop: async () => ({ messages: Number((await child.stop())['messages']) }),
  };
}

export async function startOrigin(): Promise<{ readonly port: number; stop(): Promise<unknown> }> {
  const child = await start<{ port: number }>([here('origin.ts')], 'stdout');
  return { port: child.ready.port, stop: () => child.stop() };
}

export interface Clients {
  /** Lets them go; what they heard. */
  stop(): Promise<Heard>;
}

/** Resolves when all connections are open. */
export async function startClients(task: Task): Promise<Clients> {
  const child = await start([here('client.ts'), JSON.stringify(task)], 'stdout');
  return { stop: async () => (await child.stop()) as unknown as Heard };
}
