import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeqSet } from '../../../proxy/session/seq-set.ts';

const seq = fc.oneof(
  fc.integer({ min: 0, max: 400 }),
  fc.integer({ min: 65_500, max: 65_600 }),
  fc.nat(10_000_000),
);
const seqs = fc.array(seq, { maxLength: 600, size: 'max' });

test('holds each seq once and in order, whatever is put in and taken out', () => {
  fc.assert(
    fc.property(seqs, seqs, fc.nat(600), (put, taken, from) => {
      const set = new SeqSet();
      for (const each of put) set.add(each);
      for (const each of taken) set.remove(each);
      const expected = [...new Set(put)].filter((each) => !taken.includes(each)).toSorted((a, b) => a - b);
      expect(set.length).toBe(expected.length);
      expect(set.slice(0, 1000)).toEqual(expected);
      expect(set.slice(from, 7)).toEqual(expected.slice(from, from + 7));
      for (const each of [...put.slice(0, 9), ...taken.slice(0, 9), 200, 65_536, 1e9]) {
        expect(set.has(each)).toBe(expected.includes(each));
        expect(set.place(each)).toBe(expected.filter((other) => other < each).length);
      }
    }),
  );
});

test('takes stretches, of any length and across blocks', () => {
  const stretch = fc.tuple(fc.nat(200_000), fc.nat(150_000));
  fc.assert(
    fc.property(stretch, fc.integer({ min: 1, max: 99 }), ([from, length], apart) => {
      const set = new SeqSet();
      set.addNew(from, from + length);
      set.addNew(from + length + apart, from + length + apart);
      expect(set.length).toBe(length + 2);
      expect(set.slice(length, 5)).toEqual([from + length, from + length + apart]);
      expect(set.place(from + length)).toBe(length);
    }),
  );
});

test('loses its beginning', () => {
  fc.assert(
    fc.property(seqs, seq, (put, through) => {
      const set = new SeqSet();
      for (const each of put) set.add(each);
      const all = [...new Set(put)].toSorted((a, b) => a - b);
      const left = all.filter((each) => each > through);
      expect(set.removeThrough(through)).toBe(all.length - left.length);
      expect(set.slice(0, 1000)).toEqual(left);
    }),
  );
});

test('is empty once it is cleared, and past its end', () => {
  const set = new SeqSet();
  set.addNew(1, 100_000);
  expect(set.slice(99_998, 10)).toEqual([99_999, 100_000]);
  expect(set.slice(100_000, 10)).toEqual([]);
  expect(set.slice(200_000, 10)).toEqual([]);
  set.clear();
  expect([set.length, set.slice(0, 10), set.place(5)]).toEqual([0, [], 0]);
});
