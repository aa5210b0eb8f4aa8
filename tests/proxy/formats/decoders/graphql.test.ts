import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, textInput } from '../../../support/decoder-laws.ts';

const TRANSPORT: DecoderContext = { url: 'ws://h/graphql', subprotocol: 'graphql-transport-ws' };
const LEGACY: DecoderContext = { url: 'ws://h/graphql', subprotocol: 'graphql-ws' };
const ELSEWHERE: DecoderContext = { url: 'ws://h/', subprotocol: null };

const read = (value: unknown, context = TRANSPORT) =>
  builtIn.decode(context, textInput(JSON.stringify(value)));
const turns = (value: unknown, from: 'client' | 'server') =>
  builtIn.turns(TRANSPORT, textInput(JSON.stringify(value), from));

const MESSAGES: readonly (readonly [value: object, kind: string, summary: string])[] = [
  [{ type: 'connection_init' }, 'connection_init', 'connection_init'],
  [
    { type: 'connection_init', payload: { token: 'abc' } },
    'connection_init',
    'connection_init {"token":"•••"}',
  ],
  [{ type: 'connection_ack', payload: null }, 'connection_ack', 'connection_ack'],
  [{ type: 'ping' }, 'ping', 'ping'],
  [{ type: 'ka' }, 'ka', 'ka'],
  [
    { id: '1', type: 'subscribe', payload: { query: 'subscription OnPrice($s: ID!) { price(s: $s) }' } },
    'subscribe OnPrice',
    '1 subscription OnPrice',
  ],
  [
    { id: '1', type: 'start', payload: { query: 'mutation Add{a}', variables: { n: 1 } } },
    'start Add',
    '1 mutation Add {"n":1}',
  ],
  [
    { id: '1', type: 'subscribe', payload: { query: 'query A { a } query B { b }', operationName: 'B' } },
    'subscribe B',
    '1 query B',
  ],
  [
    { id: '1', type: 'subscribe', payload: { query: '# the query A {\n{ hello }' } },
    'subscribe',
    '1 query # the query A { { hello }',
  ],
  [
    {
      id: '1',
      type: 'subscribe',
      payload: { query: 'fragment F on T { query } subscription S @live { a }' },
    },
    'subscribe S',
    '1 subscription S',
  ],
  [{ id: '1', type: 'next', payload: { data: { price: 2 } } }, 'next', '1 next {"price":2}'],
  [
    { id: 7, type: 'data', payload: { data: null, errors: [{ message: 'gone' }, {}] } },
    'data',
    '7 data error: gone (and 1 more)',
  ],
  [{ id: '1', type: 'error', payload: [{ message: 'no' }] }, 'error', '1 error: no'],
  [{ id: '1', type: 'complete' }, 'complete', '1 complete'],
  [{ id: '1', type: 'stop' }, 'stop', '1 stop'],
];

describe('GraphQL over WebSocket', () => {
  test.each(MESSAGES)('%j is %s', (value, kind, summary) => {
    expect(read(value)).toMatchObject({ protocol: 'graphql', kind, summary });
    expectLaws(TRANSPORT, textInput(JSON.stringify(value)));
    expectLaws(LEGACY, textInput(JSON.stringify(value)));
  });

  test('has the fields of its JSON and what the document says of the operation', () => {
    expect(read(MESSAGES[5]![0])?.fields).toMatchObject({
      id: '1',
      type: 'subscribe',
      operation: { type: 'subscription', name: 'OnPrice' },
    });
  });

  test('is recognised by its subprotocol or by how it begins, and only where its types stand', () => {
    expect(read({ type: 'ping' }, ELSEWHERE)?.protocol).toBe('json');
    expect(read({ type: 'connection_init' }, ELSEWHERE)?.protocol).toBe('graphql');
    expect(read({ type: 'trade' })?.protocol).toBe('json');
    expect(read(['type'])?.protocol).toBe('json');
  });

  test('of which only the beginning can be read keeps its type', () => {
    const large = { id: '1', type: 'next', payload: { data: 'x'.repeat(1024 * 1024) } };
    expect(read(large)).toMatchObject({ kind: 'next', summary: 'next (too large to show)' });
  });

  test('is answered: operations by their first result, the connection, pings', () => {
    expect(turns(MESSAGES[5]![0], 'client')).toEqual([{ asks: 'operation 1', patient: true }]);
    expect(turns({ id: '1', type: 'next' }, 'server')).toEqual([{ answers: 'operation 1' }]);
    expect(turns({ id: '1', type: 'complete' }, 'server')).toEqual([{ answers: 'operation 1' }]);
    expect(turns({ id: '1', type: 'complete' }, 'client')).toEqual([]);
    expect(turns({ id: '1', type: 'stop' }, 'client')).toEqual([]);
    expect(turns({ type: 'connection_init' }, 'client')).toEqual([{ asks: 'connection' }]);
    expect(turns({ type: 'connection_ack' }, 'server')).toEqual([{ answers: 'connection' }]);
    expect(turns({ type: 'ping' }, 'server')).toEqual([{ asks: 'ping' }]);
    expect(turns({ type: 'pong' }, 'client')).toEqual([{ answers: 'ping', newest: true }]);
  });

  test('is no trouble, whatever stands in it', () => {
    const value = fc.record(
      {
        id: fc.jsonValue({ maxDepth: 1 }),
        type: fc.constantFrom('subscribe', 'start', 'next', 'error', 'ping', 'else'),
        payload: fc.oneof(
          fc.record({ query: fc.string(), variables: fc.jsonValue() }),
          fc.record({ data: fc.jsonValue(), errors: fc.jsonValue() }),
          fc.jsonValue(),
        ),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(value, (each) => expectLaws(TRANSPORT, textInput(JSON.stringify(each)))),
      { numRuns: 500 },
    );
  });
});
