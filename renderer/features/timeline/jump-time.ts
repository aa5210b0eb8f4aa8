// A point in time as people write it when they want to go there: a time of day, a date and time, or so long after the
// start or before the end. Local where no zone is given.

import { parseTimeTest } from '../../../proxy/contract/filter-value.ts';
import type { Span } from '../overview/span.ts';

export type JumpTarget =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly message: string };

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const CLOCK = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/;
const PARTS = /(\d+(?:\.\d+)?)\s*(ms|[smhd])?\s*/gy;

/**
 * `12:30`, `12:30:15.250`, `2025-11-22 12:30`, `+90s`, `+1m30s`, `-5m`.
 * @param span from the opening of the connection to its newest message
 */
export function parseJump(text: string, span: Span): JumpTarget {
  const trimmed = text.trim().replace(/^[−–]/, '-');
  if (trimmed === '') return wrong('Write a time.');
  return /^[+-]/.test(trimmed) ? relative(trimmed, span) : absolute(trimmed, span);
}

function relative(text: string, { from, to }: Span): JumpTarget {
  const length = parseLength(text.slice(1).trim());
  if (length === null) return wrong(`“${text}” is no length of time. Write it like +90s, +1m30s or -5m.`);
  return { ok: true, at: text.startsWith('-') ? to - length : from + length };
}

/** Milliseconds; seconds where there is no unit. */
function parseLength(text: string): number | null {
  const clock = CLOCK.exec(text);
  if (clock) return ((Number(clock[1] ?? 0) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000;
  let [sum, end] = [0, 0];
  for (const part of text.matchAll(PARTS)) {
    sum += Number(part[1]) * UNITS[part[2] ?? 's']!;
    end = part.index + part[0].length;
  }
  return end === text.length && end > 0 ? sum : null;
}

function absolute(text: string, span: Span): JumpTarget {
  const test = parseTimeTest('=', text.replace(/^(\d{4}-\d{2}-\d{2})\s+/, '$1T'));
  if (test === null)
    return wrong(
      `“${text}” is not a time. Write it like 12:30, 12:30:15.250, 2025-11-22 12:30, +90s or -5m.`,
    );
  return { ok: true, at: test.type === 'day' ? onItsDay(test.from, span) : test.from };
}

/** The first such time of day within the capture; where there is none, the nearest. */
function onItsDay(sinceMidnight: number, span: Span): number {
  const start = new Date(span.from);
  let nearest = timeOfDay(start, -1, sinceMidnight);
  for (let day = 0; ; day++) {
    const at = timeOfDay(start, day, sinceMidnight);
    if (distance(at, span) < distance(nearest, span)) nearest = at;
    if (at > span.to) return nearest;
  }
}

function timeOfDay(day: Date, offset: number, milliseconds: number): number {
  const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate() + offset];
  return new Date(year, month, date, 0, 0, 0, milliseconds).getTime();
}

function distance(at: number, { from, to }: Span): number {
  return Math.max(from - at, at - to, 0);
}

function wrong(message: string): JumpTarget {
  return { ok: false, message };
}
