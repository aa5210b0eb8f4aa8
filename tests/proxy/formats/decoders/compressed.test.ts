import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decoders } from '../../../../proxy/formats/decoders/decoders.ts';
import { BUILT_IN, builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { concat, hex, utf8 } from '../../../support/hex.ts';
import { ANYWHERE, outline } from '../../../support/protocol-cases.ts';

const read = (payload: Uint8Array) =>
  builtIn.decode(ANYWHERE, { from: 'server', opcode: 2, payload: Uint8Array.from(payload) });

const JSON_TEXT = JSON.stringify({ type: 'trade', prices: Array.from({ length: 100 }, () => 1) });

describe.each([
  ['gzip', gzipSync],
  ['zlib', deflateSync],
  ['zstd', zstdCompressSync],
] as const)('%s', (method, compress) => {
  test('is inflated, and what is inside is read', () => {
    const bytes = compress(JSON_TEXT);
    const decoded = read(bytes);
    expect(decoded).toMatchObject({
      protocol: 'compressed',
      kind: 'trade',
      fields: { method, length: bytes.length, inflated: JSON_TEXT.length },
    });
    expect(decoded?.summary).toMatch(
      new RegExp(`^${method} ${bytes.length} bytes → ${JSON_TEXT.length} bytes \\(×[\\d.]+\\) \\{"type"`),
    );
    expect(decoded?.parts[0]).toMatchObject({ protocol: 'json', kind: 'trade' });
  });

  test('shows text that no decoder knows, its secrets masked', () => {
    expect(read(compress('hello there'))?.fields).toMatchObject({ content: 'hello there' });
    expect(JSON.stringify(read(compress('oauth:s3cr3t')))).not.toContain('s3cr3t');
  });

  test('in itself unfolds', () =>
    expect(outline(read(compress(compress('{"a":1}')))).map((line) => line.trim().split(':')[0])).toEqual([
      'compressed object',
      'compressed object',
      'json object',
    ]));

  test('that would be too large is not inflated', () => {
    const bomb = read(compress(new Uint8Array(64 * 1024 * 1024)));
    expect(bomb?.protocol === 'compressed' ? bomb.kind : 'malformed').toBe('malformed');
  });
});

describe.each([
  ['brotli', brotliCompressSync],
  ['deflate', deflateRawSync],
] as const)('%s, which begins in any way,', (method, compress) => {
  const chosen = new Decoders(BUILT_IN, () => 'compressed');
  const readChosen = (payload: Uint8Array) =>
    chosen.decode({ ...ANYWHERE, host: 'h.test' }, { from: 'server', opcode: 2, payload });

  test('is inflated where it was chosen, and what is inside is read', () => {
    expect(readChosen(Uint8Array.from(compress(JSON_TEXT)))).toMatchObject({
      protocol: 'compressed',
      kind: 'trade',
      fields: { method, inflated: JSON_TEXT.length },
      parts: [{ protocol: 'json' }],
    });
  });

  test('is not guessed at', () => {
    expect(read(compress(JSON_TEXT))?.protocol).not.toBe('compressed');
  });

  test('that is something else after all is said to be, and read as what it is', () => {
    const decoded = readChosen(encode({ type: 'trade', price: 101.5 }));
    expect(decoded).toMatchObject({ protocol: 'msgpack' });
    expect(decoded?.note).toContain('no gzip, zlib, zstd, Brotli or raw deflate');
  });
});

test('gzip that is flushed and never ended is inflated as far as it goes, and said to be', () => {
  const flushed = gzipSync('{"type":"tick"}', { finishFlush: constants.Z_SYNC_FLUSH });
  expect(read(flushed)).toMatchObject({ kind: 'tick', fields: { whole: false } });
  expect(read(flushed)?.summary).toContain('gzip without its end');
  expect(read(hex('1f 8b 08 00'))?.kind).toBe('malformed');
});

test('gzip that is broken is malformed, and what only begins like zlib is something else', () => {
  expect(read(hex('1f 8b 08 00 ff ff ff ff ff ff ff'))).toMatchObject({
    protocol: 'compressed',
    kind: 'malformed',
  });
  expect(read(hex('78 9c ff ff ff ff ff ff'))).toBeNull();
  expect(read(utf8('x^ is no zlib'))?.protocol).not.toBe('compressed');
});

test('whatever the bytes, it never throws', () => {
  const near = fc
    .tuple(fc.constantFrom('1f8b0800', '789c', '28b52ffd'), fc.uint8Array())
    .map(([head, rest]) => concat(hex(head), rest));
  fc.assert(
    fc.property(near, (payload) => {
      const decoded = read(payload);
      expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded);
    }),
  );
});
