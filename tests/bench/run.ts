// `npm run bench [-- --quick]`: Framescope, capturing to its store, against a relay that looks at nothing. Origin,
// proxy and client are processes of their own; rounds are interleaved; what counts is the median of each round's ratio.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Child, runChild, startChild } from './child.ts';
import type { Measured, Scenario } from './client.ts';

const here = (file: string) => join(import.meta.dirname, file);
const root = resolve(import.meta.dirname, '../..');
const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 1 : 3;
const SCALE = quick ? 0.1 : 0.5;
const NEW_HOSTS = 30;

type Plan = Pick<Scenario, 'kind' | 'secure' | 'count' | 'size' | 'path' | 'absolute'> & {
  readonly name: string;
};

const plans: readonly Plan[] = [
  ...[false, true].flatMap((secure): Plan[] => {
    const scheme = secure ? 'wss' : 'ws';
    return [
      { name: `${scheme} round trip 100 B`, kind: 'round-trip', secure, count: 4000, size: 100 },
      { name: `${scheme} received 100 B`, kind: 'received', secure, count: 1_000_000, size: 100 },
      { name: `${scheme} received 1 KiB`, kind: 'received', secure, count: 300_000, size: 1024 },
      { name: `${scheme} received 64 KiB`, kind: 'received', secure, count: 8000, size: 65_536 },
      { name: `${scheme} sent 100 B`, kind: 'sent', secure, count: 400_000, size: 100 },
      { name: `${scheme} sent 1 KiB`, kind: 'sent', secure, count: 100_000, size: 1024 },
      { name: `${scheme} sent 64 KiB`, kind: 'sent', secure, count: 4000, size: 65_536 },
    ];
  }),
  {
    name: 'ws round trip 1 KiB, compressed',
    kind: 'round-trip',
    secure: false,
    count: 3000,
    size: 1024,
    path: '/deflate',
  },
  {
    name: 'ws received 1 KiB, compressed',
    kind: 'received',
    secure: false,
    count: 256 * 400,
    size: 1024,
    path: '/deflated-flood',
  },
  {
    name: 'ws round trip 100 B, absolute URI',
    kind: 'round-trip',
    secure: false,
    count: 4000,
    size: 100,
    absolute: true,
  },
  { name: 'wss 30 hosts never seen', kind: 'new-hosts', secure: true, count: NEW_HOSTS, size: 100 },
  { name: 'ws 200 connections × 20 a second', kind: 'many', secure: false, count: 200, size: 100 },
];

interface Ports {
  readonly plain: number;
  readonly secure: number;
  readonly ca: string;
}

interface Subject {
  readonly port: number;
  stop(): Promise<Record<string, unknown>>;
}

/** With TLS, the yardstick ends TLS too. */
async function bareRelay(secure: boolean, folder: string): Promise<Subject> {
  const child = await startChild<{ port: number }>(
    [here('bare-relay.ts'), secure ? 'tls' : 'plain', folder],
    'stdout',
  );
  return { port: child.ready.port, stop: () => child.stop() };
}

async function framescope(origin: Ports, folder: string): Promise<Subject> {
  const args = [
    'capture',
    '--json',
    '--proxy-port',
    '0',
    '--out',
    join(folder, 'none.har'),
    '--filter',
    'is:failed',
  ];
  const hosts = ['bench.test', ...Array.from({ length: NEW_HOSTS }, (_, n) => `h${n}.bench.test`)];
  const resolve = hosts.flatMap((host) => ['--resolve', `${host}:*:127.0.0.1`]);
  const upstream = [...resolve, '--upstream-ca', origin.ca];
  const child: Child<{ proxy: string }> = await startChild(
    [join(root, 'out/cli/main.js'), ...args, ...upstream],
    'stderr',
    { FRAMESCOPE_HOME: folder },
  );
  return { port: Number(new URL(child.ready.proxy).port), stop: () => child.stop() };
}

async function measure(plan: Plan, subject: Subject, origin: Ports): Promise<Measured> {
  const { name: _name, ...rest } = plan;
  const whole = plan.kind === 'many' || plan.kind === 'new-hosts';
  const count = whole ? plan.count : Math.ceil(plan.count * SCALE);
  const scenario: Scenario = {
    ...rest,
    count,
    proxyPort: subject.port,
    originPort: plan.secure ? origin.secure : origin.plain,
  };
  return runChild<Measured>([here('client.ts'), JSON.stringify(scenario)]);
}

interface Row {
  readonly name: string;
  readonly figure: 'rate' | 'p50' | 'p99';
  /** Framescope's figure over the bare relay's, one a round. */
  readonly ratios: number[];
  readonly bare: number[];
  readonly ours: number[];
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function record(rows: Map<string, Row>, plan: Plan, bare: Measured, ours: Measured): void {
  for (const figure of ['rate', 'p50', 'p99'] as const) {
    const [a, b] = [bare[figure], ours[figure]];
    if (a === undefined || b === undefined) continue;
    const key = `${plan.name} ${figure}`;
    const row = rows.get(key) ?? { name: plan.name, figure, ratios: [], bare: [], ours: [] };
    rows.set(key, row);
    row.ratios.push(b / a);
    row.bare.push(a);
    row.ours.push(b);
  }
}

async function round(origin: Ports, rows: Map<string, Row>, folder: string): Promise<void> {
  for (const plan of plans) {
    const bare = await bareRelay(plan.secure, join(folder, 'bare-ca'));
    const ours = await framescope(origin, join(folder, 'data'));
    record(rows, plan, await measure(plan, bare, origin), await measure(plan, ours, origin));
    await bare.stop();
    const started = performance.now();
    const done = await ours.stop();
    const behind = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(
      `${plan.name}: ${String(done.messages)} messages stored, ${behind} s after the traffic\n`,
    );
  }
}

function table(rows: readonly Row[]): string {
  const unit = { rate: 'messages/s', p50: 'ms p50', p99: 'ms p99' };
  const shown = (row: Row, values: readonly number[]) =>
    row.figure === 'rate' ? Math.round(median(values)).toLocaleString('en') : median(values).toFixed(3);
  const lines = rows.map((row) =>
    [
      row.name.padEnd(34),
      unit[row.figure].padEnd(11),
      shown(row, row.bare).padStart(11),
      shown(row, row.ours).padStart(11),
      median(row.ratios).toFixed(2).padStart(7),
    ].join(' '),
  );
  const head = [
    ' '.repeat(34),
    ' '.repeat(11),
    'bare relay'.padStart(11),
    'Framescope'.padStart(11),
    'ratio'.padStart(7),
  ].join(' ');
  return [head, ...lines].join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'framescope-bench-'));
try {
  const origin = await startChild<Ports>([here('origin.ts'), join(folder, 'origin-ca')], 'stdout');
  const rows = new Map<string, Row>();
  for (let i = 0; i < ROUNDS; i += 1) await round(origin.ready, rows, folder);
  await origin.stop();
  process.stdout.write(`${table([...rows.values()])}\n`);
  const results = join(root, 'bench-results');
  mkdirSync(results, { recursive: true });
  const report = {
    date: new Date().toISOString(),
    cpus: cpus().length,
    rounds: ROUNDS,
    rows: [...rows.values()],
  };
  writeFileSync(
    join(results, `${report.date.replaceAll(':', '-')}.json`),
    `${JSON.stringify(report, null, 2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
