// `npm run bench:ui`: Framescope's page in a real Chromium, against a page that appends a row for each message. Engine,
// traffic and browser are processes of their own, fresh for each measurement.

import { availableParallelism } from 'node:os';
import { type Finding, formatFindings } from '../finding.ts';
import { runBench, save, say, temporaryFolder } from '../run-bench.ts';
import { sessionFile } from '../session-files.ts';
import { RATES, measureLive } from './live.ts';
import { measureMemory } from './memory.ts';
import { type UiOptions, USAGE, parseOptions } from './options.ts';
import { measureScrolling } from './scroll.ts';

const YARDSTICK = 'plain list';
const FEW = 10_000;

const CONDITIONS = `Chromium without a head draws in software here, at 60 frames a second at most; ${availableParallelism()} cores for everything.
${YARDSTICK}: a page that appends a row for each message (when scrolling, 10,000 rows); the ratio is ours to its.`;

async function bench({ messages, keep, seconds, only }: UiOptions): Promise<void> {
  const folder = temporaryFolder();
  const findings: Finding[] = [];
  const measure = async (part: string, work: () => Promise<Finding[]>) => {
    if (!only.test(part)) return;
    say(`${part}…`);
    findings.push(...(await work()));
  };
  const many = () => sessionFile(folder, { messages, connections: 1, keep });
  await measure('memory', async () =>
    measureMemory(
      folder,
      await sessionFile(folder, { messages: FEW, connections: 1, keep: null }),
      await many(),
    ),
  );
  await measure('scroll', async () => measureScrolling({ folder, file: await many(), seconds }));
  for (const rate of RATES) await measure(`live ${rate}`, () => measureLive(folder, rate, seconds));
  process.stdout.write(`${formatFindings(findings, YARDSTICK)}\n\n${CONDITIONS}\n`);
  save('ui', { messages, seconds, conditions: CONDITIONS, yardstick: YARDSTICK, findings });
}

await runBench({ command: 'npm run bench:ui', usage: USAGE, parse: parseOptions, run: bench });
