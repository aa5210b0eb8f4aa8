import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, textInput } from '../../../support/decoder-laws.ts';
import { ANYWHERE } from '../../../support/protocol-cases.ts';

const read = (text: string) => builtIn.decode(ANYWHERE, textInput(text));
const base64Of = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const urlOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (payload: object) =>
  `${urlOf({ alg: 'HS256', typ: 'JWT' })}.${urlOf(payload)}.c2lnbmVkY2FuYXJ5`;

const TRADE = JSON.stringify({ type: 'trade', price: 1, names: '>>>???' });

describe('base64', () => {
  test.each([
    ['of JSON', base64Of(TRADE), 'json'],
    ['in the alphabet of URLs', Buffer.from(TRADE).toString('base64url'), 'json'],
    ['of gzip', base64Of(gzipSync(TRADE)), 'compressed'],
    ['of zlib', base64Of(deflateSync(TRADE)), 'compressed'],
  ])('%s unfolds', (_name, text, inside) => {
    expect(read(text)).toMatchObject({ protocol: 'base64', kind: 'trade', parts: [{ protocol: inside }] });
    expectLaws(ANYWHERE, textInput(text));
  });

  test('of an image tells its type and size', () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAAfFcSJ';
    expect(read(png)).toMatchObject({
      kind: 'image/png',
      summary: 'base64 image/png (2×3, 33 bytes)',
      fields: { width: 2, height: 3, length: 33 },
    });
  });

  test('inside the strings of SockJS unfolds', () => {
    const context = { url: 'wss://example.com/echo/477/a1b2c3d4/websocket', subprotocol: null };
    const decoded = builtIn.decode(context, textInput(`a["${base64Of(gzipSync(TRADE))}"]`));
    expect(decoded?.parts[0]).toMatchObject({ protocol: 'base64', parts: [{ parts: [{ kind: 'trade' }] }] });
  });

  test.each([
    'internationalization',
    'eyJustAWordOfSixteenLetters',
    'eJectedFromTheServer',
    `${base64Of(TRADE)}=`,
    base64Of('plain words, nothing more'),
    'eyJhIjoxfQ==',
  ])('is not believed of %s', (text) => expect(read(text)?.protocol).not.toBe('base64'));

  test('hides the secrets inside', () =>
    expect(JSON.stringify(read(base64Of('{"password":"canary","a":1}')))).not.toContain('canary'));
});

describe('a JSON Web Token', () => {
  test('tells its claims and times, and no signature', () => {
    const decoded = read(tokenOf({ sub: 'ana', iat: 0, nbf: 1, exp: 2, password: 'canary' }));
    expect(decoded).toMatchObject({
      protocol: 'jwt',
      summary: expect.stringMatching(/^expired 1970-01-01T00:00:02.000Z /),
      fields: {
        header: { alg: 'HS256' },
        payload: { sub: 'ana' },
        issued: '1970-01-01T00:00:00.000Z',
        notBefore: '1970-01-01T00:00:01.000Z',
        expired: true,
      },
    });
    expect(JSON.stringify(decoded)).not.toMatch(/canary|c2ln/);
  });

  test('that is not over is not called expired, and one whose time is none has none', () => {
    expect(read(tokenOf({ exp: 8e9 }))).toMatchObject({ fields: { expired: false } });
    expect(read(tokenOf({ exp: 1e300 }))?.fields).not.toHaveProperty('expires');
  });

  test('inside JSON stays masked', () =>
    expect(JSON.stringify(read(`{"a":"${tokenOf({ sub: 'ana' })}"}`))).not.toContain('eyJ'));

  test('whose parts are no JSON objects is none', () =>
    expect(read('eyJhbGciOiJub25lIn0.eyJub25zZW5zZQ.x')?.protocol).not.toBe('jwt'));
});

test('whatever the text, both keep what decoders promise', () => {
  const value = fc.oneof(fc.json(), fc.string()).map((text) => `{"a":${text}}`);
  const text = fc.oneof(
    value.map(base64Of),
    value.map((each) => base64Of(gzipSync(each))),
    fc
      .tuple(value, value)
      .map((all) => `${all.map((each) => Buffer.from(each).toString('base64url')).join('.')}.x`),
    fc.stringMatching(/^(?:eyJ|eJ|H4sI|W3si|R0lGOD)[\w+/.-]{0,60}={0,3}$/),
  );
  fc.assert(fc.property(text, (each) => expectLaws(ANYWHERE, textInput(each))));
});
