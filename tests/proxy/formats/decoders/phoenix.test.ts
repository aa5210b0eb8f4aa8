import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, spelledAt, textInput } from '../../../support/decoder-laws.ts';
import { concat, utf8 } from '../../../support/hex.ts';

const HERE: DecoderContext = {
  url: 'ws://h/socket/websocket?token=a&vsn=2.0.0',
  subprotocol: null,
  decoder: 'phoenix',
};
const ELSEWHERE = { url: 'ws://h/', subprotocol: null };

const read = (text: string, context = HERE) => builtIn.decode(context, textInput(text));
const turns = (text: string, from: 'client' | 'server') => builtIn.turns(HERE, textInput(text, from));

const MESSAGES = [
  ['["3","3","room:1","phx_join",{"token":"a"}]', 'phx_join', 'room:1  phx_join {"token":"•••"}'],
  ['["3","3","room:1","phx_reply",{"status":"ok","response":{}}]', 'phx_reply', 'room:1  phx_reply ok {}'],
  ['[null,"4","phoenix","heartbeat",{}]', 'heartbeat', 'phoenix  heartbeat {}'],
  ['["3",null,"room:1","new_msg",{"body":"hi"}]', 'new_msg', 'room:1  new_msg {"body":"hi"}'],
  [
    '{"topic":"room:1","event":"new_msg","payload":{"body":"hi"},"ref":"1"}',
    'new_msg',
    'room:1  new_msg {"body":"hi"}',
  ],
  [`[null,null,"room:1","${'e'.repeat(65)}",{}]`, 'push', `room:1  ${'e'.repeat(65)} {}`],
] as const;

function binary(kind: number, texts: readonly string[], data: string) {
  const lengths = Uint8Array.of(kind, ...texts.map((text) => utf8(text).length));
  return { opcode: 2, payload: concat(lengths, ...texts.map(utf8), utf8(data)) };
}

describe('Phoenix channels', () => {
  test.each(MESSAGES)('%s is %s', (text, kind, summary) => {
    expect(read(text)).toMatchObject({ protocol: 'phoenix', kind, summary });
    expectLaws(HERE, textInput(text));
  });

  test('have heartbeats, which are replied to', () => {
    expect(read('[null,"4","phoenix","heartbeat",{}]')?.heartbeat).toBe(true);
    expect(read('[null,"4","phoenix","phx_reply",{"status":"ok","response":{}}]')?.heartbeat).toBe(true);
    expect(read('["3","4","room:1","heartbeat",{}]')?.heartbeat).toBe(false);
  });

  test('have the same fields in arrays and in objects', () => {
    const fields = { joinRef: '1', ref: '2', topic: 'a', event: 'b', payload: { c: 1 } };
    expect(read('["1","2","a","b",{"c":1}]')?.fields).toEqual(fields);
    expect(read('{"join_ref":"1","ref":"2","topic":"a","event":"b","payload":{"c":1}}')?.fields).toEqual(
      fields,
    );
  });

  test('have binary pushes, replies and broadcasts, whose payload unfolds', () => {
    const push = { ...binary(0, ['3', '9', 'room:1', 'upload'], '{"a":1}'), from: 'client' } as const;
    expect(builtIn.decode(HERE, push)).toMatchObject({
      kind: 'upload',
      summary: 'room:1  upload {"a":1}',
      fields: { joinRef: '3', ref: '9', topic: 'room:1', bytes: { length: 7 } },
      parts: [{ protocol: 'json', fields: { a: 1 } }],
    });
    expect(
      ['joinRef', 'ref', 'topic', 'event', 'bytes'].map((field) => spelledAt(HERE, push, field)),
    ).toEqual(['3', '9', 'room:1', 'upload', '{"a":1}']);
    const reply = { ...binary(1, ['3', '9', 'room:1', 'ok'], 'xyz'), from: 'server' } as const;
    expect(builtIn.decode(HERE, reply)).toMatchObject({
      kind: 'phx_reply',
      summary: 'room:1  phx_reply ok 3 bytes',
      fields: { ref: '9', payload: { status: 'ok' } },
    });
    const broadcast = { ...binary(2, ['room:1', 'frame'], ''), from: 'server' } as const;
    expect(builtIn.decode(HERE, broadcast)).toMatchObject({
      kind: 'frame',
      summary: 'room:1  frame 0 bytes',
    });
    expect(builtIn.turns(HERE, push)).toEqual([{ asks: 'room:1 9', patient: true }]);
    expect(builtIn.turns(HERE, reply)).toEqual([{ answers: 'room:1 9' }]);
  });

  test('are malformed where a field is longer than the message', () => {
    const cut = { from: 'server', opcode: 2, payload: Uint8Array.of(1, 9, 9, 9, 9) } as const;
    expect(builtIn.decode(HERE, cut)?.note).toBe('Not read as Phoenix: its fields are longer than it is.');
    const other = { from: 'server', opcode: 2, payload: Uint8Array.of(7, 1) } as const;
    expect(builtIn.decode(HERE, other)?.note).toBe('Not read as Phoenix: no message begins with 7.');
  });

  test('are recognised by what they look like, and nothing else is', () => {
    expect(read(MESSAGES[0][0], ELSEWHERE)?.protocol).toBe('phoenix');
    for (const text of [
      '[1,2,3,4,5]',
      '["a","b","c","d",{}]',
      '{"topic":"a","event":"b"}',
      '[null,null,"a"]',
    ])
      expect(read(text, ELSEWHERE)?.protocol).toBe('json');
  });

  test('of which only the beginning can be read keep topic and event', () => {
    const large = `["3","4","room:1","new_msg",{"body":"${'x'.repeat(1024 * 1024)}"}]`;
    expect(read(large)).toMatchObject({ kind: 'new_msg', summary: 'room:1  new_msg (too large to show)' });
  });

  test('are replied to by ref', () => {
    expect(turns(MESSAGES[0][0], 'client')).toEqual([{ asks: 'room:1 3' }]);
    expect(turns(MESSAGES[1][0], 'server')).toEqual([{ answers: 'room:1 3' }]);
    expect(turns('["3","5","room:1","new_msg",{}]', 'client')).toEqual([{ asks: 'room:1 5', patient: true }]);
    expect(turns(MESSAGES[3][0], 'server')).toEqual([]);
  });

  test('are no trouble, whatever they say', () => {
    const ref = fc.option(fc.nat(99).map(String));
    const push = fc.tuple(ref, ref, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), fc.jsonValue());
    fc.assert(
      fc.property(push, (value) => expectLaws(HERE, textInput(JSON.stringify(value)))),
      { numRuns: 500 },
    );
    const bytes = fc.uint8Array().map((rest) => concat(Uint8Array.of(rest.length % 3, 1, 0, 1, 0), rest));
    fc.assert(fc.property(bytes, (payload) => expectLaws(HERE, { from: 'server', opcode: 2, payload })));
  });
});
