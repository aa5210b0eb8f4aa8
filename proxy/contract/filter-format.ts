// Filter to text, the other way of filter-parse.ts: parsing what is formatted gives the same filter.

import type { FieldTerm, Filter, NumberTest, Pattern, Term, TimeTest } from './filter.ts';
import { BARE_WORDS } from './filter-keys.ts';

export function formatFilter(filter: Filter): string {
  switch (filter.type) {
    case 'everything':
      return '';
    case 'and':
      return filter.of.map((each) => formatPart(each)).join(' ');
    case 'or':
      return filter.of
        .map((each) => (each.type === 'or' ? `(${formatFilter(each)})` : formatFilter(each)))
        .join(' | ');
    case 'not':
      return `-${formatPart(filter.of)}`;
    default:
      return formatTerm(filter);
  }
}

function formatPart(filter: Filter): string {
  return filter.type === 'and' || filter.type === 'or' ? `(${formatFilter(filter)})` : formatFilter(filter);
}

function formatTerm(term: Term): string {
  switch (term.type) {
    case 'literal':
      return formatPattern(term.pattern, /^\w[\w.-]*$/);
    case 'traffic':
      return BARE_WORDS.find(({ kind }) => kind === term.kind)!.word;
    case 'resource':
      return `type:${term.is}`;
    case 'connection':
      return `id:c${term.id}`;
    case 'state':
      return `is:${term.is}`;
    case 'text':
      return `${term.key}:${formatValue(term.pattern)}`;
    case 'header':
      return `header:${term.name}${term.pattern ? `=${formatValue(term.pattern)}` : ''}`;
    case 'number':
      return `${term.key}:${formatNumberTest(term.test)}${term.key === 'rtt' ? 'ms' : ''}`;
    case 'direction':
      return `dir:${term.from === 'client' ? 'sent' : 'received'}`;
    case 'opcode':
      return `op:${term.opcode}`;
    case 'time':
      return `at:${formatTimeTest(term.test)}`;
    case 'field':
      return formatField(term);
  }
}

function formatField({ path, rooted, test }: FieldTerm): string {
  const steps = path
    .slice(rooted ? 0 : 1)
    .map(formatStep)
    .join('');
  if (test === null) return rooted ? `$${steps}` : `${path[0]}:$${steps}`;
  const field = rooted ? `$${steps}` : `${path[0]}${steps}`;
  return `${field}:${'operator' in test ? formatNumberTest(test) : formatValue(test)}`;
}

/** `.name`, `[0]`, or `["first name"]`. */
export function formatStep(step: string): string {
  if (/^\d+$/.test(step)) return `[${step}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${quote(step)}]`;
}

function formatNumberTest({ type, operator, value }: NumberTest): string {
  const sign = operator === '=' ? '' : operator;
  return type === 'hundred' ? `${sign}${value / 100}xx` : `${sign}${value}`;
}

function formatTimeTest({ operator, text }: TimeTest): string {
  return operator === '=' ? text : `${operator}${text}`;
}

function formatValue(pattern: Pattern): string {
  return formatPattern(pattern, /^[\w.*][\w.*:/-]*$/);
}

/** Without quotes only what is `safe`, so that it is never read as a key, a bare word or a regular expression. */
function formatPattern({ type, text, flags }: Pattern, safe: RegExp): string {
  if (type === 'regex') return `/${text}/${flags}`;
  const bare = BARE_WORDS.some(({ word }) => word === text);
  return safe.test(text) && !bare ? text : quote(text);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
