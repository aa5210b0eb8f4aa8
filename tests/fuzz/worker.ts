// One thread of `npm run fuzz`: runs cases and notes each in shared memory before it runs it, so that a case which never
// ends, or takes the thread with it, can still be named.

import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { cases } from './mutations.ts';
import { type Case, formatCase } from './target.ts';
import { TARGETS } from './targets.ts';
import type { Outcome, Work } from './work.ts';

/** One call of fast-check; a thread goes from target to target by these. */
const ROUND = 500;

/** Bytes outside of the JavaScript heap; a reader that believes an announced length goes beyond. */
const MAX_BUFFERS = 512 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const LONGEST_REASON = 2000;

const { targets, runs, seed, notes } = workerData as Work;
const counts = new Uint32Array(notes, 0, 2);
const text = new Uint8Array(notes, 8);

function note(target: string, each: Case): void {
  const line = Buffer.from(`--target ${target} --case ${formatCase(each)}`).subarray(0, text.length);
  text.set(line);
  counts[1] = line.length;
  Atomics.add(counts, 0, 1);
}

function round(name: string, numRuns: number, roundSeed: number): Outcome | null {
  const target = TARGETS[name]!;
  const property = fc.property(cases(target), (each) => {
    note(name, each);
    target.check(each);
  });
  const { failed, counterexample, errorInstance } = fc.check(property, { numRuns, seed: roundSeed });
  if (failed) return failure(name, counterexample?.[0], String(errorInstance));
  if (!holdsTooMuch()) return null;
  return failure(name, undefined, `buffers of more than ${MAX_BUFFERS} bytes are held`);
}

/** What the collector can take back does not count. */
function holdsTooMuch(): boolean {
  if (process.memoryUsage().arrayBuffers < MAX_BUFFERS) return false;
  collectGarbage();
  return process.memoryUsage().arrayBuffers >= MAX_BUFFERS;
}

function failure(target: string, each: Case | undefined, why: string): Outcome {
  return { kind: 'failed', target, case: each ? formatCase(each) : '', why: why.slice(0, LONGEST_REASON) };
}

async function work(): Promise<Outcome> {
  for (let done = 0; done < runs; done += ROUND) {
    const n = done / ROUND;
    const outcome = round(targets[n % targets.length]!, Math.min(ROUND, runs - done), seed + n);
    if (outcome) return outcome;
    await setImmediate(); // what zlib has closed is let go in a later turn
  }
  return { kind: 'done' };
}

parentPort?.postMessage(await work());
