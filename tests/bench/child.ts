// A process of the benchmark: it prints one JSON line when it is ready, and ends when it is told to.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child<Ready> {
  readonly ready: Ready;
  readonly process: ChildProcess;
  /** Interrupts it and resolves with the last JSON line that it printed. */
  stop(): Promise<Record<string, unknown>>;
}

/** `from` is the stream that the JSON lines come on. */
export async function startChild<Ready>(
  args: readonly string[],
  from: 'stdout' | 'stderr',
  env = {},
): Promise<Child<Ready>> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = Promise.withResolvers<Ready>();
  let last: Record<string, unknown> = {};
  createInterface(child[from]).on('line', (line) => {
    if (!line.startsWith('{')) return;
    last = JSON.parse(line) as Record<string, unknown>;
    ready.resolve(last as Ready);
  });
  child[from === 'stdout' ? 'stderr' : 'stdout'].resume();
  child.on('exit', (code) => ready.reject(new Error(`${args[0]} ended with ${code}`)));
  const ended = once(child, 'exit');
  return {
    ready: await ready.promise,
    process: child,
    async stop() {
      child.kill('SIGINT');
      await ended;
      return last;
    },
  };
}

/** One scenario in a process of its own, to its end; its last JSON line. */
export async function runChild<Result>(args: readonly string[]): Promise<Result> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const text = (await child.stdout.setEncoding('utf8').toArray()).join('');
  return JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as Result;
}
