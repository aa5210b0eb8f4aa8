import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, type Alignment, withoutChance } from '../../../../renderer/features/compare/alignment.ts';
import { byteRows } from '../../../../renderer/features/compare/byte-rows.ts';
import { type DiffLayout, diffRows } from '../../../../renderer/features/compare/diff-rows.ts';

const LIMITS = { edits: 500, milliseconds: 1000 };
const NONE: ReadonlySet<number> = new Set();
const sequence = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 });

/** Every item of both stands in exactly one stretch, in order, and equal ones are equal. */
function expectWhole(alignment: Alignment, a: readonly number[], b: readonly number[]): void {
  let [atA, atB] = [0, 0];
  for (const { equal, a: from, aEnd, b: to, bEnd } of alignment.stretches) {
    expect([from, to]).toEqual([atA, atB]);
    if (equal) expect(a.slice(from, aEnd)).toEqual(b.slice(to, bEnd));
    [atA, atB] = [aEnd, bEnd];
  }
  expect([atA, atB]).toEqual([a.length, b.length]);
}

describe('two sequences', () => {
  test('are told apart without losing or inventing anything, within limits or by place', () => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        expectWhole(align(a, b, LIMITS), a, b);
        expectWhole(align(a, b, { edits: 1, milliseconds: 1000 }), a, b);
        expectWhole(withoutChance(align(a, b, LIMITS), 4), a, b);
      }),
    );
  });

  test('differ only where something was put in', () => {
    expect(align([1, 2, 3, 4], [1, 2, 9, 3, 4], LIMITS).stretches).toEqual([
      { equal: true, a: 0, aEnd: 2, b: 0, bEnd: 2 },
      { equal: false, a: 2, aEnd: 2, b: 2, bEnd: 3 },
      { equal: true, a: 2, aEnd: 4, b: 3, bEnd: 5 },
    ]);
  });

  test('too different for the limits are compared by place, and say so', () => {
    const a = Array.from({ length: 100 }, (_, index) => index);
    const b = a.map((value) => (value % 10 === 0 ? value : -value));
    const { exact, stretches } = align(a, b, { edits: 3, milliseconds: 1000 });
    expect(exact).toBe(false);
    expect(stretches.filter(({ equal }) => equal)).toHaveLength(10);
  });
});

describe('rows', () => {
  test.each<DiffLayout>(['beside', 'unified'])('%s show every item once when nothing is folded', (layout) => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const { stretches } = align(a, b, LIMITS);
        const all = new Set(a.keys());
        const rows = [...diffRows(stretches, layout, all)];
        const of = (side: 'a' | 'b') => rows.map((row) => row[side]).filter((at) => at !== null);
        expect([of('a'), of('b')]).toEqual([[...a.keys()], [...b.keys()]]);
      }),
    );
  });

  test('fold what is equal but for three rows around a difference', () => {
    const a = Array.from({ length: 50 }, (_, index) => index);
    const b = a.with(20, -1);
    const rows = [...diffRows(align(a, b, LIMITS).stretches, 'beside', NONE)];
    expect(rows.map(({ kind }) => kind)).toEqual([
      'fold',
      'same',
      'same',
      'same',
      'differs',
      'same',
      'same',
      'same',
      'fold',
    ]);
    expect(rows[0]).toEqual({ kind: 'fold', a: 0, b: 0, count: 17 });
  });

  test('of bytes show or fold every byte of both once', () => {
    const long = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 400 });
    fc.assert(
      fc.property(long, sequence, long, (head, middle, tail) => {
        const [a, b] = [
          [...head, ...tail],
          [...head, ...middle, ...tail],
        ];
        const seen = { a: [] as number[], b: [] as number[] };
        for (const row of byteRows(align(a, b, LIMITS).stretches, NONE)) {
          if (row.kind === 'fold') {
            const b0 = (seen.b.at(-1) ?? -1) + 1;
            for (let at = 0; at < row.count; at++) seen.a.push(row.a + at);
            for (let at = 0; at < row.count; at++) seen.b.push(b0 + at);
            continue;
          }
          expect(row.places.length).toBeLessThanOrEqual(16);
          for (const place of row.places) {
            if (place.a !== null) seen.a.push(place.a);
            if (place.b !== null) seen.b.push(place.b);
          }
        }
        expect([seen.a, seen.b]).toEqual([[...a.keys()], [...b.keys()]]);
      }),
    );
  });
});
