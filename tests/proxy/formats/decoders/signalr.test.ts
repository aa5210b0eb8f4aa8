import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Side } from '../../../../proxy/contract/model.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { concat, hex, utf8 } from '../../../support/hex.ts';
import {
  ANYWHERE,
  expectHeartbeatKnown,
  expectSpelled,
  outline,
  readText,
} from '../../../support/protocol-cases.ts';

const END = '\u001E';

const body = (...elements: readonly unknown[]) => {
  const bytes = encode(elements);
  return concat(Uint8Array.of(bytes.length), bytes);
};

const input = (payload: Uint8Array, opcode = 2) => ({ from: 'server', opcode, payload }) as const;
const readBytes = (payload: Uint8Array) => builtIn.decode(ANYWHERE, input(payload));

describe('the JSON protocol', () => {
  test.each<[string, string, Side?]>([
    ['{"protocol":"json","version":1}', 'handshake: handshake json 1', 'client'],
    ['{}', 'handshake response: handshake accepted'],
    ['{"error":"no such protocol"}', 'handshake response: handshake refused: no such protocol'],
    ['{"type":1,"target":"Send","arguments":["ana",42]}', 'Send: Send ("ana",42)'],
    ['{"type":1,"invocationId":"7","target":"Add","arguments":[]}', 'Add: Add #7 ()'],
    ['{"type":4,"invocationId":"8","target":"Count","arguments":[5]}', 'Count: Count #8 (5) as a stream'],
    ['{"type":2,"invocationId":"8","item":1}', 'StreamItem: item #8 1'],
    ['{"type":3,"invocationId":"8"}', 'Completion: result #8'],
    ['{"type":3,"invocationId":"8","error":"late"}', 'Completion: error #8 late'],
    ['{"type":5,"invocationId":"8"}', 'CancelInvocation: CancelInvocation #8'],
    ['{"type":6}', 'Ping: Ping'],
    ['{"type":6,"own":{"name":"new"}}', 'Ping: Ping'],
    ['{"type":7,"error":"bye","allowReconnect":true}', 'Close: Close bye'],
    ['{"type":8,"sequenceId":3}', 'Ack: Ack 3'],
    ['{"type":9,"sequenceId":4}', 'Sequence: Sequence 4'],
  ])('%s', (text, line, from = 'server') => {
    const decoded = readText(text + END, ANYWHERE, from);
    expect(outline(decoded)).toEqual([`signalr ${line}`]);
    expectSpelled(text + END, decoded);
    expectHeartbeatKnown(text + END, ANYWHERE, from);
  });

  test('may have several in a message', () => {
    const text = `{"type":6}${END}{"type":1,"target":"Say","arguments":["Zoë"]}${END}`;
    expect(outline(readText(text))).toEqual([
      'signalr messages: 2 messages: Ping; Say ("Zoë")',
      '  signalr Ping: Ping',
      '  signalr Say: Say ("Zoë")',
    ]);
    expectSpelled(text, readText(text));
  });

  test('without its end, or of another type, is JSON', () => {
    expect(readText('{"type":6}')?.protocol).toBe('json');
    expect(readText(`{"type":"x"}${END}`)?.protocol).not.toBe('signalr');
  });

  test('that is broken is malformed', () =>
    expect(readText(`{"type":6}${END}{"type"${END}`)?.summary).toBe(
      'malformed SignalR: a record is no JSON object and no list',
    ));
});

describe('the MessagePack protocol', () => {
  test.each<[string, Uint8Array, string]>([
    ['Invocation', body(1, {}, 'x', 'Add', [1, 'b']), 'Add: Add #x (1,"b")'],
    ['an error', body(3, {}, 'x', 1, 'late'), 'Completion: error #x late'],
    ['nothing', body(3, {}, 'x', 2), 'Completion: result #x'],
    ['a result', body(3, {}, 'x', 3, { a: 1 }), 'Completion: result #x {"a":1}'],
    ['Ping', hex('02 91 06'), 'Ping: Ping'],
    ['Close', body(7, null), 'Close: Close'],
  ])('%s', (_name, bytes, line) => expect(outline(readBytes(bytes))).toEqual([`signalr ${line}`]));

  test('is none with a length that is not', () => expect(readBytes(hex('03 91 06'))).toBeNull());
});

describe('the bytes of a field', () => {
  const spelled = (payload: Uint8Array) =>
    builtIn
      .ranges(ANYWHERE, input(payload), readBytes(payload)!)
      .map(
        ({ part, path, from, to }) => [part, path.join('.'), Buffer.from(payload.slice(from, to))] as const,
      );

  test('of JSON are found in each record', () => {
    const payload = utf8(`{"type":6}${END}{"type":1,"target":"Zoë"}${END}`);
    expect(spelled(payload).map(([part, path, bytes]) => `${part} ${path}: ${bytes.toString()}`)).toEqual([
      '0 : {"type":6}',
      '0 type: 6',
      '1 : {"type":1,"target":"Zoë"}',
      '1 type: 1',
      '1 target: "Zoë"',
    ]);
  });

  test('of MessagePack are found by their place', () => {
    const found = spelled(body(3, {}, 'x', 1, 'late'));
    expect(found.find(([, path]) => path === 'error')?.[2]).toEqual(Buffer.from(encode('late')));
    const call = spelled(body(1, {}, null, 'Add', [{ a: 'b' }]));
    expect(call.find(([, path]) => path === 'arguments.0.a')?.[2]).toEqual(Buffer.from(encode('b')));
  });
});

test('whatever the bytes, it never throws', () => {
  const near = fc
    .uint8Array({ minLength: 1, maxLength: 40 })
    .map((bytes) => concat(Uint8Array.of(bytes.length + 1, 0x95), bytes));
  const texts = fc.json().map((text) => utf8(`{"type":${text}}${END}`));
  fc.assert(
    fc.property(fc.oneof(near, texts), fc.constantFrom(1, 2), (payload, opcode) => {
      const decoded = builtIn.decode(ANYWHERE, input(payload, opcode));
      expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded);
      builtIn.turns(ANYWHERE, input(payload, opcode));
      if (decoded) builtIn.ranges(ANYWHERE, input(payload, opcode), decoded);
    }),
    { numRuns: 2000 },
  );
});
