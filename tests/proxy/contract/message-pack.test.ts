import { Encoder } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeValue, encodeValue } from '../../../proxy/contract/message-pack.ts';

const crossed = (value: unknown) => decodeValue(encodeValue(value).slice().buffer);

test('a key that JavaScript gives a meaning crosses as the key that it is, however deep it stands', () => {
  const hostile: unknown = JSON.parse('{"a":[{"__proto__":{"__proto__":1,"b":"__proto__"}}]}');
  const value = crossed(hostile);
  expect(JSON.stringify(value)).toBe(JSON.stringify(hostile));
  expect(Object.getPrototypeOf((value as { a: object[] }).a[0])).toBe(Object.prototype);
});

test('whatever JSON holds crosses unchanged, and so do bytes beside it', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, n) => n);
  const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '\0proto'.slice(1)));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.array(tie('value')), tie('object')),
    object: fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  }));
  fc.assert(
    fc.property(value, (any) => {
      const json = JSON.stringify(any);
      const back = crossed({ json: JSON.parse(json), bytes }) as { json: unknown; bytes: Uint8Array };
      expect(JSON.stringify(back.json)).toBe(json);
      expect(back.bytes).toEqual(bytes);
    }),
  );
});

test('bytes that are no MessagePack, or that name a forbidden key themselves, are refused', () => {
  expect(() => decodeValue(Uint8Array.of(0xc1).buffer)).toThrow('0xc1');
  const named = new Encoder().encode(JSON.parse('{"__proto__":1}'));
  expect(() => decodeValue(named.slice().buffer)).toThrow('__proto__');
});
