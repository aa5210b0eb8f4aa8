import fc from 'fast-check';
import protobufjs from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { CLIENT_PROTO } from '../../../../proxy/formats/decoders/centrifugo-proto.ts';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, spelledAt } from '../../../support/decoder-laws.ts';
import { concat, hex, utf8 } from '../../../support/hex.ts';

const BINARY: DecoderContext = { url: 'ws://h/', subprotocol: 'centrifuge-protobuf' };
const BY_URL: DecoderContext = { url: 'ws://h/connection/websocket', subprotocol: null };

const { root } = protobufjs.parse(CLIENT_PROTO, { keepCase: true });

function delimited(name: 'Command' | 'Reply', fields: object): Uint8Array {
  const type = root.lookupType(`centrifugal.centrifuge.protocol.${name}`);
  return Uint8Array.from(type.encodeDelimited(type.fromObject(fields)).finish());
}

const fromServer = (payload: Uint8Array) => ({ from: 'server', opcode: 2, payload }) as const;
const read = (payload: Uint8Array, context = BINARY) => builtIn.decode(context, fromServer(payload));
const push = (data: Uint8Array) =>
  delimited('Reply', { push: { channel: 'news', pub: { data, offset: 5 } } });

describe('Centrifugo in Protobuf', () => {
  test('has the fields of its JSON, with data as what it is', () => {
    const fieldsOf = (data: Uint8Array) => read(push(data))?.fields;
    const pushed = (data: unknown) => ({ push: { channel: 'news', pub: { data, offset: '5' } } });
    expect(fieldsOf(utf8('{"a":[1]}'))).toEqual(pushed({ a: [1] }));
    expect(fieldsOf(utf8('hello'))).toEqual(pushed('hello'));
    expect(fieldsOf(hex('ff 00'))).toEqual(pushed('ff 00 (2 bytes)'));
    expect(fieldsOf(utf8('{"token":"canary"}'))).toEqual(pushed({ token: '•••' }));
  });

  test('is recognised by its subprotocol or URL, where it fits', () => {
    const payload = push(utf8('{}'));
    expect(read(payload)?.kind).toBe('push pub');
    expect(read(payload, BY_URL)?.kind).toBe('push pub');
    expect(read(payload, { ...BY_URL, url: 'ws://h/' })?.protocol).not.toBe('centrifugo');
    expect(read(payload.subarray(1), BY_URL)?.protocol).not.toBe('centrifugo');
  });

  test('may be several, each with its bytes', () => {
    const payload = concat(delimited('Reply', { id: 7, rpc: { data: utf8('1') } }), push(utf8('hello')));
    const decoded = read(payload);
    expect(decoded?.parts.map(({ kind }) => kind)).toEqual(['rpc', 'push pub']);
    expect(spelledAt(BINARY, fromServer(payload), 'push', 'pub', 'data')).toBe('hello');
    expect(builtIn.ranges(BINARY, fromServer(payload), decoded!).map(({ part }) => part)).toContain(1);
  });

  test('asks and answers by id, and pings without one', () => {
    const turns = (from: 'client' | 'server', payload: Uint8Array) =>
      builtIn.turns(BINARY, { from, opcode: 2, payload });
    expect(turns('client', delimited('Command', { id: 3, history: { channel: 'a' } }))).toEqual([
      { asks: '3' },
    ]);
    expect(turns('client', delimited('Command', { id: 4, send: {} }))).toEqual([]);
    expect(turns('server', concat(delimited('Reply', { id: 3 }), push(utf8('x'))))).toEqual([
      { answers: '3' },
    ]);
    expect(turns('server', hex('00'))).toEqual([{ asks: 'ping' }]);
    expect(turns('client', hex('00'))).toEqual([{ answers: 'ping', newest: true }]);
    expect(read(hex('00'))?.heartbeat).toBe(true);
    expect(builtIn.isHeartbeat(BINARY, fromServer(hex('00 00')))).toBe(true);
  });

  test.each([
    ['05 08', 'its last part does not end'],
    ['02 08 80', 'field 1 at byte 1 does not end'],
    ['02 0a 00', 'field 1 (id) is no uint32, but bytes'],
  ])('that cannot be read says why: %s', (bytes, why) => {
    expect(read(hex(bytes))?.note).toBe(`Not read as Centrifugo: ${why}.`);
  });

  test('is no trouble, whatever the bytes', () => {
    const whole = concat(push(utf8('{"a":1}')), delimited('Reply', { id: 1, connect: { client: 'c' } }));
    const mutated = fc
      .tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 6 }))
      .map(([at, noise]) => concat(whole.subarray(0, at), noise, whole.subarray(at + noise.length)));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array()), (payload) => {
        expectLaws(BINARY, fromServer(payload));
        expectLaws(BY_URL, { ...fromServer(payload), from: 'client' });
      }),
      { numRuns: 1000 },
    );
  });
});
