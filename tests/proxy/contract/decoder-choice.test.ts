import { describe, expect, test } from 'vitest';
import { decodersOf, withChoice } from '../../../proxy/contract/decoder-choice.ts';
import { connection } from './filter-facts.ts';

describe('choosing a decoder', () => {
  test('is for a host and who says it, and leaves the others alone', () => {
    const first = withChoice({}, 'a.test', ['server'], 'mqtt');
    expect(first).toEqual({ 'a.test': { server: 'mqtt' } });
    const both = withChoice(first, 'a.test', ['client'], 'json');
    expect(both).toEqual({ 'a.test': { server: 'mqtt', client: 'json' } });
    expect(withChoice(both, 'b.test', ['client', 'server'], 'none')).toEqual({
      'a.test': { server: 'mqtt', client: 'json' },
      'b.test': { client: 'none', server: 'none' },
    });
  });

  test('is undone by itself, and nothing of it stays', () => {
    const chosen = withChoice({}, 'a.test', ['client', 'server'], 'mqtt');
    expect(withChoice(chosen, 'a.test', ['client'], null)).toEqual({ 'a.test': { server: 'mqtt' } });
    expect(withChoice(chosen, 'a.test', ['client', 'server'], null)).toEqual({});
  });
});

describe('what a connection is read by', () => {
  test.each([
    ['irc', null, ['irc']],
    [null, null, []],
    ['json', { client: 'irc', server: 'irc' }, ['irc']],
    [null, { client: 'irc', server: 'json' }, ['irc', 'json']],
    ['json', { server: 'irc' }, ['json', 'irc']],
    [null, { server: 'irc' }, ['irc']],
    ['irc', { client: 'none', server: 'none' }, ['none']],
  ])('recognised as %s, chosen %o', (decoder, chosen, expected) => {
    expect(decodersOf(connection({ decoder, chosen }))).toEqual(expected);
  });

  test('is nothing where there is nothing to read', () => {
    const chosen = { client: 'irc', server: 'irc' };
    const nothing = { chosen, decoder: null, sentMessages: 0, receivedMessages: 0 };
    expect(decodersOf(connection({ ...nothing, kind: 'http', status: 200 }))).toEqual([]);
    expect(decodersOf(connection({ ...nothing, status: 403 }))).toEqual([]);
    expect(decodersOf(connection(nothing))).toEqual(['irc']);
    expect(decodersOf(connection({ ...nothing, kind: 'http', receivedMessages: 1 }))).toEqual(['irc']);
  });
});
