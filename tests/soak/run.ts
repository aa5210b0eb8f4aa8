// `npm run soak -- NAME [--minutes N] [--messages N]`: one promise of reliability in figures; `list` names them. Ends with 1 when it is not
// kept, with 2 when there is none of that name.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure, Options, Scenario } from './scenario.ts';
import { connections } from './scenarios/connections.ts';
import { diskFull } from './scenarios/disk-full.ts';
import { killNine } from './scenarios/kill-9.ts';
import { longRun } from './scenarios/long-run.ts';
import { stalledReaders } from './scenarios/stalled-readers.ts';
import { steady } from './scenarios/steady.ts';
import { tenMillion } from './scenarios/ten-million.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'kill-9': killNine,
  connections,
  steady,
  'stalled-readers': stalledReaders,
  'disk-full': diskFull,
  'long-run': longRun,
  'ten-million': tenMillion,
};

const LIST = Object.entries(SCENARIOS)
  .map(([name, { promise }]) => `${name.padEnd(16)} ${promise}\n`)
  .join('');

function usage(text: string): never {
  process.stderr.write(`soak: ${text}\n${LIST}`);
  process.exit(2);
}

function table(figures: readonly Figure[]): string {
  return figures
    .map(({ name, measured, limit, kept }) =>
      [
        limit === null ? '      ' : kept ? 'kept  ' : 'BROKEN',
        name.padEnd(36),
        measured.padStart(14),
        limit ?? '',
      ]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function soak(name: string, scenario: Scenario, options: Omit<Options, 'folder'>): Promise<boolean> {
  process.stdout.write(`${name}: ${scenario.promise}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'framescope-soak-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const figures = await scenario.run({ folder, ...options });
  process.stdout.write(`${table(figures)}\n`);
  return figures.every(({ kept }) => kept);
}

function readArguments() {
  try {
    const options = { minutes: { type: 'string' }, messages: { type: 'string' } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return usage((error as Error).message);
  }
}

const { values, positionals } = readArguments();

function positive(option: 'minutes' | 'messages'): number | null {
  const text = values[option];
  if (text === undefined) return null;
  return Number(text) > 0 ? Number(text) : usage(`--${option} is a number greater than 0.`);
}

const [name] = positionals;
if (name === 'list') process.stdout.write(LIST);
else {
  if (name === undefined || positionals.length > 1) usage('name one of these:');
  if (!Object.hasOwn(SCENARIOS, name)) usage(`there is no “${name}”; there are:`);
  if (process.platform !== 'linux')
    usage('memory and descriptors are read from /proc: it runs on Linux only.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  const kept = await soak(name, SCENARIOS[name]!, {
    minutes: positive('minutes'),
    messages: positive('messages'),
  });
  process.exit(kept ? 0 : 1);
}
