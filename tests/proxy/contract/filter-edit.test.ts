import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../../../proxy/contract/filter.ts';
import {
  addConjunct,
  allOf,
  conjunctsOf,
  endOfLead,
  hasConjunct,
  isTerm,
  keepConjuncts,
  replaceConjuncts,
} from '../../../proxy/contract/filter-edit.ts';
import { formatFilter } from '../../../proxy/contract/filter-format.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';

const isType = (filter: Filter) => filter.type === 'resource';
const isDirection = (filter: Filter) => filter.type === 'direction';

function meaning(text: string): string {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return formatFilter(flat(parsed.filter));
}

/** The brackets of `x (a b)` mean nothing. */
function flat(filter: Filter): Filter {
  if (filter.type !== 'and') return filter;
  return { type: 'and', of: filter.of.map(flat).flatMap((each) => (each.type === 'and' ? each.of : [each])) };
}

describe('a term of a button', () => {
  it('stands before what was typed, which stays as it was', () => {
    expect(replaceConjuncts('', isType, 'type:fetch')).toBe('type:fetch');
    expect(replaceConjuncts('"hello  there" -x', isType, 'type:fetch')).toBe('type:fetch "hello  there" -x');
  });

  it('takes the place of the one that was there, wherever that stood', () => {
    expect(replaceConjuncts('a type:font b', isType, 'type:fetch')).toBe('a type:fetch b');
    expect(replaceConjuncts('type:font a type:image', isType, 'type:fetch')).toBe('type:fetch a');
  });

  it('goes without a trace', () => {
    expect(replaceConjuncts('a type:font b', isType, null)).toBe('a b');
    expect(replaceConjuncts('type:font', isType, null)).toBe('');
  });

  it('comes behind the terms of other buttons', () => {
    const leads = (filter: Filter) => isType(filter) || isDirection(filter);
    expect(replaceConjuncts('dir:sent a', isType, 'type:fetch', leads)).toBe('dir:sent type:fetch a');
  });

  it('puts brackets round alternatives, and takes them away again', () => {
    const narrowed = replaceConjuncts('a | b', isType, 'type:fetch');
    expect(narrowed).toBe('type:fetch (a | b)');
    expect(replaceConjuncts(narrowed, isType, null)).toBe('a | b');
    expect(replaceConjuncts('op:text|binary', isType, 'type:fetch')).toBe('type:fetch op:text|binary');
    expect(replaceConjuncts('(a) | (b)', isType, null)).toBe('(a) | (b)');
  });

  it('leaves what is half typed where it is', () => {
    expect(replaceConjuncts('dir:sent status:>=', isDirection, 'dir:received')).toBe(
      'dir:received status:>=',
    );
    expect(replaceConjuncts('(a', isDirection, 'dir:sent')).toBe('dir:sent (a');
    expect(replaceConjuncts('dir:sent "a', isDirection, null)).toBe('"a');
  });

  it('adds its term and nothing else to whatever can be read', () => {
    const text = fc
      .array(fc.constantFrom('a', '-b', '|', '(c d)', '"e|"', 'op:text|ping', 'dir:sent', '/x+/i', '$.a>1'), {
        maxLength: 6,
      })
      .map((words) => words.join(' '))
      .filter((each) => parseFilter(each).ok);
    fc.assert(
      fc.property(text, (before) => {
        const after = replaceConjuncts(before, isType, 'type:fetch');
        expect(meaning(after)).toBe(meaning(before === '' ? 'type:fetch' : `type:fetch (${before})`));
        expect(meaning(replaceConjuncts(after, isType, null))).toBe(meaning(before));
      }),
    );
  });
});

describe('a term of a menu', () => {
  it('is added at the end, once', () => {
    expect(addConjunct('', 'kind:JOIN')).toBe('kind:JOIN');
    expect(addConjunct('a | b', 'kind:JOIN')).toBe('(a | b) kind:JOIN');
    expect(addConjunct('KIND:"JOIN" x', 'kind:JOIN')).toBe('KIND:"JOIN" x');
  });

  it('takes its opposite away', () => {
    expect(addConjunct('x -kind:JOIN', 'kind:JOIN')).toBe('x kind:JOIN');
    expect(addConjunct('kind:JOIN x', '-kind:JOIN')).toBe('x -kind:JOIN');
  });
});

describe('what stands in a text', () => {
  it('is found by what it means', () => {
    expect(hasConjunct('!is:heartbeat x', '-is:heartbeat')).toBe(true);
    expect(hasConjunct('x | -is:heartbeat', '-is:heartbeat')).toBe(false);
    expect(conjunctsOf('dir:sent "', isDirection)).toHaveLength(1);
    expect(isTerm('ws')({ type: 'traffic', kind: 'websocket' })).toBe(true);
  });

  it('can be kept alone', () => {
    expect(keepConjuncts('dir:sent a type:font "', isDirection)).toBe('dir:sent');
    expect(keepConjuncts('a | b', isDirection)).toBe('');
  });

  it('can be asked for together with another text', () => {
    expect(allOf('is:marked | comment:*', '')).toBe('is:marked | comment:*');
    expect(allOf('is:marked | comment:*', 'dir:sent a')).toBe('(is:marked | comment:*) dir:sent a');
    expect(allOf('is:marked | comment:*', 'a | b')).toBe('(is:marked | comment:*) (a | b)');
    expect(allOf('is:marked', '-is:marked')).toBe('is:marked -is:marked');
  });

  it('has an end of its leading terms', () => {
    expect(endOfLead('dir:sent  hello', isDirection)).toBe(10);
    expect(endOfLead('hello dir:sent', isDirection)).toBe(0);
    expect(endOfLead('dir:sent', isDirection)).toBe(8);
  });
});
