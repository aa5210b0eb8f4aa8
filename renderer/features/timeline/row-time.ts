// The time column: the clock, the time since the connection opened, or since the row above.
// Times are epoch milliseconds with microseconds as the fraction.

import { formatMoment, formatTime } from '../../ui/clock.ts';

export const TIME_MODES = ['clock', 'relative', 'delta'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

export const TIME_MODE_NAMES: Readonly<Record<TimeMode, string>> = {
  clock: 'Time',
  relative: 'Since open',
  delta: 'Since last',
};

export const TIME_MODE_TITLES: Readonly<Record<TimeMode, string>> = {
  clock: 'Local time',
  relative: 'Seconds since the connection opened',
  delta: 'Seconds since the row above',
};

export interface TimeReference {
  readonly openedAt: number;
  /** Of the row above; null for the first, or while it is not known. */
  readonly previousAt: number | null;
}

export function formatRowTime(mode: TimeMode, at: number, reference: TimeReference): string {
  switch (mode) {
    case 'clock':
      return formatTime(at);
    case 'relative':
      return formatSeconds(at - reference.openedAt);
    case 'delta':
      return reference.previousAt === null ? '' : formatSeconds(at - reference.previousAt);
  }
}

/** `+0.004`, `+75.120`, `−0.001`: seconds. */
function formatSeconds(milliseconds: number): string {
  const sign = milliseconds < 0 ? '−' : '+';
  return `${sign}${(Math.abs(milliseconds) / 1000).toFixed(3)}`;
}

/** The same moment exactly: by the clock, since the opening, since the row above. */
export function describeRowTime(at: number, { openedAt, previousAt }: TimeReference): string {
  const lines = [formatMoment(at), `${formatExactSeconds(at - openedAt)} since the opening`];
  if (previousAt !== null) lines.push(`${formatExactSeconds(at - previousAt)} since the row above`);
  return lines.join('\n');
}

/** To the microsecond. */
function formatExactSeconds(milliseconds: number): string {
  const sign = milliseconds < 0 ? '−' : '+';
  return `${sign}${(Math.abs(milliseconds) / 1000).toFixed(6)} s`;
}

export function nextTimeMode(mode: TimeMode): TimeMode {
  return TIME_MODES[(TIME_MODES.indexOf(mode) + 1) % TIME_MODES.length]!;
}
