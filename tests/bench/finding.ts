// One figure that was measured, with its target where there is one, and many of them as a table. For those benchmarks
// that have no relay to be compared with.

import { median } from './results.ts';
import { aligned } from './table.ts';

export interface Finding {
  /** What was done, in a user's words; rows with the same one stand together. */
  readonly about: string;
  readonly unit: string;
  readonly value: number;
  readonly digits?: number;
  /** What the yardstick did in the same run. */
  readonly yardstick?: number;
  readonly target?: Target;
}

export interface Target {
  readonly sign: '≤' | '≥';
  readonly bound: number;
}

export const atMost = (bound: number): Target => ({ sign: '≤', bound });
export const atLeast = (bound: number): Target => ({ sign: '≥', bound });

/** Null where there is no target. */
export function isKept({ value, target }: Finding): boolean | null {
  if (!target) return null;
  return target.sign === '≤' ? value <= target.bound : value >= target.bound;
}

/** `milliseconds` sorted or not. */
export function percentile(milliseconds: readonly number[], share: number): number {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The middle and the slow end of many times. */
export function findTimes(about: string, milliseconds: readonly number[], worst?: number): Finding[] {
  const p50 = { about, unit: 'ms p50', value: median(milliseconds), digits: 2 };
  const p99 = { about, unit: 'ms p99', value: percentile(milliseconds, 0.99), digits: 2 };
  return [p50, worst === undefined ? p99 : { ...p99, target: atMost(worst) }];
}

export function formatFindings(findings: readonly Finding[], yardstick: string | null = null): string {
  const head = ['', '', 'measured', ...(yardstick === null ? [] : [yardstick, 'ratio']), 'target', ''];
  const rows = findings.map((finding, n) => [
    findings[n - 1]?.about === finding.about ? '' : finding.about,
    finding.unit,
    formatValue(finding.value, finding),
    ...(yardstick === null ? [] : formatYardstick(finding)),
    finding.target ? `${finding.target.sign} ${finding.target.bound.toLocaleString('en')}` : '',
    formatVerdict(finding),
  ]);
  return aligned([head, ...rows]);
}

function formatVerdict(finding: Finding): string {
  const kept = isKept(finding);
  return kept === null ? '' : kept ? 'kept' : 'MISSED';
}

function formatYardstick(finding: Finding): [string, string] {
  const { value, yardstick } = finding;
  if (yardstick === undefined) return ['', ''];
  return [
    formatValue(yardstick, finding),
    Number.isFinite(value / yardstick) ? (value / yardstick).toFixed(2) : '–',
  ];
}

function formatValue(value: number, { digits = 0 }: Finding): string {
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
