// `npm run fuzz [-- --runs N] [--seed S] [--target NAME] [--case LINE]`: a million mutated streams on all cores. Ends with 1
// and a `--case` to run again when a law is broken, a case does not end, or a thread dies.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { parseCase } from './target.ts';
import { TARGETS } from './targets.ts';
import { NOTES_BYTES, type Outcome, type Work } from './work.ts';

/** A case that takes longer than so many milliseconds never ends, for all we know. */
const PATIENCE = 10_000;
const PROGRESS_EVERY = 5000;
/** Between the seeds of two threads: more than the rounds of any run. */
const SEEDS_APART = 0x100000;

const say = (text: string): unknown => process.stderr.write(`${text}\n`);

function fail(text: string): never {
  say(`fuzz: ${text}`);
  process.exit(1);
}

function usage(text: string): never {
  say(`fuzz: ${text}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        runs: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: String(Date.now() & 0x3fffffff) },
        target: { type: 'string' },
        case: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return usage((error as Error).message);
  }
}

const values = readArguments();

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 ? value : usage(`--${name} is a whole number, not “${text}”.`);
}

function chosenTargets(name: string | undefined): readonly string[] {
  const names = Object.keys(TARGETS);
  if (name === undefined) return names;
  return Object.hasOwn(TARGETS, name)
    ? [name]
    : usage(`There is no target “${name}”; there are ${names.join(', ')}.`);
}

interface Thread {
  readonly ended: Promise<void>;
  /** Cases begun so far. */
  begun(): number;
}

function start(work: Omit<Work, 'notes'>): Thread {
  const notes = new SharedArrayBuffer(NOTES_BYTES);
  const counts = new Uint32Array(notes, 0, 2);
  const begun = () => Atomics.load(counts, 0);
  const last = () => Buffer.from(Buffer.from(notes, 8, counts[1])).toString();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { ...work, notes } });
  const ended = Promise.withResolvers<void>();
  worker.on('message', (outcome: Outcome) => {
    if (outcome.kind === 'done') return ended.resolve();
    fail(`${outcome.why}\n  --target ${outcome.target} --case ${outcome.case}`);
  });
  worker.on('error', (error) => fail(`a thread died of ${String(error)}\n  ${last()}`));
  worker.on('exit', (code) => {
    if (code !== 0) fail(`a thread ended with ${code}\n  ${last()}`);
  });
  let seen = -1;
  const watch = setInterval(() => {
    if (begun() === seen) fail(`a case does not end within ${PATIENCE} ms\n  ${last()}`);
    seen = begun();
  }, PATIENCE);
  void ended.promise.then(() => clearInterval(watch));
  return { ended: ended.promise, begun };
}

async function fuzz(): Promise<void> {
  const [runs, seed] = [wholeNumber('runs', values.runs), wholeNumber('seed', values.seed)];
  const targets = chosenTargets(values.target);
  const cores = availableParallelism();
  say(`fuzz: ${runs} streams into ${targets.join(', ')}; ${cores} threads, seed ${seed}`);
  const started = performance.now();
  const threads = Array.from({ length: cores }, (_, n) =>
    start({ targets, runs: Math.ceil(runs / cores), seed: seed + n * SEEDS_APART }),
  );
  const progress = setInterval(() => {
    const begun = threads.reduce((sum, thread) => sum + thread.begun(), 0);
    say(`fuzz: ${begun} of ${runs}, ${Math.round(begun / ((performance.now() - started) / 1000))} a second`);
  }, PROGRESS_EVERY);
  await Promise.all(threads.map(({ ended }) => ended));
  clearInterval(progress);
  say(`fuzz: every law held, ${Math.round((performance.now() - started) / 1000)} s`);
}

function again(line: string): void {
  const [name] = chosenTargets(values.target ?? usage('--case needs the --target that it is for.'));
  TARGETS[name!]!.check(parseCase(line));
  say(`fuzz: ${name} keeps its law of this case`);
}

if (values.case === undefined) await fuzz();
else again(values.case);
