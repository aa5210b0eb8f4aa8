import { describe, expect, test } from 'vitest';
import {
  NO_RECENT,
  parseRecent,
  parseSaved,
  withoutSaved,
  withRecent,
  withSaved,
} from '../../../renderer/state/filter-shelf.ts';

describe('recent filters', () => {
  test('come newest first, each once, those of one place apart from the other', () => {
    const used = ['a', 'b', ' a '].reduce((recent, text) => withRecent(recent, 'messages', text), NO_RECENT);
    expect(used).toEqual({ connections: [], messages: ['a', 'b'] });
  });

  test('are few, and none is empty', () => {
    const texts = Array.from({ length: 50 }, (_, index) => `f${index}`);
    const used = texts.reduce((recent, text) => withRecent(recent, 'connections', text), NO_RECENT);
    expect(used.connections).toHaveLength(20);
    expect(used.connections[0]).toBe('f49');
    expect(withRecent(NO_RECENT, 'messages', '  ')).toBe(NO_RECENT);
  });
});

describe('saved filters', () => {
  test('stand in the order of their names, one of a name', () => {
    const saved = withSaved(withSaved([], { name: 'raids', text: 'kind:RAID' }), {
      name: ' chat ',
      text: 'a',
    });
    expect(withSaved(saved, { name: 'raids', text: 'b' })).toEqual([
      { name: 'chat', text: 'a' },
      { name: 'raids', text: 'b' },
    ]);
    expect(withoutSaved(saved, 'chat')).toEqual([{ name: 'raids', text: 'kind:RAID' }]);
  });

  test('need a name', () => {
    expect(withSaved([], { name: ' ', text: 'a' })).toEqual([]);
  });
});

test('what was stored by somebody else is not believed', () => {
  expect(parseSaved([{ name: 'a', text: 'b' }, null, { name: 1 }])).toEqual([{ name: 'a', text: 'b' }]);
  expect(parseSaved({})).toBeNull();
  expect(parseRecent({ connections: ['a', 1], messages: 'x' })).toEqual({ connections: ['a'], messages: [] });
});
