import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldRange } from '../../../../proxy/contract/model.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { utf8 } from '../../../support/hex.ts';
import { ANYWHERE } from '../../../support/protocol-cases.ts';

function rangesOf(text: string): readonly FieldRange[] {
  const input = { from: 'server', opcode: 1, payload: utf8(text) } as const;
  const decoded = builtIn.decode(ANYWHERE, input);
  return decoded ? builtIn.ranges(ANYWHERE, input, decoded) : [];
}

const bytesAt = (text: string, { from, to }: FieldRange) =>
  new TextDecoder().decode(utf8(text).slice(from, to));

/** `part path: bytes` */
const spelled = (text: string) =>
  rangesOf(text).map((range) =>
    `${range.part ?? ''} ${range.path.join('.')}: ${bytesAt(text, range)}`.trim(),
  );

describe('the bytes of a field', () => {
  test('of JSON are those that spell its value, whatever stands before them', () => {
    expect(spelled('{"who":"Zoë 😀","at":{"x":[1, 22]}}')).toEqual([
      ': {"who":"Zoë 😀","at":{"x":[1, 22]}}',
      'who: "Zoë 😀"',
      'at: {"x":[1, 22]}',
      'at.x: [1, 22]',
      'at.x.0: 1',
      'at.x.1: 22',
    ]);
    expect(spelled('[true]')).toEqual(['value: [true]', 'value.0: true']);
  });

  test('of any JSON parse to that value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 }), (any) => {
        const text = JSON.stringify(any);
        const value = JSON.parse(text) as unknown; // there is no -0 in JSON
        for (const range of rangesOf(text)) {
          const found = range.path.reduce<unknown>(
            (at, step) => (at as Record<string, unknown>)[step],
            value,
          );
          expect(JSON.parse(bytesAt(text, range))).toEqual(found);
        }
      }),
    );
  });

  test('of IRC are its line, tags, command and parameters', () => {
    expect(spelled('@color=#F00;name=Zoë :ana!a@h PRIVMSG #den :hi  there\r\nPING :a')).toEqual([
      '0 : @color=#F00;name=Zoë :ana!a@h PRIVMSG #den :hi  there',
      '0 tags.color: color=#F00',
      '0 tags.name: name=Zoë',
      '0 command: PRIVMSG',
      '0 params.0: #den',
      '0 params.1: hi  there',
      '1 : PING :a',
      '1 command: PING',
      '1 params.0: a',
    ]);
    expect(spelled('JOIN #a,#b')).toEqual([': JOIN #a,#b', 'command: JOIN', 'params.0: #a,#b']);
  });
});
