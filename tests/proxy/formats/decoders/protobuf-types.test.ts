import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import protobufjs from 'protobufjs';
import { describe, expect, test } from 'vitest';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { Decoders } from '../../../../proxy/formats/decoders/decoders.ts';
import { protobufDecoders } from '../../../../proxy/formats/decoders/protobuf/with-types.ts';
import { hex } from '../../../support/hex.ts';

const CHAT = `syntax = "proto3";
package chat.v1;
import "users/user.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/any.proto";
enum Color { NONE = 0; RED = 1; }
message Line {
  uint64 id = 1;
  users.User from_user = 2;
  repeated sint32 marks = 3;
  Color color = 4;
  oneof body { string text = 5; bytes image = 6; }
  map<string, int32> counts = 7;
  google.protobuf.Timestamp at = 8;
  repeated string tags = 9;
  double score = 10;
  float ratio = 11;
  string access_token = 12;
  repeated Color colors = 13;
  message Inner { bool on = 1; }
  Inner inner = 14;
  google.protobuf.Duration took = 15;
  google.protobuf.Any held = 16;
}`;
const USER = 'syntax = "proto3"; package users; message User { string name = 1; fixed64 key = 2; }';
const FILES = new Map([
  ['chat.proto', CHAT],
  ['users/user.proto', USER],
]);

const ANY: DecoderContext = { url: 'wss://h.test/', subprotocol: null, host: 'h.test' };
const { decoders, errors } = protobufDecoders(FILES);
const ALL = decoders.map(({ decoder }) => decoder);
const CHOSEN = new Decoders(ALL, () => 'protobuf:chat.v1.Line');

/** As protobufjs itself writes it. */
function line(fields: Record<string, unknown>): Uint8Array {
  const root = new protobufjs.Root();
  for (const source of FILES.values()) protobufjs.parse(source, root, { keepCase: true });
  for (const name of ['timestamp', 'duration', 'any'])
    root.addJSON(protobufjs.common.get(`google/protobuf/${name}.proto`)!.nested!);
  const type = root.lookupType('chat.v1.Line');
  return Uint8Array.from(type.encode(type.fromObject(fields)).finish());
}

function read(payload: Uint8Array) {
  return CHOSEN.decode(ANY, { from: 'server', opcode: 2, payload });
}

const WHOLE = {
  id: '18446744073709551615',
  from_user: { name: 'ana', key: '7' },
  marks: [-1, 300],
  color: 'RED',
  text: 'hello',
  counts: { a: -2, b: 5 },
  at: { seconds: '1732270000', nanos: 5 },
  tags: ['x', 'y'],
  score: 1.5,
  ratio: 0.1,
  colors: ['RED', 'NONE'],
  inner: { on: true },
};

describe('a message of a known type', () => {
  test('has the fields that its own library wrote', () => {
    expect(read(line(WHOLE))).toMatchObject({
      protocol: 'protobuf:chat.v1.Line',
      kind: 'Line',
      fields: { ...WHOLE, body: 'text', at: '2024-11-22T10:06:40.000000005Z' },
    });
  });

  test.each([
    ['at', { seconds: 0 }, '1970-01-01T00:00:00Z'],
    ['at', { seconds: -1, nanos: 120_000_000 }, '1969-12-31T23:59:59.120Z'],
    ['at', { seconds: 253_402_300_799, nanos: 999_999_000 }, '9999-12-31T23:59:59.999999Z'],
    ['at', { seconds: 253_402_300_800 }, { seconds: '253402300800' }],
    ['at', { seconds: 1, nanos: -1 }, { seconds: '1', nanos: -1 }],
    ['took', {}, '0s'],
    ['took', { seconds: 3, nanos: 500_000_000 }, '3.500s'],
    ['took', { nanos: -1 }, '-0.000000001s'],
    ['took', { seconds: 1, nanos: -1 }, { seconds: '1', nanos: -1 }],
  ])('has times as text, where they are some: %s %j', (name, value, shown) => {
    expect(read(line({ [name]: value }))?.fields).toEqual({ [name]: shown });
  });

  test('has what an Any holds', () => {
    const any = (typeUrl: string, value = '') =>
      read(line({ held: { type_url: typeUrl, value: hex(value) } }))?.fields['held'];
    const inner = 'type.googleapis.com/chat.v1.Line.Inner';
    expect(any(inner, '08 01')).toEqual({ '@type': inner, on: true });
    expect(any(inner)).toEqual({ '@type': inner });
    expect(any('/google.protobuf.Duration', '08 02')).toEqual({
      '@type': '/google.protobuf.Duration',
      value: '2s',
    });
    const unread = (typeUrl: string, value: string, shown: string) =>
      expect(any(typeUrl, value)).toEqual({ type_url: typeUrl, value: shown });
    unread('type.googleapis.com/gone.Type', '08 01', '08 01 (2 bytes)');
    unread('constructor', '08 01', '08 01 (2 bytes)');
    unread('chat.v1', '08 01', '08 01 (2 bytes)');
    unread(inner, '08', '08 (1 byte)');
    unread(inner, '0a 00', '0a 00 (2 bytes)');
  });

  test('has what an Any holds in its bytes, and a time as a whole', () => {
    const held = { type_url: 'chat.v1.Line.Inner', value: hex('08 01') };
    const input = { from: 'server', opcode: 2, payload: line({ held, at: { seconds: 1 } }) } as const;
    const ranges = CHOSEN.ranges(ANY, input, CHOSEN.decode(ANY, input)!);
    expect(ranges.map(({ path }) => path.join('.'))).toEqual(['at', 'held', 'held.@type', 'held.on']);
  });

  test('has an Any in an Any only so deep', () => {
    let held: { type_url: string; value: Uint8Array } = { type_url: 'chat.v1.Line', value: line({ id: 1 }) };
    for (let n = 0; n < 40; n += 1) held = { type_url: 'chat.v1.Line', value: line({ held }) };
    expect(JSON.stringify(read(line({ held }))).split('@type').length).toBeLessThan(30);
  });

  test('has its secrets masked by their names', () => {
    expect(read(line({ access_token: 'hunter2' }))?.fields).toEqual({ access_token: '•••' });
  });

  test('has bytes as hex', () => {
    expect(read(line({ image: Uint8Array.of(0xff, 0) }))?.fields).toEqual({
      body: 'image',
      image: 'ff 00 (2 bytes)',
    });
  });

  test('has what the type does not know as the wire has it', () => {
    expect(read(hex('08 05 a0 06 07'))?.fields).toEqual({ id: '5', 100: { uint: 7, sint: -4 } });
  });

  test('has each field in its bytes', () => {
    const payload = line({ text: 'hello', marks: [-1, 300] });
    const input = { from: 'server', opcode: 2, payload } as const;
    const ranges = CHOSEN.ranges(ANY, input, CHOSEN.decode(ANY, input)!);
    const bytesAt = (path: string) => {
      const range = ranges.find((each) => each.path.join('.') === path);
      return Buffer.from(payload.subarray(range?.from, range?.to));
    };
    expect(bytesAt('text').toString()).toBe('hello');
    expect(bytesAt('marks.0').toString('hex')).toBe('01');
    expect(bytesAt('marks.1').toString('hex')).toBe('d804');
  });

  test('has no place for what has no bytes', () => {
    const input = { from: 'server', opcode: 2, payload: line({ inner: {}, tags: [''], id: 1 }) } as const;
    const ranges = CHOSEN.ranges(ANY, input, CHOSEN.decode(ANY, input)!);
    expect(ranges.map(({ path }) => path.join('.'))).toEqual(['id']);
  });

  test.each([
    ['0a 01 61', 'field 1 (id) is no uint64, but bytes'],
    ['2a 01 ff', 'field 5 (text) is not valid UTF-8'],
    ['12 01 08', 'field 2 (from_user): field 1 at byte 2 does not end'],
    ['1a 01 80', 'field 3 (marks): its last value does not end'],
    ['08', 'field 1 at byte 0 does not end'],
  ])('that is another says why: %s', (bytes, why) => {
    expect(read(hex(bytes))?.note).toBe(`Not read as Protobuf: chat.v1.Line: ${why}.`);
  });

  test('may be framed as gRPC does', () => {
    expect(read(hex('00 00 00 00 02 08 07'))?.parts).toMatchObject([{ kind: 'Line', fields: { id: '7' } }]);
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (noise) => {
        const payload = Uint8Array.of(...line(WHOLE), ...noise);
        expect(read(payload)?.kind).toMatch(/^(?:Line|malformed)$/);
      }),
    );
  });
});

describe('the types of .proto files', () => {
  test('are all there, with those inside others', () => {
    expect(errors).toEqual([]);
    expect(ALL.map(({ label }) => label).toSorted()).toEqual([
      'Protobuf: chat.v1.Line',
      'Protobuf: chat.v1.Line.Inner',
      'Protobuf: users.User',
    ]);
  });

  test('are recognised where the subprotocol or the URL names them, and nowhere else', () => {
    const none = new Decoders(ALL);
    const input = { from: 'server', opcode: 2, payload: hex('08 05') } as const;
    expect(none.decode(ANY, input)).toBeNull();
    expect(none.decode({ ...ANY, subprotocol: 'chat.v1.Line' }, input)?.kind).toBe('Line');
    expect(none.decode({ ...ANY, url: 'wss://h.test/?type=chat.v1.Line' }, input)?.kind).toBe('Line');
    expect(none.decode({ ...ANY, url: 'wss://h.test/chat.v1.Lines' }, input)).toBeNull();
  });

  test.each([
    ['syntax = "proto3"; message A {\n  string a = ;\n}', 2, "illegal id ';'"],
    ['syntax = "proto3";\nimport "gone.proto";\nmessage A {}', 2, 'there is no file gone.proto to import'],
    ['syntax = "proto3"; message A {\n\n  Gone b = 1;\n}', 3, 'there is no type Gone, of which b is'],
  ])('that are wrong say where: %j', (source, at, why) => {
    const made = protobufDecoders(new Map([['a.proto', source], ...FILES]));
    expect(made.errors).toEqual([{ file: 'a.proto', line: at, why }]);
    expect(made.decoders.length).toBeGreaterThanOrEqual(3);
  });

  test('are read where no code may be made of texts', () => {
    const module = new URL('../../../../proxy/formats/decoders/protobuf/with-types.ts', import.meta.url);
    const script = `
      const { protobufDecoders } = await import(${JSON.stringify(module.href)});
      const { Decoders } = await import(${JSON.stringify(new URL('../decoders.ts', module).href)});
      const made = protobufDecoders(new Map(${JSON.stringify([...FILES])}));
      const chosen = new Decoders(made.decoders.map((each) => each.decoder), () => 'protobuf:chat.v1.Line');
      const payload = Uint8Array.from(${JSON.stringify([...line(WHOLE)])});
      const read = chosen.decode(${JSON.stringify(ANY)}, { from: 'server', opcode: 2, payload });
      process.stdout.write(JSON.stringify({ errors: made.errors, kind: read.kind, text: read.fields.text }));`;
    const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script];
    const said = execFileSync(process.execPath, flags, { cwd: fileURLToPath(new URL('.', import.meta.url)) });
    expect(JSON.parse(said.toString())).toEqual({ errors: [], kind: 'Line', text: 'hello' });
  });
});
