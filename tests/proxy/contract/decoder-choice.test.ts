import { describe, expect, test } from 'vitest';
import { withChoice } from '../../../proxy/contract/decoder-choice.ts';

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
