import fc from 'fast-check';
import { Encoder, PacketType } from 'socket.io-parser';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { mayHoldSecret } from '../../../../proxy/formats/secrets.ts';
import { expectLaws, spelledAt, textInput } from '../../../support/decoder-laws.ts';
import { hex } from '../../../support/hex.ts';

const V4 = {
  url: 'ws://h/socket.io/?EIO=4&transport=websocket',
  subprotocol: null,
  decoder: 'socket.io',
} as const;
const V3 = { ...V4, url: 'ws://h/socket.io/?EIO=3&transport=websocket' };
const ELSEWHERE = { url: 'ws://h/', subprotocol: null };

const read = (text: string, context: { url: string; subprotocol: null } = V4) =>
  builtIn.decode(context, textInput(text));
const turns = (text: string, from: 'client' | 'server' = 'client') =>
  builtIn.turns(V4, textInput(text, from));

const HANDSHAKE =
  '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

const MESSAGES: readonly (readonly [text: string, kind: string, summary: string])[] = [
  [HANDSHAKE, 'open', 'open lv_VI97HAXpY6yYWAAAC, ping every 25 s'],
  ['1', 'close', 'close'],
  ['2', 'ping', 'ping'],
  ['3', 'pong', 'pong'],
  ['2probe', 'ping', 'ping probe'],
  ['5', 'upgrade', 'upgrade'],
  ['6', 'noop', 'noop'],
  ['40', 'CONNECT', 'CONNECT'],
  ['40{"sid":"oSO0OpakMV_3jnilAAAA"}', 'CONNECT', 'CONNECT {"sid":"oSO0OpakMV_3jnilAAAA"}'],
  ['40/admin,{"token":"123"}', 'CONNECT', '/admin  CONNECT {"token":"•••"}'],
  ['40/admin?token=abc&a=1,', 'CONNECT', '/admin  CONNECT'],
  ['41/admin,', 'DISCONNECT', '/admin  DISCONNECT'],
  ['44{"message":"Not authorized"}', 'CONNECT_ERROR', 'CONNECT_ERROR Not authorized'],
  ['44"Not authorized"', 'CONNECT_ERROR', 'CONNECT_ERROR Not authorized'],
  ['42["foo"]', 'foo', 'foo'],
  ['42/admin,["bar",1,{"a":null}]', 'bar', '/admin  bar 1, {"a":null}'],
  ['4212["foo","x"]', 'foo', 'foo "x" (ack 12)'],
  ['42[7]', '7', '7'],
  ['42["connect_error"]', 'connect_error', 'connect_error'],
  ['43/admin,13["ok"]', 'ACK', '/admin  ACK 13 "ok"'],
  ['430[]', 'ACK', 'ACK 0'],
  ['451-["baz",{"_placeholder":true,"num":0}]', 'baz', 'baz attachment 0'],
  ['461-/admin,15[{"_placeholder":true,"num":0}]', 'BINARY_ACK', '/admin  BINARY_ACK 15 attachment 0'],
  ['bAQIDBA==', 'attachment', 'attachment, 4 bytes as base64'],
  ['b4AQIDBA==', 'attachment', 'attachment, 4 bytes as base64'],
  ['4hello', 'message', 'hello'],
  ['4{"a":1}', 'message', '{"a":1}'],
  [`42["${'x'.repeat(65)}"]`, 'EVENT', 'x'.repeat(65)],
];

describe('Socket.IO', () => {
  test.each(MESSAGES)('%s is %s', (text, kind, summary) => {
    expect(read(text)).toMatchObject({ protocol: 'socket.io', kind, summary });
    expectLaws(V4, textInput(text));
  });

  test.each([
    ['42[', 'what follows EVENT cannot be read as JSON'],
    ['42{}', 'EVENT without the name of an event'],
    ['42', 'EVENT without the name of an event'],
    ['43{}', 'ACK without its arguments'],
    ['40[]', 'CONNECT with something that is no object'],
    ['41{}', 'DISCONNECT with something after it'],
    ['0{"sid":', 'the handshake is no JSON object'],
  ])('%s is malformed: %s', (text, why) => {
    expect(read(text)).toMatchObject({ kind: 'malformed', note: `Not read as Socket.IO: ${why}.` });
    expectLaws(V4, textInput(text));
  });

  test('has typed fields', () => {
    expect(read('42/admin,12["price",{"bid":1.5}]')?.fields).toEqual({
      packet: 'EVENT',
      namespace: '/admin',
      ackId: 12,
      event: 'price',
      args: [{ bid: 1.5 }],
    });
    expect(read('40/admin?token=abc&a=1,')?.fields).toEqual({
      packet: 'CONNECT',
      namespace: '/admin',
      query: 'token=•••&a=1',
    });
  });

  test('has its attachments in messages of their own; those of Engine.IO 3 begin with a type', () => {
    const bytes = { from: 'server', opcode: 2, payload: hex('04 7b 22 61 22 3a 31 7d') } as const; // {"a":1}
    expect(builtIn.decode(V3, bytes)).toMatchObject({
      kind: 'attachment',
      summary: 'attachment, 7 bytes',
      fields: { bytes: { length: 7, hex: '7b2261223a317d' } },
      parts: [{ protocol: 'json', fields: { a: 1 } }],
    });
    expect(spelledAt(V3, bytes, 'bytes')).toBe('{"a":1}');
    expect(builtIn.decode(V4, bytes)).toMatchObject({ fields: { bytes: { length: 8 } }, parts: [] });
    expectLaws(V3, bytes);
    expectLaws(V3, { ...bytes, payload: hex('04') });
  });

  test('is recognised by its URL or by a handshake, and then goes on', () => {
    expect(read('42["foo"]', ELSEWHERE)).toBeNull();
    expect(read('2', ELSEWHERE)).toBeNull();
    expect(read(HANDSHAKE, ELSEWHERE)?.kind).toBe('open');
    expect(read('2', { ...ELSEWHERE, decoder: 'socket.io' } as never)?.kind).toBe('ping');
    expect(read('{"type":"trade"}')?.protocol).toBe('json');
  });

  test('of which only the beginning can be read keeps its name', () => {
    const large = `42/a,["chat","${'x'.repeat(1024 * 1024)}"]`;
    const deep = `42["chat",${'['.repeat(100)}${']'.repeat(100)}]`;
    expect(read(large)).toMatchObject({ kind: 'chat', summary: '/a  chat (too large to show)' });
    expect(read(deep)).toMatchObject({ kind: 'chat', fields: { event: 'chat', packet: 'EVENT' } });
  });

  test('points to the bytes of its fields', () => {
    const input = textInput('42/ädmin,12["price",1]');
    expect(spelledAt(V4, input, 'packet')).toBe('2');
    expect(spelledAt(V4, input, 'namespace')).toBe('/ädmin');
    expect(spelledAt(V4, input, 'ackId')).toBe('12');
    expect(spelledAt(V4, input, 'args')).toBe('["price",1]');
  });

  test('asks for acknowledgements and answers them, pings, connects', () => {
    expect(turns('42/a,7["x"]')).toEqual([{ asks: 'ack /a 7' }]);
    expect(turns('43/a,7[]', 'server')).toEqual([{ answers: 'ack /a 7' }]);
    expect(turns('42["x"]')).toEqual([]);
    expect(turns('2', 'server')).toEqual([{ asks: 'ping ' }]);
    expect(turns('3')).toEqual([{ answers: 'ping ', newest: true }]);
    expect(turns('40/a,')).toEqual([{ asks: 'connect /a' }]);
    expect(turns('40/a,{"sid":"x"}', 'server')).toEqual([{ answers: 'connect /a' }]);
    expect(turns('44/a,{"message":"no"}', 'server')).toEqual([{ answers: 'connect /a' }]);
  });

  test('masks the secrets of its arguments', () =>
    expect(read('420["name",{"PwD":0}]')?.fields['args']).toEqual([{ PwD: '•••' }]));

  const value = fc.jsonValue({ maxDepth: 2 }).filter((any) => !mayHoldSecret(JSON.stringify(any)));
  const packet = fc.record({
    type: fc.constantFrom(PacketType.EVENT, PacketType.ACK),
    nsp: fc.constantFrom('/', '/admin', '/a/b'),
    id: fc.nat(),
    data: fc.array(value, { maxLength: 3 }).map((args) => ['name', ...args]),
  });

  test('is read as its own encoder writes it', () => {
    fc.assert(
      fc.property(packet, ({ type, nsp, id, data }) => {
        const [text] = new Encoder().encode({ type, nsp, id, data }) as [string];
        const sent = JSON.parse(JSON.stringify(data)) as unknown[];
        const args = type === PacketType.EVENT ? sent.slice(1) : sent;
        expect(read(`4${text}`)?.fields).toMatchObject({ namespace: nsp, ackId: id });
        expect(JSON.stringify(read(`4${text}`)?.fields['args'])).toBe(JSON.stringify(args));
        expectLaws(V4, textInput(`4${text}`));
      }),
    );
  });

  test('of an attachment without a byte is no trouble', () =>
    expectLaws(V3, { from: 'client', opcode: 2, payload: Uint8Array.of(4) }));

  test('is no trouble, whatever follows a packet type', () => {
    const text = fc.tuple(fc.constantFrom('0{', '40', '42', '43/', '451-', 'b', '2'), fc.string());
    fc.assert(
      fc.property(text, ([head, rest]) => expectLaws(V4, textInput(head + rest))),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array(), (payload) => expectLaws(V3, { from: 'client', opcode: 2, payload })),
    );
  });
});
