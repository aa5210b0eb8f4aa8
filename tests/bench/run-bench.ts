// What every benchmark does around its measuring: reads its words, has a folder that is gone afterwards, says how far it
// is, and writes what it found to a file. It measures nothing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

const results = resolve(import.meta.dirname, '../../bench-results');
const WRONG_WORDS = 2;
const INTERRUPTED = 130;
const TERMINATED = 143;

export interface Bench<Options> {
  /** As it is typed. */
  readonly command: string;
  readonly usage: string;
  /** Null when only the usage was asked for. Throws a UsageError. */
  readonly parse: (words: readonly string[]) => Options | null;
  readonly run: (options: Options) => Promise<void>;
}

export async function runBench<Options>({ command, usage, parse, run }: Bench<Options>): Promise<void> {
  try {
    const options = parse(process.argv.slice(2));
    if (options) await run(options);
    else process.stdout.write(usage);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench: ${error.message}\nSee ${command} -- --help.\n`);
    process.exitCode = WRONG_WORDS;
  }
}

export function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

/** Gone when this process is, however that ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(INTERRUPTED));
  process.once('SIGTERM', () => process.exit(TERMINATED));
  return folder;
}

/** Beside the results of other days, with the machine that they were measured on. `name` null is the relay's benchmark. */
export function save(name: string | null, content: object): void {
  mkdirSync(results, { recursive: true });
  const date = new Date().toISOString();
  const file = join(results, `${name === null ? '' : `${name}-`}${date.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ date, machine: machine(), ...content }, null, 2)}\n`);
  say(`written to ${file}`);
}

export function machine() {
  const { platform, arch, version: node } = process;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return {
    cpus: availableParallelism(),
    cpu: cpus()[0]?.model,
    memory,
    platform,
    arch,
    node,
    load: loadavg(),
  };
}
