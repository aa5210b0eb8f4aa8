import fc from 'fast-check';
import { type Packet, generate } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import type { Decoded } from '../../../../proxy/contract/model.ts';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { createMqttFramer } from '../../../../proxy/formats/decoders/mqtt/packets.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { concat, hex, utf8 } from '../../../support/hex.ts';
import { outline } from '../../../support/protocol-cases.ts';

const MQTT: DecoderContext = { url: 'wss://h.test/', subprotocol: 'mqtt' };
const ELSEWHERE: DecoderContext = { url: 'wss://h.test/', subprotocol: null };

function read(payload: Uint8Array, context = MQTT, before?: Uint8Array): Decoded | null {
  return builtIn.decode(context, { from: 'client', opcode: 2, payload, ...(before && { before }) });
}

const packet = (spoken: Packet, protocolVersion: 4 | 5 = 4) =>
  Uint8Array.from(generate(spoken, { protocolVersion }));

const publish = { cmd: 'publish', topic: 'a/b', qos: 0, retain: false, dup: false } as const;

describe('MQTT is recognised', () => {
  test.each(['mqtt', 'mqttv3.1'])('by the subprotocol %s', (subprotocol) =>
    expect(read(hex('c0 00'), { ...ELSEWHERE, subprotocol })?.kind).toBe('PINGREQ'),
  );

  test('by its CONNECT', () =>
    expect(read(packet({ cmd: 'connect', clientId: 'ana' }), ELSEWHERE)?.protocol).toBe('mqtt'));

  test('at /mqtt by whole packets', () => {
    const context = { ...ELSEWHERE, url: 'wss://h.test:8084/mqtt?x' };
    expect(read(hex('d0 00'), context)?.kind).toBe('PINGRESP');
    expect(read(hex('d0 00 01'), context)).toBeNull();
  });

  test('and not by two bytes anywhere', () =>
    expect(read(hex('c0 00'), ELSEWHERE)?.protocol).not.toBe('mqtt'));
});

describe('a packet', () => {
  test.each<[string, Uint8Array, string]>([
    [
      'CONNECT 3.1',
      hex('10 12 0006 4d51 4973 6470 03 02 003c 0004 616e 6131'),
      'CONNECT ana1, MQTT 3.1, keep alive 60 s',
    ],
    ['CONNACK', hex('20 02 00 05'), 'CONNACK refused: not authorized'],
    ['CONNACK 5', hex('20 03 00 87 00'), 'CONNACK refused: not authorized'],
    ['CONNACK 5 of a session', hex('20 03 01 00 00'), 'CONNACK accepted session present'],
    ['PUBLISH', hex('31 06 0003 612f 62 31'), 'PUBLISH a/b QoS 0 retain 1'],
    ['PUBLISH of bytes', hex('30 07 0003 612f 62 ff 01'), 'PUBLISH a/b QoS 0 ff 01 (2 bytes)'],
    ['PUBLISH 5', packet({ ...publish, qos: 1, messageId: 7, payload: 'hi' }, 5), 'PUBLISH #7 a/b QoS 1 hi'],
    ['PUBACK', hex('40 02 0007'), 'PUBACK #7'],
    ['PUBACK 5', hex('40 03 0007 97'), 'PUBACK #7 quota exceeded'],
    ['PUBREL', hex('62 02 0007'), 'PUBREL #7'],
    ['SUBSCRIBE', hex('82 08 0001 0003 612f 2b 01'), 'SUBSCRIBE #1 a/+ QoS 1'],
    ['SUBACK', hex('90 04 0001 01 80'), 'SUBACK #1 QoS 1, failure'],
    ['UNSUBSCRIBE', hex('a2 07 0001 0003 612f 2b'), 'UNSUBSCRIBE #1 a/+'],
    ['UNSUBACK 5', hex('b0 04 0001 00 11'), 'UNSUBACK #1 no subscription existed'],
    ['DISCONNECT', hex('e0 00'), 'DISCONNECT'],
    ['DISCONNECT 5', hex('e0 02 8e 00'), 'DISCONNECT session taken over'],
    ['AUTH', hex('f0 02 18 00'), 'AUTH continue authentication'],
  ])('%s', (_name, bytes, summary) => expect(read(bytes)?.summary).toBe(summary));

  test('of version 5 has its properties by their names', () => {
    const properties = {
      contentType: 'text/plain',
      correlationData: Buffer.from([1, 2]),
      topicAlias: 3,
      userProperties: { who: ['a', 'b'] },
    };
    expect(read(packet({ ...publish, payload: 'hi', properties }, 5))?.fields).toEqual({
      packet: 'PUBLISH',
      topic: 'a/b',
      qos: 0,
      retain: false,
      dup: false,
      payload: 'hi',
      payloadLength: 2,
      properties: { ...properties, correlationData: '01 02 (2 bytes)', userProperties: { who: ['a', 'b'] } },
    });
  });

  test('never shows a password, or what authenticates', () => {
    const connect = read(
      packet({
        cmd: 'connect',
        protocolVersion: 5,
        clientId: 'ana',
        username: 'ana',
        password: Buffer.from('hunter2'),
        properties: { authenticationMethod: 'SCRAM', authenticationData: Buffer.from('hunter2') },
      }),
    );
    expect(connect?.fields).toMatchObject({ password: '•••', properties: { authenticationData: '•••' } });
    expect(JSON.stringify(connect)).not.toContain('hunter2');
  });

  test('says where its version could be either', () => {
    expect(read(hex('90 04 0001 00 01'))?.fields).toMatchObject({
      version: '5, or 3.1.1',
      granted: ['QoS 1'],
    });
    expect(
      read(concat(packet({ cmd: 'connect', clientId: 'a' }), hex('90 04 0001 00 01')))?.parts[1]?.fields,
    ).toEqual({
      packet: 'SUBACK',
      packetId: 1,
      granted: ['QoS 0', 'QoS 1'],
    });
  });

  test('unfolds what it carries', () =>
    expect(outline(read(packet({ ...publish, payload: '{"type":"door"}' })))).toEqual([
      'mqtt PUBLISH: PUBLISH a/b QoS 0 {"type":"door"}',
      '  json door: {"type":"door"}',
    ]));

  test.each([
    ['00 00', 'no packet begins with 0x00'],
    ['36 00', 'a PUBLISH of QoS 3'],
    ['30 ff ff ff ff 01', 'a remaining length of more than 4 bytes'],
    ['40 01 00', 'a PUBACK of 1 byte that is of no version'],
  ])('that is none is malformed: %s', (bytes, why) =>
    expect(read(hex(bytes))).toMatchObject({ kind: 'malformed', summary: `malformed MQTT: ${why}` }),
  );
});

describe('MQTT 5 §6.0: packets need not be messages', () => {
  const spoken = concat(
    packet({ cmd: 'connect', clientId: 'ana' }),
    packet({ ...publish, payload: 'x'.repeat(300) }),
    packet({ cmd: 'pingreq' }),
  );

  test('cut anywhere, each is read once, where it ends', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: spoken.length - 1 }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), spoken.length];
        const framer = createMqttFramer();
        const kinds: string[] = [];
        for (const [n, from] of places.slice(0, -1).entries()) {
          const payload = spoken.subarray(from, places[n + 1]);
          if (payload.length === 0) continue;
          const carried = framer.take(payload);
          const decoded = read(payload, MQTT, spoken.subarray(from - carried, from))!;
          kinds.push(...(decoded.kind === 'packets' ? decoded.parts : [decoded]).map(({ kind }) => kind));
        }
        expect(kinds.filter((kind) => kind !== 'part')).toEqual(['CONNECT', 'PUBLISH', 'PINGREQ']);
        expect(framer.open).toBe(0);
      }),
    );
  });

  test('after bytes that are none, each message begins with one', () => {
    const framer = createMqttFramer();
    expect(
      [hex('30 05 00'), hex('01 61 ff ff'), hex('00 00 00'), hex('c0 00')].map((bytes) => framer.take(bytes)),
    ).toEqual([0, 3, 0, 0]);
  });
});

test('the bytes of a field spell it', () => {
  const bytes = concat(
    packet({ ...publish, qos: 1, messageId: 7, payload: 'hello', properties: { contentType: 'text' } }, 5),
    packet({ cmd: 'pingreq' }),
  );
  const input = { from: 'client', opcode: 2, payload: bytes } as const;
  const spelled = builtIn
    .ranges(MQTT, input, builtIn.decode(MQTT, input)!)
    .map(
      ({ part, path, from, to }) =>
        `${part} ${path.join('.')}: ${Buffer.from(bytes.slice(from, to)).toString('latin1')}`,
    );
  expect(spelled.slice(1)).toEqual([
    '0 topic: a/b',
    '0 packetId: \0\u0007',
    '0 properties.contentType: \0\u0004text',
    '0 payload: hello',
    '1 : \u00c0\0',
  ]);
});

test('whatever the bytes, it never throws', () => {
  const framer = createMqttFramer();
  const near = fc
    .tuple(fc.constantFrom(0x10, 0x20, 0x32, 0x40, 0x82, 0x90, 0xa2, 0xb0, 0xe0, 0xf0), fc.uint8Array())
    .map(([first, body]) => concat(Uint8Array.of(first, body.length), body));
  fc.assert(
    fc.property(
      fc.oneof(
        near,
        fc.uint8Array(),
        near.map((bytes) => concat(bytes, utf8('x'))),
      ),
      (payload) => {
        const carried = framer.take(payload);
        expect(carried).toBeGreaterThanOrEqual(0);
        const input = { from: 'client', opcode: 2, payload } as const;
        const decoded = builtIn.decode(MQTT, input);
        expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded);
        builtIn.turns(MQTT, input);
        for (const { from, to } of decoded ? builtIn.ranges(MQTT, input, decoded) : []) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(payload.length);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
