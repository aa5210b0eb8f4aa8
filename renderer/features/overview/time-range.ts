// A range of time as terms of the filter language, local and to the millisecond.

import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import type { Span } from './span.ts';

/** `at:>=2025-11-22T12:30:01.000 at:<2025-11-22T12:30:05.250` */
export function rangeTerms({ from, to }: Span): string {
  return `at:>=${formatFilterTime(from)} at:<${formatFilterTime(to)}`;
}

/** Local; in UTC where an hour that comes twice would be taken for the other one. */
export function formatFilterTime(at: number): string {
  const local = formatLocal(at);
  return readsAs(local, at) ? local : new Date(at).toISOString();
}

function formatLocal(at: number): string {
  const date = new Date(at);
  const day = [pad(date.getFullYear(), 4), pad(date.getMonth() + 1, 2), pad(date.getDate(), 2)].join('-');
  const [h, m, s] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2));
  return `${day}T${h}:${m}:${s}.${pad(date.getMilliseconds(), 3)}`;
}

function readsAs(text: string, at: number): boolean {
  const parsed = parseFilter(`at:>=${text}`);
  return parsed.ok && parsed.filter.type === 'time' && parsed.filter.test.from === at;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
