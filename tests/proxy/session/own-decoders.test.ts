import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DecoderContext } from '../../../proxy/formats/decoders/decoder.ts';
import { Decoders } from '../../../proxy/formats/decoders/decoders.ts';
import { BUILT_IN } from '../../../proxy/formats/decoders/registry.ts';
import { EXAMPLE, writeExample } from '../../../proxy/session/own/example.ts';
import { ownDecoder } from '../../../proxy/session/own/own-decoder.ts';
import { openRig } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';

const PAIRS: DecoderContext = { url: 'ws://h.test/pairs', subprotocol: null, host: 'h.test' };

const SAID = { from: 'server', opcode: 1, payload: utf8('{}') } as const;

async function loaded(source: string, begunAgain = () => undefined as void) {
  const own = await ownDecoder('mine', source, begunAgain);
  onTestFinished(() => own.dispose());
  return { own, decoders: new Decoders([own.decoder, ...BUILT_IN], () => 'own:mine') };
}

async function decodersOf(source: string) {
  return (await loaded(source)).decoders;
}

async function read(source: string, text: string) {
  const decoders = await decodersOf(source);
  return decoders.decode(PAIRS, { from: 'server', opcode: 1, payload: utf8(text) });
}

describe('a decoder of one’s own', () => {
  test('reads, is recognised and pairs, as the example does', async () => {
    const own = await ownDecoder('example', EXAMPLE, () => undefined);
    onTestFinished(() => own.dispose());
    const decoders = new Decoders([own.decoder, ...BUILT_IN]);
    const input = { from: 'client', opcode: 1, payload: utf8('type=trade&price=101&id=7') } as const;
    expect(decoders.decode(PAIRS, input)).toEqual({
      protocol: 'own:example',
      kind: 'trade',
      summary: 'type=trade&price=101&id=7',
      heartbeat: false,
      fields: { type: 'trade', price: '101', id: '7' },
      parts: [],
    });
    expect(decoders.turns(PAIRS, input)).toEqual([{ asks: '7' }]);
    expect(decoders.decode({ ...PAIRS, url: 'ws://h.test/' }, input)).toBeNull();
    expect(own.decoder.label).toBe('Example: key=value pairs');
  });

  test('is given bytes as bytes', async () => {
    const source =
      'export const decode = ({ payload }) => ({ kind: "sum", fields: { of: payload[0] + payload[1] } })';
    const decoders = await decodersOf(source);
    const input = { from: 'server', opcode: 2, payload: Uint8Array.of(0xff, 2) } as const;
    expect(decoders.decode(PAIRS, input)?.fields).toEqual({ of: 257 });
  });

  test('has its secrets masked as everybody’s', async () => {
    const source =
      'export const decode = () => ({ kind: "a", summary: "Bearer abcdefgh", fields: { token: "x" } })';
    expect(await read(source, 'x')).toMatchObject({ summary: 'Bearer •••', fields: { token: '•••' } });
  });

  test.each([
    ['while (true) {}', 'it took too long'],
    ['null.x', 'TypeError: '],
    ['return "text"', 'it returned no object'],
    ['return new ArrayBuffer(64 * 1024 * 1024)', 'InternalError: out of memory'],
    ['return Array(1e9).join("")', 'it did not answer in time, and was ended'],
    ['const f = () => f(); f()', 'InternalError: stack overflow'],
    ['const a = {}; a.a = a; return a', 'TypeError: circular reference'],
  ])('that goes wrong (%s) says why, and the next one reads the message', async (body, why) => {
    const decoded = await read(`export function decode() { ${body} }`, '{"type":"x"}');
    expect(decoded).toMatchObject({ protocol: 'json', kind: 'x' });
    expect(decoded?.note).toContain(`Not read as mine: ${why}`);
  });

  test('that keeps taking too long is left alone, and says so', async () => {
    const { own, decoders } = await loaded('export function decode() { while (true) {} }');
    const note = () => decoders.decode(PAIRS, SAID)?.note;
    expect(own.trouble()).toEqual({});
    expect(note()).toContain('it took too long');
    expect(own.trouble()).toEqual({ warning: 'it took too long: one message was not read' });
    const notes = Array.from({ length: 5 }, note);
    expect(notes.at(-1)).toContain('it took too long 5 times');
    expect(own.trouble()).toEqual({
      error: 'it took too long 5 times; it is tried again when its file changes',
    });
  });

  test('that takes too long once is asked once more: it may have been the machine', async () => {
    const { own, decoders } = await loaded(`
      let calls = 0;
      export function decode() { while (calls++ === 0) for (;;) {} return { kind: 'a', fields: { calls } }; }`);
    expect(decoders.decode(PAIRS, SAID)).toMatchObject({ protocol: 'own:mine', fields: { calls: 2 } });
    expect(own.trouble()).toEqual({});
  });

  test('whose thread had to be ended is asked again, and left alone when it is the third', async () => {
    const again = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    let begun = 0;
    const { own, decoders } = await loaded(
      'export const decode = ({ text }) => text === "{}" ? Array(1e9).join("") : { kind: "a" };',
      () => again[begun++]!.resolve(),
    );
    const other = { ...SAID, payload: utf8('[]') };
    for (const { promise } of again.slice(0, 2)) {
      expect(decoders.decode(PAIRS, SAID)?.note).toContain('it did not answer in time, and was ended');
      expect(decoders.decode(PAIRS, other)?.note).toContain('it had to be ended, and is being started again');
      await promise;
      expect(decoders.decode(PAIRS, other)?.protocol).toBe('own:mine');
      expect(own.trouble()).toEqual({ warning: 'it did not answer in time, and was ended' });
    }
    decoders.decode(PAIRS, SAID);
    expect(decoders.decode(PAIRS, other)?.protocol).toBe('json');
    expect(own.trouble().error).toContain('it is tried again when its file changes');
  });

  test.each(['process', 'require', 'fetch', 'setTimeout', 'WebSocket', 'std', 'os', 'importScripts'])(
    'reaches no %s',
    async (name) => {
      const source = `export const decode = () => ({ kind: typeof globalThis.${name} })`;
      expect((await read(source, 'x'))?.kind).toBe('undefined');
    },
  );

  test('imports nothing', async () => {
    const source = 'import fs from "node:fs"; export const decode = () => fs;';
    await expect(ownDecoder('a', source, () => undefined)).rejects.toThrow('node:fs');
  });
});

describe('the folder of decoders', () => {
  test('is read when a session is opened, and again when a file in it changes', async () => {
    const folder = tempDir();
    writeExample(folder);
    const rig = await openRig(undefined, 'create', undefined, folder);
    const wire = rig.open();
    wire.text('server', 'type=trade&price=101');
    expect((await rig.rows())[0]?.decoded).toBeNull();
    const file = join(folder, 'price.js');
    writeFileSync(
      file,
      'export const recognises = () => true; export const decode = () => ({ kind: "one" });',
    );
    await rig.until(({ decoding }) => decoding === 2);
    expect((await rig.rows())[0]?.decoded).toMatchObject({ protocol: 'own:price', kind: 'one' });
    writeFileSync(file, 'export const decode = ;');
    await rig.until(({ decoding }) => decoding === 3);
    expect((await rig.rows())[0]?.decoded).toBeNull();
    expect((await rig.calls.decoders()).filter(({ own }) => own)).toEqual([
      {
        name: 'own:example',
        label: 'Example: key=value pairs',
        own: true,
        file: join(folder, 'example.js'),
        error: null,
      },
      {
        name: 'own:price',
        label: 'price',
        own: true,
        file,
        error: expect.stringContaining('SyntaxError') as string,
      },
    ]);
    rmSync(file);
    await rig.until(({ decoding }) => decoding === 4);
    expect((await rig.calls.decoders()).filter(({ own }) => own)).toHaveLength(1);
  });
});

describe('the folder of .proto files', () => {
  test('is read when a session is opened, and again when a file in it changes', async () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'users'));
    const user = join(folder, 'users', 'user.proto');
    writeFileSync(join(folder, 'chat.proto'), CHAT);
    writeFileSync(user, 'syntax = "proto3"; package users; message User { string name = 1; }');
    const rig = await openRig(undefined, 'create', undefined, null, folder);
    await rig.calls.decodeBy({ 'a.test': { server: 'protobuf:chat.Line' } });
    const own = async () => (await rig.calls.decoders()).filter((each) => each.own);
    expect((await own()).map(({ name, file, error }) => ({ name, file, error }))).toEqual([
      { name: 'protobuf:chat.Line', file: join(folder, 'chat.proto'), error: null },
      { name: 'protobuf:users.User', file: user, error: null },
    ]);
    const { decoding } = await rig.until((change) => change.decoding > 1);
    writeFileSync(user, 'syntax = "proto3"; package users;\nmessage User { string = 1; }');
    await rig.until((change) => change.decoding > decoding);
    const wrong = (await own()).filter(({ error }) => error !== null);
    expect(wrong).toMatchObject([
      { label: 'chat.proto', error: 'line 1: there is no type users.User, of which by is' },
      { label: 'users/user.proto', error: "line 2: illegal name '='", file: user },
    ]);
  });
});

const CHAT = `syntax = "proto3"; package chat; import "users/user.proto"; message Line { users.User by = 1; }`;
