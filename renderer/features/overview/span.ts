// A stretch of time, and how it is laid out over a number of pixels. Times are epoch milliseconds.

export interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Milliseconds: what is shown of a capture of one moment. */
const LEAST = 100;

/** From the earliest to the latest, and never nothing at all. */
export function spanAround(times: readonly number[]): Span {
  const from = times.reduce((least, each) => Math.min(least, each), Infinity);
  const to = times.reduce((most, each) => Math.max(most, each), -Infinity);
  return Number.isFinite(from) ? { from, to: Math.max(to, from + LEAST) } : { from: 0, to: LEAST };
}

/** Where a time lies, 0 at the start and 1 at the end; those outside lie at the nearer end. */
export function shareOf({ from, to }: Span, at: number): number {
  return Math.min(Math.max((at - from) / (to - from), 0), 1);
}

export function timeAt({ from, to }: Span, share: number): number {
  return from + Math.min(Math.max(share, 0), 1) * (to - from);
}

export function between(a: number, b: number): Span {
  return { from: Math.min(a, b), to: Math.max(a, b) };
}
