// What a soak is: a promise of the catalogue in figures, put to the test by real processes.

export interface Options {
  readonly folder: string;
  /** How long, and how many, where that can be chosen; null: as the promise says. */
  readonly minutes: number | null;
  readonly messages: number | null;
}

export interface Scenario {
  /** The promise, in one line. */
  readonly promise: string;
  run(options: Options): Promise<readonly Figure[]>;
}

export interface Figure {
  readonly name: string;
  readonly measured: string;
  /** What it must be; null for a figure that is only told. */
  readonly limit: string | null;
  readonly kept: boolean;
}

/** A figure that nothing is promised about. */
export function told(name: string, measured: number | string): Figure {
  return { name, measured: show(measured), limit: null, kept: true };
}

export function atMost(name: string, measured: number, limit: number, unit = ''): Figure {
  return { name, measured: show(measured) + unit, limit: `≤ ${show(limit)}${unit}`, kept: measured <= limit };
}

export function exactly(name: string, measured: number | string, wanted: number | string): Figure {
  return { name, measured: show(measured), limit: `= ${show(wanted)}`, kept: measured === wanted };
}

function show(value: number | string): string {
  return typeof value === 'string' ? value : value.toLocaleString('en', { maximumFractionDigits: 2 });
}
