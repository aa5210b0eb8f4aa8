import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, textInput } from '../../../support/decoder-laws.ts';

const HERE = { url: 'ws://h/echo/477/a1b2c3d4/websocket', subprotocol: null };
const ELSEWHERE = { url: 'ws://h/a', subprotocol: null };

const read = (text: string, from: 'client' | 'server' = 'server', context = HERE) =>
  builtIn.decode(context, textInput(text, from));

const STOMP = 'SEND\ndestination:/q/a\nreceipt:7\n\nhello\0';

const MESSAGES = [
  ['o', 'server', 'open', 'open'],
  ['h', 'server', 'heartbeat', 'heartbeat'],
  ['h\n', 'server', 'heartbeat', 'heartbeat'],
  ['a["hello"]', 'server', 'message', 'hello'],
  ['m"hello"', 'server', 'message', 'hello'],
  ['a["hello","there"]', 'server', 'messages', '2 messages: hello'],
  ['a[]', 'server', 'messages', '0 messages'],
  ['c[3000,"Go away!"]', 'server', 'close', 'close 3000 Go away!'],
  ['["hello"]', 'client', 'message', 'hello'],
  ['"hello"', 'client', 'message', 'hello'],
  [`a[${JSON.stringify('{"a":1}')}]`, 'server', 'message', '{"a":1}'],
  [`[${JSON.stringify(STOMP)}]`, 'client', 'message', 'SEND /q/a hello'],
] as const;

describe('SockJS', () => {
  test.each(MESSAGES)('%s of the %s is %s', (text, from, kind, summary) => {
    expect(read(text, from)).toMatchObject({ protocol: 'sockjs', kind, summary });
    expectLaws(HERE, textInput(text, from));
  });

  test('unfolds what it carries, and keeps what is of no protocol', () => {
    const said = ['hello', '{"token":"canary"}', STOMP];
    const decoded = read(`a${JSON.stringify(said)}`);
    expect(decoded).toMatchObject({
      fields: { count: 3, messages: ['hello'] },
      parts: [
        { protocol: 'json', fields: { token: '•••' } },
        { protocol: 'stomp', kind: 'SEND' },
      ],
    });
    expect(JSON.stringify(decoded)).not.toContain('canary');
  });

  test.each([
    ['a["a",1]', 'its messages are no JSON array of strings'],
    ['a["a"', 'its messages are no JSON array of strings'],
    ['c[1', 'what follows c is no JSON array'],
  ])('%s is malformed: %s', (text, why) => {
    expect(read(text)).toMatchObject({ kind: 'malformed', note: `Not read as SockJS: ${why}.` });
  });

  test('is recognised by its URL, and by what frames look like', () => {
    expect(read('o', 'server', ELSEWHERE)).toBeNull();
    expect(read('{"a":1}')?.protocol).toBe('json');
    expect(read('hello')).toBeNull();
    expect(read('o', 'server', { url: 'ws://h/websocket', subprotocol: null })).toBeNull();
  });

  test('asks what the STOMP inside asks', () => {
    expect(builtIn.turns(HERE, textInput(`[${JSON.stringify(STOMP)}]`, 'client'))).toEqual([
      { asks: 'receipt 7' },
    ]);
    const receipt = `a${JSON.stringify(['RECEIPT\nreceipt-id:7\n\n\0'])}`;
    expect(builtIn.turns(HERE, textInput(receipt))).toEqual([{ answers: 'receipt 7' }]);
    expect(builtIn.turns(HERE, textInput('h'))).toEqual([]);
  });

  test('carries no SockJS', () => {
    expect(read('a["h"]')).toMatchObject({ heartbeat: false, fields: { messages: ['h'] }, parts: [] });
    expectLaws(HERE, textInput('a["h"]'));
    const array = read(JSON.stringify(['["a"]']), 'client');
    expect(array).toMatchObject({ parts: [{ protocol: 'json' }] });
  });

  test('that is too large keeps its beginning', () => {
    expect(read(`a["${'x'.repeat(1024 * 1024)}"]`)).toMatchObject({ kind: 'messages', fields: {} });
  });

  test('is no trouble, whatever it carries', () => {
    const carried = fc.array(fc.oneof(fc.string(), fc.json({ maxDepth: 2 }), fc.constant(STOMP)), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(carried, fc.constantFrom('a', 'c', 'm', ''), (said, letter) => {
        expectLaws(HERE, textInput(letter + JSON.stringify(said), letter === '' ? 'client' : 'server'));
      }),
      { numRuns: 500 },
    );
  });
});
