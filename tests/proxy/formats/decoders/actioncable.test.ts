import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, textInput } from '../../../support/decoder-laws.ts';

const CABLE = { url: 'ws://h/cable', subprotocol: 'actioncable-v1-json' };
const ELSEWHERE = { url: 'ws://h/', subprotocol: null };
const ID = JSON.stringify({ channel: 'ChatChannel', room: 1 });

const read = (value: object, context: { url: string; subprotocol: string | null } = CABLE) =>
  builtIn.decode(context, textInput(JSON.stringify(value)));
const turns = (value: object, from: 'client' | 'server') =>
  builtIn.turns(CABLE, textInput(JSON.stringify(value), from));

const MESSAGES: readonly (readonly [value: object, kind: string, summary: string])[] = [
  [{ type: 'welcome' }, 'welcome', 'welcome'],
  [{ type: 'ping', message: 1732270000 }, 'ping', 'ping 1732270000'],
  [{ type: 'disconnect', reason: 'unauthorized', reconnect: false }, 'disconnect', 'disconnect unauthorized'],
  [{ command: 'subscribe', identifier: ID }, 'subscribe', 'ChatChannel  subscribe'],
  [
    { identifier: ID, type: 'confirm_subscription' },
    'confirm_subscription',
    'ChatChannel  confirm_subscription',
  ],
  [
    { command: 'message', identifier: ID, data: '{"text":"hi","action":"speak"}' },
    'speak',
    'ChatChannel  speak {"text":"hi","action":"speak"}',
  ],
  [{ command: 'message', identifier: ID, data: 'hi' }, 'message', 'ChatChannel  message hi'],
  [{ identifier: ID, message: { text: 'hi' } }, 'message', 'ChatChannel  message {"text":"hi"}'],
  [{ identifier: 'plain', message: 'hi' }, 'message', 'plain  message hi'],
];

describe('Action Cable', () => {
  test.each(MESSAGES)('%j is %s', (value, kind, summary) => {
    expect(read(value)).toMatchObject({ protocol: 'actioncable', kind, summary });
    expectLaws(CABLE, textInput(JSON.stringify(value)));
  });

  test('unfolds the JSON in its strings, secrets masked', () => {
    const data = JSON.stringify({ action: 'login', token: 'canary' });
    const decoded = read({ command: 'message', identifier: ID, data });
    expect(decoded?.fields).toEqual({
      command: 'message',
      identifier: { channel: 'ChatChannel', room: 1 },
      data: { action: 'login', token: '•••' },
    });
    expect(JSON.stringify(decoded)).not.toContain('canary');
  });

  test('is recognised by its subprotocol or by an identifier, and leaves other JSON alone', () => {
    expect(read({ command: 'subscribe', identifier: ID }, ELSEWHERE)?.protocol).toBe('actioncable');
    expect(read({ type: 'ping' }, ELSEWHERE)?.protocol).toBe('json');
    expect(read({ type: 'trade' })?.protocol).toBe('json');
    expect(read({ type: 'ping' })?.heartbeat).toBe(true);
  });

  test('confirms or rejects subscriptions', () => {
    expect(turns({ command: 'subscribe', identifier: ID }, 'client')).toEqual([{ asks: ID }]);
    expect(turns({ type: 'confirm_subscription', identifier: ID }, 'server')).toEqual([{ answers: ID }]);
    expect(turns({ type: 'reject_subscription', identifier: ID }, 'server')).toEqual([{ answers: ID }]);
    expect(turns({ type: 'welcome' }, 'server')).toEqual([]);
  });

  test('is no trouble, whatever stands in it', () => {
    const value = fc.record(
      {
        command: fc.constantFrom('subscribe', 'message', 'else'),
        type: fc.constantFrom('ping', 'welcome', 'else'),
        identifier: fc.oneof(fc.jsonValue(), fc.json()),
        data: fc.oneof(fc.jsonValue(), fc.json()),
        message: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, (each) => expectLaws(CABLE, textInput(JSON.stringify(each)))),
      { numRuns: 500 },
    );
  });
});
