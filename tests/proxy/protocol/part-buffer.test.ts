import { expect, test } from 'vitest';
import { PartBuffer } from '../../../proxy/protocol/part-buffer.ts';
import { concat, hex } from '../../support/hex.ts';

test('a part is what was filled in, in order', () => {
  const part = new PartBuffer(10);
  part.fill(hex('01 02 03'), 1);
  part.fill(hex('04'), 0);
  expect(part.take()).toEqual(hex('02 03 04'));
  expect(part.take()).toEqual(hex(''));
});

test('no more than its capacity fits', () => {
  const part = new PartBuffer(4);
  expect([part.fill(hex('01 02 03'), 0), part.full]).toEqual([3, false]);
  expect([part.fill(hex('04 05 06'), 0), part.full]).toEqual([1, true]);
  expect(part.take()).toEqual(hex('01 02 03 04'));
});

test('it grows with what it holds', () => {
  const part = new PartBuffer(100_000);
  const pieces = Array.from({ length: 300 }, (_, i) => new Uint8Array(i).fill(i));
  for (const piece of pieces) part.fill(piece, 0);
  expect(part.take()).toEqual(concat(...pieces));
});

test('it goes on after a release', () => {
  const part = new PartBuffer(10);
  part.fill(hex('01'), 0);
  part.release();
  part.fill(hex('02'), 0);
  expect(part.take()).toEqual(hex('02'));
});
