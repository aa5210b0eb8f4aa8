// Amounts of a stretch of time, and what that is a second. Pure.

import type { Overview } from '../../../proxy/contract/model.ts';
import { formatTime } from '../../ui/clock.ts';
import {
  formatBytes,
  formatDuration,
  formatExact,
  formatExactBytes,
  formatPlural,
} from '../../ui/quantity.ts';
import { type Stretch, stretchOf, wholeBars } from '../overview/stretch.ts';

/** Rows of the table, at most. */
const ROWS = 24;
const SECOND = 1000;

export interface Rates {
  readonly stretch: Stretch;
  /** Of one bar that is pointed at, not of everything. */
  readonly pointed: boolean;
}

/** Of the bar at a time; of everything where that is null. */
export function ratesOf(overview: Overview, joined: number, at: number | null): Rates {
  const { from, width, sent } = overview;
  const span =
    at === null
      ? { from, to: from + width * sent.length }
      : wholeBars(overview, { from: at, to: at }, joined);
  return { stretch: stretchOf(overview, span), pointed: at !== null };
}

/** `12:30:01.000, 64 ms: ▲ 3 messages, 120 bytes (47/s, 1.9 kB/s) · ▼ …` */
export function describeRates({ stretch, pointed }: Rates): string {
  const { from, to, sent, received, sentBytes, receivedBytes } = stretch;
  const length = formatDuration(to - from);
  const when = pointed ? `${formatTime(from)}, ${length}` : `All of ${length}`;
  const side = (arrow: string, messages: number, bytes: number) =>
    `${arrow} ${formatPlural(messages, 'message')}, ${formatExactBytes(bytes)} (${perSecond(messages, bytes, to - from)})`;
  return `${when}: ${side('▲', sent, sentBytes)} · ${side('▼', received, receivedBytes)}`;
}

function perSecond(messages: number, bytes: number, milliseconds: number): string {
  const rate = (amount: number) => (amount * SECOND) / Math.max(1, milliseconds);
  const many = rate(messages);
  const shown = many < 10 ? many.toFixed(1) : formatExact(Math.round(many));
  return `${shown}/s, ${formatBytes(Math.round(rate(bytes)))}/s`;
}

/** All of it in a few stretches of one length, which is whole buckets. */
export function rateRows(overview: Overview): readonly Stretch[] {
  const { from, width, sent } = overview;
  const joined = Math.max(1, Math.ceil(sent.length / ROWS));
  return Array.from({ length: Math.ceil(sent.length / joined) }, (_, n) => {
    const start = from + n * joined * width;
    return stretchOf(overview, { from: start, to: start + joined * width });
  });
}
