// The values of the filter language: patterns, numbers with units and times, each from text. What they are compared
// with is not known here. A value that cannot be read is null.

import type { NumberTest, Operator, Pattern, TimeTest } from './filter.ts';

/** Whether a pattern may stand anywhere in the text, or must be the whole of it. */
export type Reach = 'anywhere' | 'whole';

const UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };
const MINUTE = 60_000;
const SECOND = 1000;

/** Text that means itself, in any case. */
export function plain(text: string, reach: Reach): Pattern {
  return { type: 'text', text, flags: '', regex: compile(escape(text), reach) };
}

/** Text in which `*` stands for any characters. */
export function wildcard(text: string, reach: Reach): Pattern {
  if (!text.includes('*')) return plain(text, reach);
  const source = text.split('*').map(escape).join('.*');
  return { type: 'wildcard', text, flags: '', regex: compile(source, reach) };
}

/** Throws the engine's SyntaxError for a source that does not compile. */
export function regex(text: string, flags: string): Pattern {
  return { type: 'regex', text, flags, regex: new RegExp(text, flags) };
}

function compile(source: string, reach: Reach): RegExp {
  return new RegExp(reach === 'whole' ? `^(?:${source})$` : source, 'isu');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** `10k` with its operator, or `4xx`. */
export function parseNumberTest(operator: Operator, text: string): NumberTest | null {
  if (/^[1-9]xx$/i.test(text)) return { type: 'hundred', operator, value: Number(text[0]) * 100 };
  const value = parseQuantity(text);
  return value === null ? null : { type: 'compare', operator, value };
}

/** Decimal, with k, M or G for thousands; null when it is no number that can be told apart from its neighbours. */
function parseQuantity(text: string): number | null {
  const parts = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)([kmg]?)$/i.exec(text);
  if (!parts) return null;
  const value = Number(parts[1]) * (UNITS[parts[2]!.toLowerCase()] ?? 1);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value + 0 : null;
}

/** Milliseconds of a unit of time; a number without one is in milliseconds. */
const DURATIONS: Readonly<Record<string, number>> = {
  '': 1,
  us: 0.001,
  µs: 0.001,
  μs: 0.001,
  ms: 1,
  s: 1000,
};

/** `200ms`, `1.5s`, `80us` with its operator, in milliseconds. No two measured times are equal, so `=` is not one. */
export function parseDurationTest(operator: Operator, text: string): NumberTest | null {
  const parts = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)([a-zµμ]*)$/i.exec(text);
  const unit = parts && DURATIONS[parts[2]!.toLowerCase()];
  if (!parts || unit === null || unit === undefined || operator === '=') return null;
  const value = Number(parts[1]) * unit;
  return Number.isFinite(value) ? { type: 'compare', operator, value } : null;
}

/** `12:30`, `12:30:15.250`, `2025-11-22`, `2025-11-22T12:30Z`; local time where no zone is given. */
export function parseTimeTest(operator: Operator, text: string): TimeTest | null {
  const stretch = timeOfDay(text) ?? dateAndTime(text);
  return stretch && { ...stretch, operator, text };
}

type Stretch = Pick<TimeTest, 'type' | 'from' | 'to'>;

function timeOfDay(text: string): Stretch | null {
  const parts = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?$/.exec(text);
  if (!parts) return null;
  const [hours, minutes, seconds] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const fraction = Math.round(Number(parts[4] ?? 0) * SECOND);
  const from = (hours * 60 + minutes) * MINUTE + seconds * SECOND + fraction;
  return { type: 'day', from, to: from + precision(parts[3], parts[4]) };
}

function dateAndTime(text: string): Stretch | null {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/i.exec(
    text,
  );
  if (!parts) return null;
  // A date alone would be read as UTC (ECMA-262 §21.4.1.32).
  const from = Date.parse(parts[2] ? text : `${text}T00:00`);
  if (Number.isNaN(from)) return null;
  return { type: 'date', from, to: parts[2] ? from + precision(parts[3], parts[4]) : nextMidnight(from) };
}

function precision(seconds: string | undefined, fraction: string | undefined): number {
  if (fraction) return 1;
  return seconds ? SECOND : MINUTE;
}

function nextMidnight(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}
