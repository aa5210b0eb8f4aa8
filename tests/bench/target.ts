// What Framescope wants to reach, and whether it did. Nothing fails on it: speed is never a test.

import { FIGURES, type Figure } from './figure.ts';
import { type Row, YARDSTICK, median } from './results.ts';

export const OURS = 'framescope';
/** Ours with no decoder chosen: no peer. */
export const UNDECODED = 'undecoded';

export interface Target {
  readonly scenario: RegExp;
  readonly figure: Figure;
  /** Of the relay's figure, or the figure itself. */
  readonly of: 'ratio' | 'value';
  readonly bound: number;
}

const targets: readonly Target[] = [
  { scenario: /^ws (received|sent) 100 B$/, figure: 'rate', of: 'ratio', bound: 0.45 },
  { scenario: /^ws (received|sent) 1 KiB$/, figure: 'rate', of: 'ratio', bound: 0.65 },
  { scenario: /^ws (received|sent) 64 KiB$/, figure: 'rate', of: 'ratio', bound: 0.75 },
  { scenario: /^wss (received|sent)/, figure: 'rate', of: 'ratio', bound: 0.75 },
  { scenario: /round trip/, figure: 'p50', of: 'ratio', bound: 1.15 },
  { scenario: /round trip/, figure: 'p99', of: 'ratio', bound: 1.3 },
  { scenario: /open connections/, figure: 'each', of: 'value', bound: 40 },
  { scenario: /open connections/, figure: 'p99', of: 'value', bound: 25 },
];

export function targetOf({ scenario, figure }: Row): Target | null {
  return targets.find((target) => target.figure === figure && target.scenario.test(scenario)) ?? null;
}

export function misses(row: Row): boolean {
  const target = targetOf(row);
  const reached = median((target?.of === 'value' ? row.values : row.ratios)[OURS] ?? []);
  return target !== null && isWorse(row.figure, reached, target.bound);
}

const NO_PEERS: ReadonlySet<string> = new Set([OURS, UNDECODED, YARDSTICK]);

/** Some peer does better. */
export function isBehind(row: Row): boolean {
  const ours = median(row.ratios[OURS] ?? []);
  const peers = Object.keys(row.ratios).filter((name) => !NO_PEERS.has(name));
  return (
    FIGURES[row.figure].ranked &&
    peers.some((name) => isWorse(row.figure, ours, median(row.ratios[name] ?? [])))
  );
}

function isWorse(figure: Figure, value: number, than: number): boolean {
  return FIGURES[figure].better === 'more' ? value < than : value > than;
}
