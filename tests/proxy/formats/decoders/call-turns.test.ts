import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Turn } from '../../../../proxy/formats/decoders/decoder.ts';
import { callTurns } from '../../../../proxy/formats/decoders/call-turns.ts';

/** What a parser finds. */
function parsed(call: Readonly<Record<string, unknown>>): readonly Turn[] {
  const { id, method } = call;
  if (id === undefined || id === null) return [];
  const key = JSON.stringify(id);
  return [typeof method === 'string' ? { asks: key } : { answers: key }];
}

describe('A call', () => {
  test.each([
    ['{"jsonrpc":"2.0","id":7,"method":"get","params":[]}', [{ asks: '7' }]],
    ['{"id":"a-1","jsonrpc":"2.0","result":{"id":9}}', [{ answers: '"a-1"' }]],
    ['{"jsonrpc":"2.0","method":"get","params":{"id":1},"id":8}', [{ asks: '8' }]],
    ['{"method":"Page.enable","params":{},"id":3}', [{ asks: '3' }]],
    ['{"id":3,"error":{"code":-32600}}', [{ answers: '3' }]],
    ['{"method":"Network.dataReceived","params":{"requestId":"1"}}', []],
  ])('as libraries write it is read without parsing it: %s', (text, turns) => {
    expect(callTurns(text)).toEqual(turns);
  });

  test.each([
    '{ "id": 1, "method": "get" }',
    '{"method":"subscribed","params":{"id":1}}',
    '{"id":"a\\u0062","result":1}',
    '{"id":-0,"result":1}',
    '[{"jsonrpc":"2.0","id":1,"method":"get"}]',
    '{"result":{"method":"x"},"id":1}',
  ])('written another way is left to a parser: %s', (text) => {
    expect(callTurns(text)).toBeNull();
  });

  test('in any order of its members is what a parser would say, or left to it', () => {
    const id = fc.oneof(fc.nat(), fc.string(), fc.constant(null), fc.double());
    const member = fc.oneof(
      fc.record({ id }),
      fc.record({ method: fc.string() }),
      fc.record({ params: fc.jsonValue() }),
      fc.record({ jsonrpc: fc.constant('2.0') }),
    );
    const answer = fc.oneof(
      fc.record({ id }),
      fc.record({ result: fc.jsonValue() }),
      fc.record({ jsonrpc: fc.constant('2.0') }),
    );
    const call = fc.oneof(fc.array(member, { minLength: 1 }), fc.array(answer, { minLength: 1 }));
    fc.assert(
      fc.property(call, (members) => {
        const whole = Object.assign({}, ...members) as Record<string, unknown>;
        const turns = callTurns(JSON.stringify(whole));
        if (turns) expect(turns).toEqual(parsed(whole));
      }),
      { numRuns: 2000 },
    );
  });
});
