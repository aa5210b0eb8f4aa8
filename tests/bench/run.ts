// `npm run bench`: Framescope and its peers against a relay that looks at nothing, in the same run. Origin, proxy and
// client are processes of their own, the proxy and the client fresh for each scenario; the order changes every round.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { startChild } from './child.ts';
import { type Options, USAGE, UsageError, parseOptions } from './options.ts';
import { type Entry, failuresOf, rowsOf, storedOf } from './results.ts';
import type { Origin, Subject } from './subject.ts';
import { formatFailures, formatLoss, formatStored, formatTable } from './table.ts';
import { type Conditions, type Trial, runTrial } from './trial.ts';

const results = resolve(import.meta.dirname, '../../bench-results');
const WRONG_WORDS = 2;
const INTERRUPTED = 130;

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

/** Those that can be measured here; of the others it says why not. */
function available(subjects: readonly Subject[]): Subject[] {
  return subjects.filter((subject) => {
    const reason = subject.unavailable();
    if (reason !== null) say(`${subject.name} is left out: ${reason}`);
    return reason === null;
  });
}

async function runAll(
  options: Options,
  subjects: readonly Subject[],
  conditions: Conditions,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    for (const plan of options.plans) {
      for (const subject of rotated(subjects, round)) {
        if (hasFailed(entries, plan.name, subject)) continue;
        const trial = await runTrial(plan, subject, conditions);
        entries.push({ round, plan, subject: subject.name, trial });
        say(`${round + 1}/${options.rounds} ${plan.name}, ${subject.name}: ${summary(trial)}`);
      }
    }
  }
  return entries;
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function hasFailed(entries: readonly Entry[], scenario: string, { name, peer }: Subject): boolean {
  return (
    peer && failuresOf(entries).some((failed) => failed.scenario === scenario && failed.subject === name)
  );
}

function summary(trial: Trial): string {
  if ('failure' in trial) return `failed: ${trial.failure}`;
  const figures = Object.entries(trial.figures).map(
    ([name, value]) => `${name} ${value.toLocaleString('en', { maximumSignificantDigits: 4 })}`,
  );
  const loss = trial.stored && formatLoss(trial.stored);
  return [...figures, ...(loss ? [loss] : [])].join(', ');
}

function report(options: Options, subjects: readonly string[], entries: readonly Entry[]): void {
  const rows = rowsOf(entries);
  const failures = failuresOf(entries);
  const stored = storedOf(entries);
  const parts = [
    formatTable(rows, subjects),
    formatFailures(failures),
    stored.length > 0 ? formatStored(stored) : '',
  ];
  process.stdout.write(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
  const date = new Date().toISOString();
  const { rounds, scale } = options;
  save(date, { date, machine: machine(), rounds, scale, subjects, rows, failures, stored });
}

function machine() {
  const { platform, arch, version: node } = process;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return { cpus: availableParallelism(), cpu: cpus()[0]?.model, memory, platform, arch, node };
}

function save(date: string, content: unknown): void {
  mkdirSync(results, { recursive: true });
  const file = join(results, `${date.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  say(`written to ${file}`);
}

/** Gone when this process is, however that ends. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(INTERRUPTED));
  return folder;
}

async function bench(options: Options): Promise<void> {
  const subjects = available(options.subjects);
  const folder = temporaryFolder();
  const script = join(import.meta.dirname, 'origin.ts');
  const origin = await startChild<Origin>([script, join(folder, 'origin-ca')], 'stdout');
  const entries = await runAll(options, subjects, { origin: origin.ready, folder, scale: options.scale });
  await origin.stop();
  const names = subjects.map(({ name }) => name);
  report(options, names, entries);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options) await bench(options);
  else process.stdout.write(USAGE);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\nSee npm run bench -- --help.\n`);
  process.exitCode = WRONG_WORDS;
}
