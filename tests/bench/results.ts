// What the trials say together: for each scenario and figure the values of all rounds, and how they relate to the
// relay's of the same round. A ratio within a round is steadier than its two values: the machine was the same.

import { FIGURES_OF, type Figure } from './figure.ts';
import type { Plan } from './plan.ts';
import type { Stored, Trial } from './trial.ts';

export interface Entry {
  readonly round: number;
  readonly plan: Plan;
  readonly subject: string;
  readonly trial: Trial;
}

export interface Row {
  readonly scenario: string;
  readonly figure: Figure;
  /** By subject, one a round. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly ratios: Readonly<Record<string, readonly number[]>>;
}

export const YARDSTICK = 'relay';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + sorted[(sorted.length >> 1) - 1]!) / 2;
}

export function rowsOf(entries: readonly Entry[]): Row[] {
  const plans = new Set(entries.map(({ plan }) => plan));
  return [...plans].flatMap((plan) => {
    const ofPlan = entries.filter((entry) => entry.plan === plan);
    return FIGURES_OF[plan.kind].map((figure) => rowOf(plan.name, figure, ofPlan));
  });
}

function rowOf(scenario: string, figure: Figure, entries: readonly Entry[]): Row {
  const values: Record<string, number[]> = {};
  const ratios: Record<string, number[]> = {};
  for (const entry of entries) {
    const value = valueOf(entry, figure);
    const yardstick = entries.find(({ round, subject }) => round === entry.round && subject === YARDSTICK);
    const ratio = yardstick && value / valueOf(yardstick, figure);
    if (Number.isFinite(value)) (values[entry.subject] ??= []).push(value);
    if (ratio !== undefined && Number.isFinite(ratio)) (ratios[entry.subject] ??= []).push(ratio);
  }
  return { scenario, figure, values, ratios };
}

function valueOf({ trial }: Entry, figure: Figure): number {
  return 'failure' in trial ? NaN : (trial.figures[figure] ?? NaN);
}

export interface FailedTrial {
  readonly scenario: string;
  readonly subject: string;
  readonly reason: string;
}

export function failuresOf(entries: readonly Entry[]): FailedTrial[] {
  return entries.flatMap(({ plan, subject, trial }) =>
    'failure' in trial ? [{ scenario: plan.name, subject, reason: trial.failure }] : [],
  );
}

export interface StoredTrial extends Stored {
  readonly scenario: string;
}

export function storedOf(entries: readonly Entry[]): StoredTrial[] {
  return entries.flatMap(({ plan, trial }) =>
    'stored' in trial && trial.stored ? [{ scenario: plan.name, ...trial.stored }] : [],
  );
}
