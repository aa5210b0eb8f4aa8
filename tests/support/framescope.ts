// Framescope as a user starts it: the built command line in a process of its own, its events, its output, its end.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { killed } from './killed.ts';
import { tempDir } from './temp-dir.ts';

const MAIN = resolve(import.meta.dirname, '../../out/cli/main.js');

export interface Ready {
  readonly proxy: string;
  readonly ui: string;
  readonly ca: string;
  readonly session: string;
  readonly pid: number;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ready: Ready;
  /** Lines of stdout so far. */
  readonly lines: string[];
  /** Events after `ready`, in order. */
  readonly events: Record<string, unknown>[];
  /** Interrupts it as Ctrl+C does, and waits for its end. */
  stop(): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  readonly dataDir?: string;
  readonly env?: NodeJS.ProcessEnv;
}

function launch(args: readonly string[], options: StartOptions): ChildProcess {
  if (!existsSync(MAIN)) throw new Error('The bundles are missing: npm run build makes them.');
  const env = { ...process.env, ...options.env, FRAMESCOPE_HOME: options.dataDir ?? tempDir() };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => killed(child));
  return child;
}

function outcome(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
}

/** Runs a command to its end. */
export function framescope(
  args: readonly string[],
  options: StartOptions & { input?: string } = {},
): Promise<Ended> {
  const child = launch(args, options);
  child.stdin?.end(options.input ?? '');
  return outcome(child);
}

/** Starts a capturing command on free ports and waits until it is ready. */
export async function startFramescope(args: readonly string[], options: StartOptions = {}): Promise<Running> {
  const ports = ['web', 'demo'].includes(args[0] ?? '') ? ['--port', '0', '--no-open'] : [];
  const child = launch([...args, '--json', '--proxy-port', '0', ...ports], options);
  const ended = outcome(child);
  const ready = Promise.withResolvers<Ready>();
  const events: Record<string, unknown>[] = [];
  const lines: string[] = [];
  if (child.stdout) createInterface(child.stdout).on('line', (line) => lines.push(line));
  if (child.stderr) {
    createInterface(child.stderr).on('line', (line) => {
      const event = line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {};
      if (event.event === 'ready') ready.resolve(event as unknown as Ready);
      else events.push(event);
    });
  }
  void ended.then(({ code, stderr }) =>
    ready.reject(new Error(`ended with ${code} before it was ready: ${stderr}`)),
  );
  return {
    process: child,
    ready: await ready.promise,
    lines,
    events,
    ended,
    stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

export type Line = Record<string, unknown> & { readonly type: string };

export function parseLines(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
