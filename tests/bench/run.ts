// `npm run bench`: Framescope and its peers against a relay that looks at nothing, in the same run. Origin, proxy and
// client are processes of their own, the proxy and the client fresh for each scenario; the order changes every round.

import { join } from 'node:path';
import { startChild } from './child.ts';
import { formatDecodingCost } from './decoding-cost.ts';
import { type DecoderRate, formatDecoders, measureDecoders } from './decoders.ts';
import { type Options, USAGE, parseOptions } from './options.ts';
import { type Entry, failuresOf, rowsOf, storedOf } from './results.ts';
import { runBench, save, say, temporaryFolder } from './run-bench.ts';
import type { Origin, Subject } from './subject.ts';
import { formatFailures, formatLoss, formatStored, formatTable } from './table.ts';
import { type Conditions, type Trial, runTrial } from './trial.ts';

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

function report(
  options: Options,
  subjects: readonly string[],
  entries: readonly Entry[],
  decoders: readonly DecoderRate[],
): void {
  const rows = rowsOf(entries);
  const failures = failuresOf(entries);
  const stored = storedOf(entries);
  const parts = [
    rows.length > 0 ? formatTable(rows, subjects) : '',
    formatFailures(failures),
    formatDecodingCost(rows),
    stored.length > 0 ? formatStored(stored) : '',
    decoders.length > 0 ? formatDecoders(decoders) : '',
  ];
  process.stdout.write(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
  const { rounds, scale } = options;
  save(null, { rounds, scale, subjects, rows, failures, stored, decoders });
}

async function bench(options: Options): Promise<void> {
  const subjects = available(options.subjects);
  const folder = temporaryFolder();
  const script = join(import.meta.dirname, 'origin.ts');
  if (options.decoders) say('decoders…');
  const decoders = options.decoders ? measureDecoders() : [];
  const origin = await startChild<Origin>([script, join(folder, 'origin-ca')], 'stdout');
  const entries = await runAll(options, subjects, { origin: origin.ready, folder, scale: options.scale });
  await origin.stop();
  const names = subjects.map(({ name }) => name);
  report(options, names, entries, decoders);
}

await runBench({ command: 'npm run bench', usage: USAGE, parse: parseOptions, run: bench });
