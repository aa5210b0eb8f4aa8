// An overview as bars of a plot: what was sent above the axis, what was received below it. Heights grow with the
// square root, so that a quiet stretch is seen beside a flood. Pure.

import type { Overview } from '../../../proxy/contract/model.ts';
import { type Span, spanAround } from './span.ts';

export const METRICS = ['messages', 'bytes'] as const;
export type Metric = (typeof METRICS)[number];

export interface Bars {
  /** When each begins, and when the last one ends: even a single bar has a width. */
  readonly times: readonly number[];
  /** Heights; null where there is nothing. */
  readonly sent: readonly (number | null)[];
  /** The same, negative. */
  readonly received: readonly (number | null)[];
  /** Lower and upper end of the axis of heights. */
  readonly heights: readonly [number, number];
}

/** CSS pixels that a bar is wide at least. */
const LEAST_WIDTH = 2;
/** Of the time, after the last of it: what happened at the very end can be seen. */
const MARGIN = 0.01;
/** Of the height of the other side, that each has at least. */
const LEAST_RATIO = 1 / 3;

/** The time that is shown: the messages, and what happened before and after them while the connection was there. */
export function spanOf(overview: Overview, openedAt: number): Span {
  const { from, width, sent, gaps, ends } = overview;
  const buckets = sent.length === 0 ? [] : [from, from + width * sent.length];
  const marks = gaps.flatMap((gap) => [gap.from, gap.to ?? gap.from]).map((at) => Math.max(at, openedAt));
  const span = spanAround([...buckets, ...marks, ...ends.map(({ at }) => at)]);
  return { from: span.from, to: span.to + (span.to - span.from) * MARGIN };
}

/** How many buckets stand in one bar, so that it can be seen. */
export function bucketsPerBar({ width }: Overview, { from, to }: Span, pixels: number): number {
  const pixelsPerBucket = (width / (to - from)) * Math.max(1, pixels);
  let joined = 1;
  while (joined * pixelsPerBucket < LEAST_WIDTH) joined *= 2;
  return joined;
}

export function barsOf(overview: Overview, metric: Metric, joined: number): Bars {
  const { from, width } = overview;
  const above = metric === 'messages' ? overview.sent : overview.sentBytes;
  const below = metric === 'messages' ? overview.received : overview.receivedBytes;
  const sent = sums(above, joined).map((sum) => (sum > 0 ? Math.sqrt(sum) : null));
  const received = sums(below, joined).map((sum) => (sum > 0 ? -Math.sqrt(sum) : null));
  const times = Array.from({ length: sent.length + 1 }, (_, n) => from + n * width * joined);
  const heights = heightsOf(sent, received);
  return { times, sent: [...sent, null], received: [...received, null], heights };
}

/** Of each group of `size` neighbours. */
export function sums(counts: readonly number[], size: number): readonly number[] {
  return Array.from({ length: Math.ceil(counts.length / size) }, (_, n) =>
    counts.slice(n * size, (n + 1) * size).reduce((sum, count) => sum + count, 0),
  );
}

function heightsOf(
  sent: readonly (number | null)[],
  received: readonly (number | null)[],
): readonly [number, number] {
  const above = sent.reduce<number>((most, each) => Math.max(most, each ?? 0), 0);
  const below = received.reduce<number>((most, each) => Math.max(most, -(each ?? 0)), 0);
  return [-(Math.max(below, above * LEAST_RATIO) || 1), Math.max(above, below * LEAST_RATIO) || 1];
}
