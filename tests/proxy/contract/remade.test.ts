import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { describeRemade, nameRemade } from '../../../proxy/contract/remade.ts';

const replayOf = 3 as ConnectionId;

describe('A connection', () => {
  test('that somebody else made is called nothing', () => {
    expect(nameRemade({ replayOf: null, retry: null })).toBeNull();
    expect(describeRemade({ replayOf: null, retry: null })).toBeNull();
  });

  test('that plays another one again is its replay', () => {
    expect(nameRemade({ replayOf, retry: null })).toBe('replay of c3');
    expect(describeRemade({ replayOf, retry: null })).toBe('Replay of c3');
  });

  test('that asks for an upgrade again is its retry, with what was changed', () => {
    const retry = [{ kind: 'without', part: 'origin' }] as const;
    expect(nameRemade({ replayOf, retry })).toBe('retry of c3');
    expect(describeRemade({ replayOf, retry })).toBe('Retry of c3 without Origin');
    expect(describeRemade({ replayOf, retry: [] })).toBe('Retry of c3 as it was');
  });
});
