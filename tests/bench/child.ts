// A process of the benchmark: it prints one JSON line when it is ready, and ends when it is told to. Nobody is waited
// for without a limit. It knows nothing of what is measured.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child<Ready> {
  readonly ready: Ready;
  readonly process: ChildProcess;
  /** Interrupts it and resolves with the last JSON line that it printed; one that does not end is killed. */
  stop(): Promise<Record<string, unknown>>;
  /** When the last JSON line came, as `performance.now()`. */
  readonly lastLineAt: number;
}

/** Milliseconds. */
const READY_WITHIN = 60_000;
const ENDED_WITHIN = 60_000;

/** `from` is the stream that the JSON lines come on; `command` what runs the arguments, a Node like this one by default. */
export async function startChild<Ready>(
  args: readonly string[],
  from: 'stdout' | 'stderr',
  env = {},
  command = process.execPath,
): Promise<Child<Ready>> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ready = Promise.withResolvers<Ready>();
  const ended = once(child, 'exit');
  endWithThisProcess(child);
  const last = { line: {} as Record<string, unknown>, at: 0 };
  createInterface(child[from]).on('line', (line) => {
    if (!line.startsWith('{')) return;
    last.line = JSON.parse(line) as Record<string, unknown>;
    last.at = performance.now();
    ready.resolve(last.line as Ready);
  });
  child[from === 'stdout' ? 'stderr' : 'stdout'].resume();
  child.on('error', ready.reject);
  ended.then(
    ([code]) => ready.reject(new Error(`${args[0]} ended with ${code}`)),
    () => undefined,
  );
  const late = setTimeout(() => {
    ready.reject(new Error(`${args[0]} was not ready within ${READY_WITHIN / 1000} s`));
    child.kill('SIGKILL');
  }, READY_WITHIN);
  return {
    ready: await ready.promise.finally(() => clearTimeout(late)),
    process: child,
    async stop() {
      await interrupt(child, ended);
      return last.line;
    },
    get lastLineAt() {
      return last.at;
    },
  };
}

function endWithThisProcess(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL');
  process.prependListener('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

async function interrupt(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const late = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN);
  child.kill('SIGINT');
  await ended;
  clearTimeout(late);
}

/** One scenario in a process of its own, to its end; its last JSON line. Rejects when it takes longer than `within` ms. */
export async function runChild<Result>(args: readonly string[], within?: number): Promise<Result> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  endWithThisProcess(child);
  const late = within === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), within);
  const text = (await child.stdout.setEncoding('utf8').toArray()).join('');
  const [code, signal] = (await ended) as [number | null, string | null];
  clearTimeout(late);
  if (signal === 'SIGKILL' && within !== undefined) throw new Error(`no end within ${within / 1000} s`);
  const line = text.trim().split('\n').at(-1);
  if (!line) throw new Error(`the client ended with ${code ?? signal} and said nothing`);
  return JSON.parse(line) as Result;
}
