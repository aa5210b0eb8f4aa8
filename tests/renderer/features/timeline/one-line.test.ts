import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine } from '../../../../renderer/features/timeline/one-line.ts';

test('a line break inside is shown, the last one is left out', () => {
  expect(oneLine('NICK ana\r\nJOIN #a\r\n')).toBe('NICK ana↵JOIN #a');
});

test('control characters are shown as pictures', () => {
  expect(oneLine('\u0001ACTION\u0001 a\tb\u007f')).toBe('␁ACTION␁ a␉b␡');
});

test('nothing can turn the direction of what stands beside it', () => {
  expect(oneLine('abc\u202Etxt.exe')).toBe('abc\uFFFDtxt.exe');
});

test('the result is always one line without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(oneLine(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});
