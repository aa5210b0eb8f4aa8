import { describe, expect, it } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';

function decode(text: string) {
  const payload = new TextEncoder().encode(text);
  return builtIn.decode({ url: 'wss://h/', subprotocol: null }, { from: 'server', opcode: 1, payload });
}

describe('JSON', () => {
  it.each([
    ['{"type":"trade","price":1}', 'trade'],
    ['{"event":"join"}', 'join'],
    ['{"op":10,"d":null}', 'op 10'],
    ['{"op":0,"t":"MESSAGE_CREATE"}', 'MESSAGE_CREATE'],
    ['{"jsonrpc":"2.0","id":1,"method":"eth_call"}', 'eth_call'],
    ['{"id":1,"result":{}}', 'result'],
    ['{"id":1,"error":{"code":1}}', 'error'],
    ['{"a":1}', 'object'],
    [' [1,2]', 'array'],
    ['{"type":""}', 'object'],
    [`{"type":"${'x'.repeat(65)}"}`, 'object'],
  ])('%s is of kind %s', (text, kind) => expect(decode(text)?.kind).toBe(kind));

  it.each(['1', '"text"', 'null', 'hello', '{not json}', '[1,', '', '42["event"]'])(
    'is not what "%s" is',
    (text) => expect(decode(text)).toBeNull(),
  );

  it('is written in one line, cut where it is long', () => {
    expect(decode('{\n  "a": 1\n}')?.summary).toBe('{ "a": 1 }');
    expect(decode(`{"a":"${'x'.repeat(500)}"}`)?.summary).toMatch(/^.{199}…$/);
  });

  it('gives its fields; an array as one', () => {
    expect(decode('{"a":{"b":[1]}}')?.fields).toEqual({ a: { b: [1] } });
    expect(decode('[{"a":1}]')?.fields).toEqual({ value: [{ a: 1 }] });
  });

  it.each(['{"type":"ping"}', '{"type":"PONG","t":1}', '{"op":"heartbeat"}', '{"event":"keepalive"}'])(
    'tells heartbeats: %s',
    (text) => expect(decode(text)?.heartbeat).toBe(true),
  );

  it('masks secrets in summary and fields', () => {
    const login = decode(
      '{"type":"login","access_token":"canary","user":"ana","nested":{"password":"canary"}}',
    );
    expect(login?.fields).toEqual({
      type: 'login',
      access_token: '•••',
      user: 'ana',
      nested: { password: '•••' },
    });
    expect(login?.summary).not.toContain('canary');
  });

  it('reads only the beginning of what is larger than 1 MiB', () => {
    expect(decode(`{"a":"${'x'.repeat(1024 * 1024)}"}`)).toMatchObject({
      kind: 'object',
      fields: {},
      summary: expect.stringMatching(/^\{"a":"x+…$/),
    });
    expect(JSON.stringify(decode(`[{"token":"canary","a":"${'x'.repeat(1024 * 1024)}"}]`))).not.toContain(
      'canary',
    );
  });

  it('does not descend into the abyss', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(decode(deep)).toMatchObject({ kind: 'array', fields: {} });
  });

  it('keeps a field that is named like a prototype', () => {
    expect(Object.keys(decode('{"__proto__":{"a":1},"token":"x"}')!.fields)).toEqual(['__proto__', 'token']);
  });
});
