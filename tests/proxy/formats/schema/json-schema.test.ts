import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toJsonSchema } from '../../../../proxy/formats/schema/json-schema.ts';
import { kindsOf, schemasOf } from './schemas.ts';

/** The document that was made of these messages, and which others it is asked about it accepts. */
function inferred(...values: readonly unknown[]) {
  const document = JSON.parse(toJsonSchema('test', kindsOf(...values)));
  const accepts = new Ajv2020({ strict: false, ownProperties: true }).compile(document);
  return { document, accepts: (value: unknown) => accepts(value) };
}

const quotes = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ type: 'quote', price: n + 0.5, side: n % 2 ? 'buy' : 'sell' }));

describe('a JSON Schema', () => {
  test('accepts every message that it was inferred from', () => {
    const key = fc.constantFrom('a', 'b c', 'type', '$ref', '__proto__', 'constructor');
    const id = fc.integer({ min: 1000, max: 1020 }).map(String);
    const { tree: value } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 0, -1, 0.5, 1e300, '', 'text', 'x'.repeat(80)),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
        fc.dictionary(id, fc.oneof(key, fc.dictionary(key, fc.double({ noNaN: true }))), {
          minKeys: 5,
          maxKeys: 12,
        }),
      ),
    }));
    const message = fc.oneof(fc.dictionary(key, value), fc.array(value));
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), (texts) => {
        const values = texts.map((each) => JSON.parse(JSON.stringify(each)));
        const { accepts } = inferred(...values);
        expect(values.filter((each) => !accepts(each))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('requires what was always there, and has the type that was seen', () => {
    const { accepts } = inferred({ type: 'quote', price: 1 }, { type: 'quote', price: 2, size: 3 });
    expect(accepts({ type: 'quote', price: 3 })).toBe(true);
    expect(accepts({ type: 'quote', price: 3, later: true })).toBe(true);
    expect(accepts({ type: 'quote' })).toBe(false);
    expect(accepts({ type: 'quote', price: '3' })).toBe(false);
    expect(accepts({ type: 'quote', price: 3, size: null })).toBe(false);
  });

  test('lists a few texts that come again and again, and no others', () => {
    const { document, accepts } = inferred(...quotes(40));
    expect(document.$defs.Quote.properties.side).toEqual({ type: 'string', enum: ['sell', 'buy'] });
    expect(accepts({ type: 'quote', price: 1, side: 'hold' })).toBe(false);
    const { document: few } = inferred(...quotes(4));
    expect(few.$defs.Quote.properties.side).toEqual({ type: 'string', examples: ['sell', 'buy'] });
  });

  test('takes whatever lies under ids for values of one kind', () => {
    const users = (from: number) =>
      Object.fromEntries(Array.from({ length: 9 }, (_, n) => [from + n, { name: `x${from + n}` }]));
    const { document, accepts } = inferred({ type: 'a', users: users(1) }, { type: 'a', users: users(70) });
    expect(document.$defs.A.properties.users).toMatchObject({
      type: 'object',
      additionalProperties: { type: 'object', required: ['name'] },
    });
    expect(accepts({ type: 'a', users: { 400: { name: 'y' } } })).toBe(true);
    expect(accepts({ type: 'a', users: { 400: { name: 1 } } })).toBe(false);
  });

  test('calls a number that was once not whole a number', () => {
    const { document } = inferred({ type: 'a', n: 1 }, { type: 'a', n: 1.5 }, { type: 'a', n: null });
    expect(document.$defs.A.properties.n.type).toEqual(['number', 'null']);
  });

  test('describes an array as the array that it is', () => {
    const { document, accepts } = inferred([1, 'two'], []);
    expect(document.$defs.Array).toMatchObject({ type: 'array', items: { type: ['integer', 'string'] } });
    expect([accepts([2]), accepts([{}])]).toEqual([true, false]);
  });

  test('has a name for each kind, whatever the kinds are called', () => {
    const { document } = inferred(
      { type: 'user/joined' },
      { type: 'user-joined' },
      { type: '名' },
      { type: '7' },
    );
    expect(Object.keys(document.$defs)).toEqual(['UserJoined', 'UserJoined2', 'Kind', 'Kind7']);
  });

  test('never tells a secret, and accepts it all the same', () => {
    const secrets = Array.from({ length: 30 }, (_, n) => ({
      type: 'login',
      token: n % 2 ? n : `t0p-${n}`,
      by: `oauth:abc${n}`,
    }));
    const { kinds } = schemasOf(secrets.map((each) => JSON.stringify(each)));
    expect(JSON.stringify(kinds)).not.toMatch(/t0p|abc/);
    const { document, accepts } = inferred(...secrets);
    expect(JSON.stringify(document)).not.toMatch(/t0p|abc/);
    expect(secrets.filter((each) => !accepts(each))).toEqual([]);
  });

  test('says nothing of what was too large or too deep to be read, but that it was there', () => {
    const deep = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`;
    const [kind] = schemasOf([deep, '{"b":1}']).kinds;
    expect(kind).toMatchObject({ kind: 'object', unread: 1, shape: { types: { object: 1 } } });
  });
});
