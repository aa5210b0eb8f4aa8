import { describe, expect, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../../proxy/contract/ids.ts';
import { KindSchemas } from '../../../../proxy/session/kind-schemas.ts';
import {
  type FieldRow,
  fieldRows,
  presenceOf,
  rangeWords,
  shownValues,
  typeWords,
} from '../../../../renderer/features/schema/field-rows.ts';
import { decoders } from '../../support/decoders-of-page.ts';

/** Rows of messages of one kind. */
function rowsOf(...values: readonly object[]): readonly FieldRow[] {
  const schemas = new KindSchemas();
  for (const [n, value] of values.entries()) {
    const payload = new TextEncoder().encode(JSON.stringify(value));
    const context = { url: 'wss://a.example/', subprotocol: null };
    const seen = {
      seq: n as Seq,
      at: n,
      from: 'server',
      connection: 1 as ConnectionId,
      length: payload.length,
    } as const;
    schemas.take(decoders.decode(context, { from: 'server', opcode: 1, payload }), seen);
  }
  return fieldRows(schemas.told.kinds[0]!.shape);
}

describe('the rows of the fields', () => {
  test('stand below what holds them, in arrays too, with the filters that find them', () => {
    const rows = rowsOf({ type: 'a', 'in it': { b: [{ c: 1 }] } }, { type: 'a' });
    expect(
      rows.map((row) => [row.depth, row.field.name, typeWords(row.field.shape), row.share, presenceOf(row)]),
    ).toEqual([
      [0, 'type', 'string', null, '$.type'],
      [0, 'in it', 'object', 0.5, '$["in it"]'],
      [1, 'b', 'object[]', null, '$["in it"].b'],
      [2, 'c', 'integer', null, null],
    ]);
  });

  test('stand for whatever lies under ids once, with what is below it', () => {
    const users = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [1000 + n, { name: 'x' }]));
    const rows = rowsOf({ type: 'a', users });
    expect(rows.map((row) => [row.depth, row.field.name, row.names, presenceOf(row)])).toEqual([
      [0, 'type', undefined, '$.type'],
      [0, 'users', undefined, '$.users'],
      [1, '*', ['1000', '1001', '1002'], null],
      [2, 'name', undefined, null],
    ]);
  });

  test('have keys of their own, whatever the fields are called', () => {
    const keys = rowsOf({ 'a.b': 1, a: { b: 2, '.b': [{ x: 1 }] }, 'a[]': { x: 1 } }).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('say types once, and what arrays hold', () => {
    const [, row] = rowsOf(
      { type: 'a', v: 1 },
      { type: 'a', v: 1.5 },
      { type: 'a', v: [1, null] },
      { type: 'a', v: [] },
    );
    expect(typeWords(row!.field.shape)).toBe('number | (integer | null)[]');
    expect(rangeWords(row!)).toBe('1 … 1.5');
  });

  test('show the range of numbers, and texts beside it', () => {
    const [, row] = rowsOf({ type: 'a', v: 1 }, { type: 'a', v: 7 }, { type: 'a', v: 'all' });
    expect(rangeWords(row!)).toBe('1 … 7');
    expect(shownValues(row!)).toEqual({ kind: 'examples', values: [{ text: '"all"', term: '$.v=all' }] });
  });

  test('show values that filter, but none that is cut or masked', () => {
    const rows = rowsOf({ type: 'a', long: 'x'.repeat(90), token: 'oauth:s3cret', says: 'oauth:s3cret' });
    const terms = rows.map((row) => shownValues(row).values.map(({ term }) => term));
    expect(terms).toEqual([['$.type=a'], [null], [], [null]]);
  });
});
