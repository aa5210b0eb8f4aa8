import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchMessage } from '../../../proxy/contract/filter-match.ts';
import {
  exclusionOf,
  fieldTerm,
  presenceTerm,
  textTerm,
  valueText,
} from '../../../proxy/contract/filter-of-value.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import { connection, decoded, message } from './filter-facts.ts';

function matches(term: string, fields: Readonly<Record<string, unknown>>): boolean {
  const parsed = parseFilter(term);
  if (!parsed.ok) throw new Error(`${term}: ${parsed.error.message}`);
  return matchMessage(parsed.filter, connection(), message({ decoded: () => decoded({ fields }) }), 'text');
}

describe('the filter for a value', () => {
  it('names its path', () => {
    expect(fieldTerm(['price'], 12.5)).toBe('$.price=12.5');
    expect(fieldTerm(['items', 0, 'id'], 'x y')).toBe('$.items[0].id="x y"');
    expect(fieldTerm(['first name'], 'Ana')).toBe('$["first name"]=Ana');
    expect(presenceTerm(['a', 'straße'])).toBe('$.a["straße"]');
    expect(textTerm('kind', 'op 10')).toBe('kind:"op 10"');
  });

  it('does not exist for a branch, for no path, or where nobody could read it', () => {
    expect(fieldTerm(['a'], {})).toBeNull();
    expect(fieldTerm([], 1)).toBeNull();
    expect(fieldTerm(['a'], 'x'.repeat(201))).toBeNull();
    expect(presenceTerm([])).toBeNull();
  });

  it('takes a star for a star', () => {
    expect(matches(fieldTerm(['to'], '*')!, { to: '*' })).toBe(true);
    expect(matches(fieldTerm(['to'], '*')!, { to: 'ana' })).toBe(false);
  });

  it('stays in one line', () => {
    expect(valueText('a\r\nb')).toBe(String.raw`/^a\x0d\x0ab$/i`);
    expect(matches(fieldTerm(['text'], 'a\r\nb')!, { text: 'a\r\nb' })).toBe(true);
  });

  it('matches that value at that place, and its exclusion does not', () => {
    const step = fc.oneof(
      fc.nat(9),
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
    );
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), value, (path, leaf) => {
        const term = fieldTerm(path, leaf)!;
        const fields = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), leaf);
        expect(matches(term, fields as Record<string, unknown>)).toBe(true);
        expect(matches(exclusionOf(term), fields as Record<string, unknown>)).toBe(false);
      }),
    );
  });
});
