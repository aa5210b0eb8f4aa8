// The filter bar's choices, composed into one text of the filter language: what the buttons do can be read,
// copied, and typed by hand. It knows the language only through its parser.

import type { FilterError } from '../../../proxy/contract/filter.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import type { Span } from '../overview/span.ts';
import { rangeTerms } from '../overview/time-range.ts';

export const DIRECTIONS = ['all', 'sent', 'received'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const OPCODE_GROUPS = ['text', 'binary', 'control'] as const;
export type OpcodeGroup = (typeof OPCODE_GROUPS)[number];

const OPCODES_OF: Readonly<Record<OpcodeGroup, readonly string[]>> = {
  text: ['text'],
  binary: ['binary'],
  control: ['close', 'ping', 'pong'],
};

export interface MessageFilter {
  readonly direction: Direction;
  /** None chosen means all. */
  readonly groups: readonly OpcodeGroup[];
  readonly hideHeartbeats: boolean;
  /** The only time that is shown; null: all of it. */
  readonly range: Span | null;
  /** Filter language, as typed. */
  readonly text: string;
}

export const EVERY_MESSAGE: MessageFilter = {
  direction: 'all',
  groups: [],
  hideHeartbeats: false,
  range: null,
  text: '',
};

/** One filter for `Session.openView`; `text` must be a filter. */
export function composeFilter({ direction, groups, hideHeartbeats, range, text }: MessageFilter): string {
  const words = groups.length === OPCODE_GROUPS.length ? [] : groups.flatMap((group) => OPCODES_OF[group]);
  const terms = [
    direction === 'all' ? '' : `dir:${direction}`,
    words.length === 0 ? '' : `op:${words.join('|')}`,
    hideHeartbeats ? '-is:heartbeat' : '',
    range ? rangeTerms(range) : '',
  ].filter((term) => term !== '');
  return [...terms, asOneTerm(text.trim(), terms.length > 0)].join(' ').trim();
}

/** `a | b` beside other terms needs brackets: side by side binds closer. */
function asOneTerm(text: string, beside: boolean): string {
  const parsed = parseFilter(text);
  return beside && parsed.ok && parsed.filter.type === 'or' ? `(${text})` : text;
}

/** Null when the text is a filter. */
export function filterError(text: string): FilterError | null {
  const parsed = parseFilter(text);
  return parsed.ok ? null : parsed.error;
}

/** `json:$.price=12`: the filter that matches messages with this value at this place. */
export function fieldFilter(path: readonly (string | number)[], value: unknown): string | null {
  if (path.length === 0 || (typeof value === 'object' && value !== null)) return null;
  if (!path.every((step) => typeof step === 'number' || /^[\w-]+$/.test(step))) return null;
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return `$${steps}=${quoteValue(String(value))}`;
}

function quoteValue(value: string): string {
  if (value === '') return '/^$/'; // the language has no empty text
  return /^[\w.-]+$/.test(value)
    ? value
    : `"${value.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
}
