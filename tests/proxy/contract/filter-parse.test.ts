import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFilter } from '../../../proxy/contract/filter-format.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import { FILTER_KEYS } from '../../../proxy/contract/filter-keys.ts';

/** The filter as it is written in full: shows how it was understood. */
function read(text: string): string {
  const parsed = parseFilter(text);
  return parsed.ok ? formatFilter(parsed.filter) : `${parsed.error.message} @${parsed.error.position}`;
}

function errorOf(text: string) {
  const parsed = parseFilter(text);
  return parsed.ok ? null : parsed.error;
}

/** Pieces of filters in any order, so that most texts come close to the grammar. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(...FILTER_KEYS.map(({ example }) => example), ...FILTER_KEYS.map(({ key }) => `${key}:`)),
    fc.constantFrom(
      'ws',
      '(',
      ')',
      '|',
      '-',
      '!',
      '"',
      '\\',
      ' ',
      '/',
      '/a b/i',
      '/a*',
      '*',
      '>',
      '=',
      '>=',
      ':',
      '$.a[0]',
      '$["a b"].c',
      'a.b',
      '4xx',
      '>1.5s',
      '<80us',
    ),
    fc.string({ maxLength: 6 }),
  ),
  { maxLength: 12 },
);
const anyFilter = pieces.map((parts) => parts.join(''));

describe('reading a filter', () => {
  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(anyFilter, fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseFilter(text);
        if (parsed.ok) return;
        const { position, length, message, hint } = parsed.error;
        expect(position).toBeLessThanOrEqual(text.length);
        expect(length).toBeGreaterThan(0);
        expect(message).not.toBe('');
        expect(hint).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('reads what it has written as the same filter', () => {
    fc.assert(
      fc.property(anyFilter, (text) => {
        const parsed = parseFilter(text);
        if (!parsed.ok) return;
        expect(parseFilter(formatFilter(parsed.filter))).toEqual(parsed);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['(', '-', '!', '((-'])('survives a hundred thousand times "%s"', (sign) => {
    expect(errorOf(sign.repeat(100_000))).not.toBeNull();
  });

  it('takes nothing for everything', () => {
    expect(parseFilter('')).toEqual({ ok: true, filter: { type: 'everything' } });
    expect(parseFilter(' \t\n')).toEqual({ ok: true, filter: { type: 'everything' } });
  });
});

describe('joining', () => {
  it.each([
    ['a b', 'a b'],
    ['a | b c', 'a | b c'],
    ['a|b', 'a | b'],
    ['(a | b) c', '(a | b) c'],
    ['((a))', 'a'],
    ['-a !b', '-a -b'],
    ['-(a b)', '-(a b)'],
    ['--a', '--a'],
    ['-(-a)', '--a'],
    ['(a b) c', '(a b) c'],
  ])('reads %s as %s', (text, meaning) => expect(read(text)).toBe(meaning));

  it('takes a bar between values of a key for alternatives of that key', () => {
    expect(read('op:text|ping size:>10k')).toBe('(op:text | op:ping) size:>10000');
    expect(read('kind:JOIN|PART|"a b"')).toBe('kind:JOIN | kind:PART | kind:"a b"');
    expect(read('op:text|dir:sent')).toBe('op:text | dir:sent');
    expect(read('op:text | ping')).toBe('op:text | ping');
    expect(read('op:text|$.a:1')).toBe('op:text | $.a:1');
  });
});

describe('words', () => {
  it.each([
    ['ws', 'ws'],
    ['"ws"', '"ws"'],
    ['WS', 'WS'],
    ['foo:5', '"foo:5"'],
    ['wss://h/p?a=b', '"wss://h/p?a=b"'],
    ['localhost:8080', '"localhost:8080"'],
    ['/api/v1', '"/api/v1"'],
    ['/hello world/i', '/hello world/i'],
    ['/a\\/b[/]/', '/a\\/b[/]/'],
    ['"say \\"hi\\" \\\\"', '"say \\"hi\\" \\\\"'],
    ['HOST:a', 'host:a'],
  ])('reads %s as %s', (text, meaning) => expect(read(text)).toBe(meaning));
});

describe('values', () => {
  it.each([
    ['size:>10k', 'size:>10000'],
    ['bytes:>=1.5M', 'bytes:>=1500000'],
    ['bytes:<2G', 'bytes:<2000000000'],
    ['status:4xx', 'status:4xx'],
    ['rtt:>200', 'rtt:>200ms'],
    ['rtt:<=1.5s', 'rtt:<=1500ms'],
    ['rtt:>=80µs', 'rtt:>=0.08ms'],
    ['status:=101', 'status:101'],
    ['is:OPEN', 'is:open'],
    ['id:7', 'id:c7'],
    ['header:Origin', 'header:origin'],
    ['header:Cookie="a b"', 'header:cookie="a b"'],
    ['at:>12:30', 'at:>12:30'],
    ['at:<2025-11-22T12:30:15.5Z', 'at:<2025-11-22T12:30:15.5Z'],
    ['$.price>100', '$.price:>100'],
    ['$.type=trade', '$.type:trade'],
    ['json:$.type=trade', 'json.type:trade'],
    ['json:$.type', 'json:$.type'],
    ['$.a[0].b', '$.a[0].b'],
    ['$.by["first name"][0]:Ana', '$.by["first name"][0]:Ana'],
    ['json:$["a\\"b"]', 'json:$["a\\"b"]'],
    ['irc.command:PRIVMSG', 'irc.command:PRIVMSG'],
    ['badges.moderator:1', 'badges.moderator:1'],
  ])('reads %s as %s', (text, meaning) => expect(read(text)).toBe(meaning));
});

describe('what cannot be read', () => {
  it.each([
    ['host:', 5, 1, 'host: needs a value.'],
    ['a status:abc', 9, 3, '"abc" is not a number.'],
    ['size:>', 6, 1, 'size: needs a value.'],
    ['is:opened', 3, 6, 'is: knows no "opened".'],
    ['dir:up', 4, 2, 'dir: knows no "up".'],
    ['rtt:>soon', 5, 4, '"soon" is not a length of time.'],
    ['rtt:200ms', 4, 5, '"200ms" is not a comparison with a time.'],
    ['at:25:00', 3, 5, '"25:00" is not a time.'],
    ['id:x', 3, 1, '"x" names no connection.'],
    ['ws "abc', 3, 4, 'This quote is never closed.'],
    ['""', 0, 2, 'There is nothing between the quotes.'],
    ['(a', 0, 2, 'This bracket is never closed.'],
    ['a)', 1, 1, 'This bracket closes nothing.'],
    ['a |', 3, 1, 'Something to look for is missing here.'],
    ['| a', 0, 1, 'Something to look for is missing here.'],
    ['a - b', 2, 1, 'There is nothing to negate here.'],
    ['()', 1, 1, 'Something to look for is missing here.'],
    ['$.price>cheap', 8, 5, '"cheap" is not a number.'],
    ['$.price=', 8, 1, 'The value of this field is missing.'],
    ['size:>99999999999999999', 6, 17, '"99999999999999999" is not a number.'],
  ])('says where and what in %s', (text, position, length, message) => {
    expect(errorOf(text)).toMatchObject({ position, length, message });
  });

  it('points at a regular expression that does not compile', () => {
    expect(errorOf('ws /a(/')).toMatchObject({
      position: 3,
      length: 4,
      message: expect.stringContaining('Unterminated group'),
    });
    expect(errorOf('url:/a/ii')).toMatchObject({ position: 4, length: 5 });
  });

  it('names the words that would do', () => {
    expect(errorOf('dir:up')?.hint).toBe('Use one of sent, received.');
    expect(errorOf('status:abc')?.hint).toBe('Write it like status:>=400.');
  });
});
