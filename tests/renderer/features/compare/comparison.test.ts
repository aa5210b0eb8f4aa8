import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Comparable, compare } from '../../../../renderer/features/compare/comparison.ts';
import { fieldsAsText, linesAsText } from '../../../../renderer/features/compare/diff-text.ts';
import { linesOf } from '../../../../renderer/features/compare/text-lines.ts';

const NAMES = { a: '#1', b: '#2' };

function sideOf(text: string): Comparable {
  const bytes = new TextEncoder().encode(text);
  try {
    return { bytes, text, value: JSON.parse(text) };
  } catch {
    return { bytes, text, value: null };
  }
}

describe('JSON', () => {
  test('differs by path, with what was there and what is', () => {
    const a = sideOf('{"type":"trade","price":101,"by":{"name":"Ana","old":1},"tags":["a","b"]}');
    const b = sideOf('{"type":"trade","price":102,"by":{"name":"Ben"},"tags":["a","b","c"]}');
    const { fields } = compare(a, b, 1000);
    expect(fieldsAsText(NAMES, fields!)).toBe(
      [
        '--- #1',
        '+++ #2',
        '- $.price: 101',
        '+ $.price: 102',
        '- $.by.name: "Ana"',
        '+ $.by.name: "Ben"',
        '- $.by.old: 1',
        '+ $.tags[2]: "c"',
      ].join('\n'),
    );
  });

  test('of another shape at the top is compared as well', () => {
    expect(compare(sideOf('[1]'), sideOf('{"a":1}'), 1000).fields).toEqual([
      { kind: 'changed', path: [], before: [1], after: { a: 1 } },
    ]);
  });

  test('whose digits no number can hold differs in its text', () => {
    const [a, b] = [sideOf('{"id":12345678901234567890}'), sideOf('{"id":12345678901234567891}')];
    const { fields, text, same } = compare(a, b, 1000);
    expect([fields, same]).toEqual([[], false]);
    expect(linesAsText(NAMES, text!)).toContain('+   "id": 12345678901234567891');
  });

  test('on one line is laid out in lines, without a character lost', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const { lines, laidOut } = linesOf(json);
        const bare = (text: string) => text.replaceAll(/\s/g, '');
        expect(bare(lines.join(''))).toBe(bare(json));
        if (laidOut) expect(JSON.parse(lines.join('\n'))).toEqual(JSON.parse(json));
      }),
    );
  });

  test('nested more deeply than the stack reaches has no fields, and throws nothing', () => {
    const parsed = (text: string): Comparable => {
      let value: unknown = text;
      for (let level = 0; level < 50_000; level++) value = [value];
      return { bytes: new Uint8Array(1), text: null, value };
    };
    expect(compare(parsed('1'), parsed('2'), 1000).fields).toBeNull();
  });
});

describe('text', () => {
  test('differs by line', () => {
    const { text } = compare(sideOf('one\ntwo\nthree'), sideOf('one\n2\nthree\nfour'), 1000);
    expect(linesAsText(NAMES, text!)).toBe('--- #1\n+++ #2\n  one\n- two\n+ 2\n  three\n+ four');
  });

  test('without line ends is broken so that an insertion moves only its surroundings', () => {
    const words = Array.from({ length: 2000 }, (_, index) => `word${index}`);
    const a = sideOf(words.join(' '));
    const b = sideOf(words.toSpliced(1000, 0, 'inserted').join(' '));
    const { text } = compare(a, b, 1000);
    expect(text!.laidOut).toBe(true);
    expect(linesAsText(NAMES, text!).match(/^[-+] /gm)?.length).toBeLessThan(6);
  });
});

test('the same payloads are the same in every way', () => {
  const { same, fields, text, bytes } = compare(sideOf('{"a":[1]}'), sideOf('{"a":[1]}'), 1000);
  expect([same, fields, text!.stretches.length, bytes.stretches.length]).toEqual([true, [], 1, 1]);
});

test('comparing never throws, whatever the payloads', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), fc.jsonValue(), fc.jsonValue(), (a, b, one, two) => {
      const text = new TextDecoder();
      const { bytes } = compare(
        { bytes: a, text: text.decode(a), value: one },
        { bytes: b, text: null, value: two },
        1000,
      );
      expect(bytes.stretches.at(-1)?.aEnd ?? 0).toBe(a.length);
    }),
  );
});

test('what is too long for the clipboard says that it was left out', () => {
  const lines = (word: string) => Array.from({ length: 25_000 }, (_, index) => `${word} ${index}`).join('\n');
  const { text } = compare(sideOf(lines('a')), sideOf(lines('b')), 500);
  const copied = linesAsText(NAMES, text!).split('\n');
  expect(copied).toHaveLength(20_003);
  expect(copied.at(-1)).toBe('@@ what follows was left out: more than 20000 rows @@');
});
