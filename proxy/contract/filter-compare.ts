// Numbers and times against what a filter asks of them. Local time is the machine's.

import type { NumberTest, TimeTest } from './filter.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1000;

export function compare(value: number, { type, operator, value: than }: NumberTest): boolean {
  return compareStretch(value, operator, than, type === 'hundred' ? than + 100 : null);
}

/** @param at epoch milliseconds */
export function compareTime(at: number, { type, operator, from, to }: TimeTest): boolean {
  return compareStretch(type === 'day' ? sinceMidnight(at) : at, operator, from, to);
}

/** Equal is what lies in the stretch `[from, to)`; `null` makes it the one point. */
function compareStretch(
  value: number,
  operator: TimeTest['operator'],
  from: number,
  to: number | null,
): boolean {
  switch (operator) {
    case '=':
      return to === null ? value === from : value >= from && value < to;
    case '>':
      return value > from;
    case '>=':
      return value >= from;
    case '<':
      return value < from;
    case '<=':
      return to === null ? value <= from : value < to;
  }
}

function sinceMidnight(at: number): number {
  const time = new Date(at);
  const fraction = at - Math.floor(at / SECOND) * SECOND;
  return time.getHours() * HOUR + time.getMinutes() * MINUTE + time.getSeconds() * SECOND + fraction;
}
