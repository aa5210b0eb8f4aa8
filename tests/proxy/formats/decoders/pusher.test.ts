import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, textInput } from '../../../support/decoder-laws.ts';

const APP = { url: 'wss://ws-eu.pusher.com/app/key?protocol=7&client=js&version=8.4.0', subprotocol: null };
const ELSEWHERE = { url: 'ws://h/', subprotocol: null };

const read = (value: object, context = APP) => builtIn.decode(context, textInput(JSON.stringify(value)));
const turns = (value: object, from: 'client' | 'server') =>
  builtIn.turns(APP, textInput(JSON.stringify(value), from));

const MESSAGES: readonly (readonly [value: object, kind: string, summary: string])[] = [
  [
    { event: 'pusher:connection_established', data: '{"socket_id":"1.2","activity_timeout":120}' },
    'pusher:connection_established',
    'pusher:connection_established {"socket_id":"1.2","activity_timeout":120}',
  ],
  [
    { event: 'pusher:subscribe', data: { auth: 'key:abc', channel: 'private-a' } },
    'pusher:subscribe',
    'pusher:subscribe {"auth":"•••","channel":"private-a"}',
  ],
  [
    { event: 'pusher_internal:subscription_succeeded', channel: 'private-a', data: '{}' },
    'pusher_internal:subscription_succeeded',
    'private-a  pusher_internal:subscription_succeeded {}',
  ],
  [{ event: 'trade', channel: 'btc', data: '{"price":7}' }, 'trade', 'btc  trade {"price":7}'],
  [
    { event: 'client-typing', channel: 'private-a', data: 'plain' },
    'client-typing',
    'private-a  client-typing plain',
  ],
  [{ event: 'pusher:ping', data: {} }, 'pusher:ping', 'pusher:ping {}'],
  [{ event: 'e'.repeat(65) }, 'event', 'e'.repeat(65)],
];

describe('Pusher Channels', () => {
  test.each(MESSAGES)('%j is %s', (value, kind, summary) => {
    expect(read(value)).toMatchObject({ protocol: 'pusher', kind, summary });
    expectLaws(APP, textInput(JSON.stringify(value)));
  });

  test('unfold the JSON in their data, secrets masked', () => {
    const decoded = read({ event: 'login', data: JSON.stringify({ token: 'canary', user: { id: 1 } }) });
    expect(decoded?.fields).toEqual({ event: 'login', data: { token: '•••', user: { id: 1 } } });
    expect(JSON.stringify(decoded)).not.toContain('canary');
  });

  test('are recognised by URL or by their own events, and leave other JSON alone', () => {
    expect(read({ event: 'pusher:ping' }, ELSEWHERE)?.heartbeat).toBe(true);
    expect(read({ event: 'trade', channel: 'btc' }, ELSEWHERE)?.protocol).toBe('json');
    expect(read({ type: 'trade' })?.protocol).toBe('json');
    expect(read({ event: 7, other: { event: 'a' } })?.protocol).toBe('json');
  });

  test('answer subscriptions by channel, and pings', () => {
    expect(turns(MESSAGES[1]![0], 'client')).toEqual([{ asks: 'channel "private-a"' }]);
    expect(turns(MESSAGES[2]![0], 'server')).toEqual([{ answers: 'channel "private-a"' }]);
    expect(
      turns({ event: 'pusher:subscription_error', channel: 'a', data: { status: 403 } }, 'server'),
    ).toEqual([{ answers: 'channel "a"' }]);
    expect(turns({ event: 'pusher:ping' }, 'client')).toEqual([{ asks: 'ping' }]);
    expect(turns({ event: 'pusher:pong' }, 'server')).toEqual([{ answers: 'ping', newest: true }]);
    expect(turns({ event: 'toString' }, 'server')).toEqual([]);
  });

  test('are no trouble, whatever stands in them', () => {
    const value = fc.record({
      event: fc.oneof(fc.string(), fc.constantFrom('pusher:subscribe', 'pusher:ping')),
      channel: fc.jsonValue({ maxDepth: 1 }),
      data: fc.oneof(fc.jsonValue(), fc.json()),
    });
    fc.assert(
      fc.property(value, (each) => expectLaws(APP, textInput(JSON.stringify(each)))),
      { numRuns: 500 },
    );
  });
});
