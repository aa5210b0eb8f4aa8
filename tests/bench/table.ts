// The results as text: one row a scenario and figure, the relay's value, and everybody's ratio to it; then what
// failed, and what was stored.

import { FIGURES, type Figure } from './figure.ts';
import { type FailedTrial, type Row, type StoredTrial, YARDSTICK, median } from './results.ts';
import type { Stored } from './trial.ts';
import { OURS, type Target, isBehind, misses, targetOf } from './target.ts';

const MISSED = '✗';
const BEHIND = '▾';

const LEGEND = [
  `Medians of all rounds. ${YARDSTICK}: its own figures; for wss it ends TLS as well. The others: the ratio to the relay`,
  'of the same round, 1.00 being as good; more messages/s are better, of everything else less is.',
  `${MISSED} misses its target (a ratio, or a value with its unit)   ${BEHIND} behind a peer`,
].join('\n');

export function formatTable(rows: readonly Row[], subjects: readonly string[]): string {
  const others = subjects.filter((name) => name !== YARDSTICK);
  const head = ['', '', YARDSTICK, ...others, 'target'];
  const body = rows.map((row, n) => [
    rows[n - 1]?.scenario === row.scenario ? '' : row.scenario,
    FIGURES[row.figure].unit,
    formatValue(row.figure, median(row.values[YARDSTICK] ?? [])),
    ...others.map((name) => formatRatio(row, name)),
    formatTarget(row.figure, targetOf(row)),
  ]);
  return [aligned([head, ...body]), LEGEND].join('\n\n');
}

function formatValue(figure: Figure, value: number): string {
  if (!Number.isFinite(value)) return '–';
  const { digits } = FIGURES[figure];
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function formatRatio(row: Row, name: string): string {
  const ratio = median(row.ratios[name] ?? []);
  const text = Number.isFinite(ratio) ? ratio.toFixed(ratio < 0.1 ? 3 : 2) : '–';
  if (name !== OURS) return text;
  return `${text} ${misses(row) ? MISSED : ' '}${isBehind(row) ? BEHIND : ' '}`;
}

function formatTarget(figure: Figure, target: Target | null): string {
  if (!target) return '';
  const sign = FIGURES[figure].better === 'more' ? '≥' : '≤';
  return target.of === 'ratio'
    ? `${sign} ${target.bound.toFixed(2)}`
    : `${sign} ${target.bound} ${FIGURES[figure].unit}`;
}

/** The first two columns to the left, the others to the right. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const pad = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

export function formatFailures(failures: readonly FailedTrial[]): string {
  return failures
    .map(({ scenario, subject, reason }) => `${subject} failed at ${scenario}: ${reason}`)
    .join('\n');
}

export function formatStored(trials: readonly StoredTrial[]): string {
  const scenarios = [...new Set(trials.map(({ scenario }) => scenario))];
  const lines = scenarios.map((scenario) => {
    const rounds = trials.filter((trial) => trial.scenario === scenario);
    const after = median(rounds.map((round) => round.after)) / 1000;
    const loss = rounds.map(formatLoss).find((text) => text !== null);
    return [scenario, loss ?? `all, ${after.toFixed(2)} s after the traffic`];
  });
  return aligned([[OURS, 'stored'], ...lines]);
}

/** Null when everything was stored. */
export function formatLoss({ stored, expected }: Stored): string | null {
  if (stored === expected) return null;
  return `!!! STORED ${stored.toLocaleString('en')} OF ${expected.toLocaleString('en')} MESSAGES`;
}
