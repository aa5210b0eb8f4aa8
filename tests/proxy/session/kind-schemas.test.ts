import { describe, expect, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import {
  choicesOf,
  type Field,
  isAlways,
  isNew,
  LONGEST_TEXT,
  MOST_FIELDS,
  MOST_KINDS,
  type Shape,
} from '../../../proxy/contract/message-schema.ts';
import { KindSchemas } from '../../../proxy/session/kind-schemas.ts';
import { decoded } from '../contract/filter-facts.ts';

const message = (seq: number) => ({
  seq: seq as Seq,
  at: 1000 + seq,
  from: seq % 2 ? ('client' as const) : ('server' as const),
  connection: 1 as ConnectionId,
  length: 10,
});

function shapeOf(...fields: readonly Record<string, unknown>[]): Shape {
  const schemas = new KindSchemas();
  for (const [n, each] of fields.entries()) schemas.take(decoded({ fields: each }), message(n));
  return schemas.told.kinds[0]!.shape;
}

function fieldOf(shape: Shape, ...path: readonly string[]): Field {
  const field = shape.fields.find(({ name }) => name === path[0])!;
  return path.length === 1 ? field : fieldOf(field.shape, ...path.slice(1));
}

describe('the shape of a kind', () => {
  test('knows which fields are always there, of the objects that hold them', () => {
    const shape = shapeOf({ a: 1, in: { b: 1 } }, { a: 2, in: { b: 2, c: 3 } }, { a: 3 });
    expect(shape.fields.map((field) => [field.name, field.seen, isAlways(field, shape)])).toEqual([
      ['a', 3, true],
      ['in', 2, false],
    ]);
    const inner = fieldOf(shape, 'in').shape;
    expect(inner.fields.map((field) => [field.name, isAlways(field, inner)])).toEqual([
      ['b', true],
      ['c', false],
    ]);
  });

  test('knows types, the range of numbers, and the first values', () => {
    const { shape } = fieldOf(
      shapeOf({ n: 3 }, { n: -1.5 }, { n: 8 }, { n: 5 }, { n: 'none' }, { n: null }),
      'n',
    );
    expect(shape).toMatchObject({
      types: { integer: 3, number: 1, string: 1, null: 1 },
      range: { least: -1.5, most: 8 },
      examples: [3, -1.5, 8],
    });
  });

  test('takes all items of all arrays together', () => {
    const { shape } = fieldOf(shapeOf({ list: [1, 'two'] }, { list: [] }, { list: [{ a: 1 }] }), 'list');
    expect(shape.types).toEqual({ array: 3 });
    expect(shape.items!.types).toEqual({ integer: 1, string: 1, object: 1 });
  });

  describe('of objects whose names are data', () => {
    const under = (names: readonly string[], value: unknown) =>
      Object.fromEntries(names.map((name) => [name, value]));
    const many = (count: number, name: (n: number) => string) =>
      Array.from({ length: count }, (_, n) => name(n));
    const letters = (n: number) =>
      `${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + ((n / 26) % 26))}`;

    test('knows ids, and what lies under them as one shape', () => {
      const users = (from: number) =>
        under(
          many(10, (n) => String(1000 + from + n)),
          { name: 'x', age: from },
        );
      const { shape } = fieldOf(shapeOf({ users: users(0) }, { users: users(5) }), 'users');
      expect(shape.fields).toEqual([]);
      expect(shape.entries).toMatchObject({
        names: ['1000', '1001', '1002'],
        seen: 20,
        first: { seq: 0, after: 0 },
      });
      const { values } = shape.entries!;
      expect(values.types).toEqual({ object: 20 });
      expect(values.fields.map(({ name, seen }) => [name, seen])).toEqual([
        ['name', 20],
        ['age', 20],
      ]);
      expect(fieldOf(values, 'age').shape.range).toEqual({ least: 0, most: 5 });
    });

    test('knows names of which each is there seldom, where they hold the same', () => {
      const each = many(40, letters).map((name) => ({ at: { [name]: 1.5 } }));
      expect(fieldOf(shapeOf(...each), 'at').shape.entries?.values.types).toEqual({ number: 40 });
    });

    test('knows more names of one type than can be told', () => {
      const shape = shapeOf({ prices: under(many(500, letters), { bid: 1, ask: 2 }) });
      const { entries } = fieldOf(shape, 'prices').shape;
      expect(entries?.values.fields.map(({ name }) => name)).toEqual(['bid', 'ask']);
    });

    test('leaves a record what it is', () => {
      const record = under(many(60, letters), 7);
      const shape = shapeOf(
        ...Array.from({ length: 10 }, () => ({ record, list: under(['1', '2', '3'], 1) })),
      );
      expect(fieldOf(shape, 'record').shape.fields).toHaveLength(60);
      expect(fieldOf(shape, 'list').shape.fields).toHaveLength(3);
    });
  });

  test('names the message in which a field was new', () => {
    const old = Array.from({ length: 30 }, () => ({ a: { b: 1 } }));
    const shape = shapeOf(...old, { a: { b: 1, late: 2 }, later: 3 });
    expect(fieldOf(shape, 'a', 'late').first).toEqual({ seq: 30, at: 1030, after: 30 });
    expect(['a', 'later'].map((name) => isNew(fieldOf(shape, name)))).toEqual([false, true]);
  });

  test('lists texts where they are few and come again', () => {
    const values = Array.from({ length: 60 }, (_, n) => ({
      few: `v${n % 3}`,
      many: `v${n}`,
      long: 'x'.repeat(100),
    }));
    const shape = shapeOf(...values);
    expect(choicesOf(fieldOf(shape, 'few').shape)).toEqual(['v0', 'v1', 'v2']);
    expect(choicesOf(fieldOf(shape, 'many').shape)).toBeNull();
    expect(choicesOf(fieldOf(shape, 'long').shape)).toBeNull();
    expect(fieldOf(shape, 'long').shape.examples).toEqual([`${'x'.repeat(LONGEST_TEXT)}…`]);
  });

  test('takes bounded room, and says that there was more', () => {
    const values = Array.from({ length: 5000 }, (_, n) => [`f${n}`, n % 2 ? n : `${n}`]);
    const shape = shapeOf(Object.fromEntries(values));
    expect([shape.fields.length, shape.more]).toEqual([MOST_FIELDS, true]);
    expect(shapeOf({ ['x'.repeat(1000)]: 1 })).toMatchObject({ fields: [], more: true });
  });
});

describe('the kinds', () => {
  test('are counted by direction, once a message, and each part is looked into', () => {
    const schemas = new KindSchemas();
    const parts = [decoded({ fields: { a: 1 } }), decoded({ fields: { b: 1 } })];
    schemas.take(decoded({ kind: 'lines', parts }), message(1));
    schemas.take(decoded({ fields: { a: 1 } }), message(2));
    schemas.take(null, message(3));
    const [kind, lines] = schemas.told.kinds;
    expect(kind).toMatchObject({
      kind: 'PRIVMSG',
      messages: { client: 1, server: 1 },
      firstAt: 1001,
      lastAt: 1002,
    });
    expect(kind!.shape.types).toEqual({ object: 3 });
    expect(lines!.messages).toEqual({ client: 1, server: 0 });
    expect(schemas.told.undecoded).toBe(1);
  });

  test('of any number take bounded room, and none of them is lost', () => {
    const schemas = new KindSchemas();
    for (let n = 0; n < MOST_KINDS + 50; n += 1) schemas.take(decoded({ kind: `kind ${n}` }), message(n));
    expect([schemas.told.kinds.length, schemas.told.otherKinds]).toEqual([MOST_KINDS, 50]);
  });
});
