import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Seq } from '../../../proxy/contract/ids.ts';
import { SeqList } from '../../../proxy/session/seq-list.ts';

const seqs = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 600, size: 'max' });

test('holds each seq once and in order, whatever is put in and taken out', () => {
  fc.assert(
    fc.property(seqs, seqs, (put, taken) => {
      const list = new SeqList();
      for (const seq of put) list.insert(seq as Seq);
      for (const seq of taken) list.remove(seq as Seq);
      const expected = [...new Set(put)].filter((seq) => !taken.includes(seq)).toSorted((a, b) => a - b);
      expect(list.slice(0, 1000)).toEqual(expected);
      expect(list.length).toBe(expected.length);
      expect(list.place(200 as Seq)).toBe(expected.filter((seq) => seq < 200).length);
    }),
  );
});

test('grows without end', () => {
  const list = new SeqList();
  for (let seq = 1; seq <= 100_000; seq += 1) list.append(seq as Seq);
  expect(list.slice(99_998, 10)).toEqual([99_999, 100_000]);
  list.clear();
  expect(list.length).toBe(0);
});
