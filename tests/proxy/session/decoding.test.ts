import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Decoding } from '../../../proxy/session/decoding.ts';
import { loadProtos } from '../../../proxy/session/own/own-protos.ts';
import { loadScripts } from '../../../proxy/session/own/own-scripts.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';

const CONTEXT = { url: 'ws://h.test/', subprotocol: null, host: 'h.test' };
const TRADE = { from: 'server', opcode: 1, payload: utf8('{"type":"trade"}') } as const;

function openDecoding() {
  let changes = 0;
  const decoding = new Decoding(() => (changes += 1));
  onTestFinished(() => decoding.close());
  return { decoding, changes: () => changes };
}

describe('who reads messages', () => {
  test('are the built-in ones at first', () => {
    const { decoding } = openDecoding();
    expect(decoding.current.decode(CONTEXT, TRADE)?.protocol).toBe('json');
    expect(decoding.decoders().map(({ label }) => label)).toContain('MQTT');
  });

  test('is who was chosen, until that is taken back, and each change is told', () => {
    const { decoding, changes } = openDecoding();
    decoding.decodeBy({ 'h.test': { server: 'none' } });
    expect(decoding.current.decode(CONTEXT, TRADE)).toBeNull();
    expect(decoding.version).toBe(1);
    decoding.decodeBy({});
    expect(decoding.current.decode(CONTEXT, TRADE)?.kind).toBe('trade');
    expect([decoding.version, changes()]).toEqual([2, 2]);
  });

  test('are a person’s own of all folders beside them, and what is wrong with one is told', async () => {
    const { decoding, changes } = openDecoding();
    const folders = { scripts: join(tempDir(), 'decoders'), protos: join(tempDir(), 'protobuf') };
    for (const folder of Object.values(folders)) mkdirSync(folder);
    writeFileSync(join(folders.scripts, 'mine.js'), 'export const decode = () => ({ kind: "mine" })');
    writeFileSync(join(folders.scripts, 'broken.js'), 'export const decode = (');
    writeFileSync(join(folders.protos, 'a.proto'), 'syntax = "proto3"; message Tick { string text = 1; }');
    await decoding.openFolder(folders.scripts, loadScripts);
    await decoding.openFolder(folders.protos, loadProtos);
    await decoding.openFolder(join(tempDir(), 'none'), loadScripts);
    const own = decoding.decoders().filter((each) => each.own);
    expect(own.map(({ name, error }) => [name, error === null])).toEqual([
      ['own:broken', false],
      ['own:mine', true],
      ['protobuf:Tick', true],
    ]);
    decoding.decodeBy({ 'h.test': { server: 'own:mine' } });
    expect(decoding.current.decode(CONTEXT, TRADE)?.kind).toBe('mine');
    expect(changes()).toBe(3);
  });
});
