// A person's own decoders and .proto files on the command line: captured, replayed and saved messages are read by the same.

import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startEchoOrigins } from '../support/echo-origins.ts';
import { type Line, framescope, parseLines, startFramescope } from '../support/framescope.ts';
import { connectThrough } from '../support/proxied-client.ts';
import { tempDir } from '../support/temp-dir.ts';

const TICKS = `
export const recognises = ({ text }) => text.startsWith('tick ');
export function decode({ text }) {
  const [, symbol, price] = text.split(' ');
  return { kind: 'tick', summary: text, fields: { symbol, price: Number(price) } };
}`;
const BROKEN = 'export function decode( {';
const PROTO = 'syntax = "proto3"; package shop; message Order { string item = 1; int32 count = 2; }';
/** An Order: {item: "tea", count: 3}. */
const ORDER = Buffer.from([0x0a, 3, 0x74, 0x65, 0x61, 0x10, 3]);

/** A data folder in which somebody wrote decoders and chose one, and one of which is broken. */
function dataFolder(): string {
  const folder = tempDir();
  mkdirSync(join(folder, 'decoders'));
  mkdirSync(join(folder, 'protobuf'));
  writeFileSync(join(folder, 'decoders', 'ticks.js'), TICKS);
  writeFileSync(join(folder, 'decoders', 'broken.js'), BROKEN);
  writeFileSync(join(folder, 'protobuf', 'shop.proto'), PROTO);
  const decoders = { localhost: { client: 'protobuf:shop.Order' } };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ decoders }));
  return folder;
}

/** A session that was captured where nobody had such decoders. */
async function captured(): Promise<string> {
  const origins = await startEchoOrigins();
  const file = join(tempDir(), 'x.framescope');
  const running = await startFramescope(['capture', '--session', file, '--quiet']);
  for (const [host, message] of [
    ['127.0.0.1', 'tick ACME 101'],
    ['localhost', ORDER],
  ] as const) {
    const client = await connectThrough(`ws://${host}:${origins.plainPort}/h`, running.ready);
    await once(client, 'open');
    client.send(message);
    await once(client, 'message');
    client.close();
    await once(client, 'close');
  }
  await running.stop();
  return file;
}

const kinds = (text: string) =>
  parseLines(text)
    .filter(({ type }) => type === 'message')
    .map((line: Line) => (line.decoded as { kind?: string } | null | undefined)?.kind ?? null);

const warnings = (stderr: string) => stderr.split('\n').filter((line) => line.includes('broken.js'));

describe('a saved session', () => {
  test('is exported as the app reads it: by one’s own decoders, and by those that were chosen', async () => {
    const session = await captured();
    const dataDir = dataFolder();
    const { code, stdout, stderr } = await framescope(['export', session, '--decode'], { dataDir });
    expect(code).toBe(0);
    expect(kinds(stdout)).toContain('tick');
    expect(kinds(stdout)).toContain('Order');
    expect(warnings(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/^framescope: warning: .*broken\.js cannot be used: SyntaxError/);
  });

  test('is filtered by fields of one’s own, wherever the folder lies', async () => {
    const session = await captured();
    const filtered = ['export', session, '--filter', '$.price>100', '--decode', '--data-dir', dataFolder()];
    const { stdout } = await framescope(filtered);
    expect(kinds(stdout)).toEqual(['tick', 'tick']);
    const { stdout: none, stderr } = await framescope(['export', session, '--filter', '$.price>100']);
    expect([kinds(none), stderr]).toEqual([[], '']);
  });

  test('loses nothing to a decoder that is broken: what it holds is exported all the same', async () => {
    const session = await captured();
    const plain = await framescope(['export', session]);
    const broken = await framescope(['export', session], { dataDir: dataFolder() });
    expect(broken.stdout).toBe(plain.stdout);
    expect(kinds(broken.stdout)).toHaveLength(8);
  });
});

test('a capture and a replay read by the same, and say once what is broken', async () => {
  const session = await captured();
  const origins = await startEchoOrigins();
  const dataDir = dataFolder();
  const running = await startFramescope(['capture', '--decode', '--filter', 'kind:tick'], { dataDir });
  const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/h`, running.ready);
  await once(client, 'open');
  client.send('tick ACME 101');
  await once(client, 'message');
  client.close();
  await once(client, 'close');
  const { stdout, stderr } = await running.stop();
  expect(kinds(stdout)).toEqual(['tick', 'tick']);
  expect(warnings(stderr)).toHaveLength(1);
  expect(running.events).toContainEqual(expect.objectContaining({ event: 'error', code: 'DECODER' }));
  const again = await framescope(
    ['replay', session, '--connection', 'c1', '--to', `ws://127.0.0.1:${origins.plainPort}/h`],
    { dataDir },
  );
  expect(again.code).toBe(0);
  expect(warnings(again.stderr)).toHaveLength(1);
});
