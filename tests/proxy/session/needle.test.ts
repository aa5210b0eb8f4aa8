import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchMessage } from '../../../proxy/contract/filter-match.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import type { Filter } from '../../../proxy/contract/filter.ts';
import { filterMessage } from '../../../proxy/session/filter-message-of.ts';
import { needleOf } from '../../../proxy/session/needle.ts';
import { utf8 } from '../../support/hex.ts';
import { connectionRow, messageRow } from '../store/rows.ts';
import { builtIn } from '../../../proxy/formats/decoders/registry.ts';
import { ALONE } from '../../support/no-answers.ts';

function filterOf(text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.filter;
}

const found = (text: string, payload: string) =>
  needleOf(filterOf(text), builtIn)?.test(Buffer.from(payload).toString('latin1')) ?? true;

function matches(filter: Filter, payload: string): boolean {
  const message = { ...messageRow(1, { opcode: 1 }), head: utf8(payload) };
  const connection = connectionRow(1);
  return matchMessage(filter, connection, filterMessage(message, connection, ALONE), 'text');
}

/** Ways in which a text stands in a payload. */
const asItIs = (text: string) => text;
const inJson = (text: string) => JSON.stringify({ deep: [text] });
const inJsonEscaped = (text: string) => `{"${escaped('key')}":"${escaped(text)}"}`;
const inTag = (text: string) => `@display-name=${tagValue(text)} :n!n@h PRIVMSG #c :hello`;

const escaped = (text: string) =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'))
    .map((code) => `\\u${code}`)
    .join('');
const tagValue = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll(' ', '\\s').replaceAll(';', '\\:');

describe('what the bytes of a payload must contain', () => {
  test.each([
    ['text:"hello"', 'Say HELLO', true],
    ['text:"hello"', 'Say hell', false],
    ['hello', 'hello', true],
    ['-hello', 'anything', true],
    ['hello dir:sent', 'nothing', false],
    ['hello | dir:sent', 'nothing', true],
    ['hello | world', 'the world', true],
    ['hello | world', 'the wor', false],
    ['text:/h.llo/', 'nothing', true],
    ['text:"a.b"', 'a.b', true],
    ['text:"a.b"', 'axb', false],
    ['text:kelvin', '\u212Aelvin', true],
    ['text:"STRASSE"', '\u017Ftra\u017Fse', true],
    ['text:"größe"', 'GRÖSSE oder GRÖẞE', true],
    ['text:café', 'nothing', false],
    ['$.price>100', '{}', false],
    ['$.price>100', '{"price":3}', true],
    ['irc.command:PRIVMSG', ':a PRIVMSG #b :c', true],
    ['irc.command:PRIVMSG', ':a JOIN #b', false],
    ['kind:PRIVMSG dir:sent', ':a JOIN #b', false],
    ['kind:/PRIV.*/', ':a JOIN #b', true],
    ['badges.moderator:1', '@badges=vip/1 :a PRIVMSG #b :c', false],
    ['$.no-such$field:x | hello', 'hello', true],
    ['text:"café"', String.raw`"caf\u00e9"`, true],
  ])('%s in %s: %s', (filter, payload, expected) => expect(found(filter, payload)).toBe(expected));

  test('is there whenever the filter matches', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('abkKsSß\u212A\u017FéÉ.*1 "\\')),
      minLength: 1,
      maxLength: 6,
    });
    const key = fc.constantFrom('text:', '');
    const wrap = fc.constantFrom(asItIs, inJson, inJsonEscaped, inTag);
    let matched = 0;
    fc.assert(
      fc.property(letters, letters, letters, key, wrap, (word, before, after, where, written) => {
        const filter = filterOf(`${where}"${word.replace(/["\\]/g, String.raw`\$&`)}"`);
        const payload = written(before + word.toUpperCase() + after);
        const needle = needleOf(filter, builtIn);
        if (!matches(filter, payload)) return;
        matched += 1;
        if (needle) expect(needle.test(Buffer.from(payload).toString('latin1'))).toBe(true);
      }),
      { numRuns: 4000 },
    );
    expect(matched).toBeGreaterThan(1000);
  });

  test.each([
    ['text:"say \\"hi\\""', inJson('please say "hi"')],
    ['café', inJsonEscaped('the café')],
    ['text:abc', inJsonEscaped('ABC')],
    ['"two words"', inTag('two words')],
    ['text:"a;b"', inTag('a;b')],
  ])('is there where escapes hide it: %s in %s', (text, payload) => {
    const filter = filterOf(text);
    expect(payload).not.toMatch(/two words|a;b|café|abc|"hi"/i);
    expect(matches(filter, payload)).toBe(true);
    expect(found(text, payload)).toBe(true);
  });
});
