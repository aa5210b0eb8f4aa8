import { describe, expect, test } from 'vitest';
import { choiceMenu, choiceOf, labelOf, withChoice } from '../../../../renderer/features/decoders/choices.ts';

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

  test('is the same for both sides, or none', () => {
    const chosen = { 'a.test': { server: 'mqtt' } };
    expect(choiceOf(chosen, 'a.test', ['server'])).toBe('mqtt');
    expect(choiceOf(chosen, 'a.test', ['client', 'server'])).toBeNull();
    expect(choiceOf(chosen, 'b.test', ['server'])).toBeNull();
  });
});

test('the menu has a person’s own first, marks the choice, and says the name of one that is gone', () => {
  const decoders = [
    { name: 'json', label: 'JSON', own: false, file: null, error: null },
    { name: 'own:ticks', label: 'My ticks', own: true, file: '/d/ticks.js', error: null },
    { name: 'own:broken', label: 'broken', own: true, file: '/d/broken.js', error: 'SyntaxError' },
  ];
  const menu = choiceMenu(decoders, 'json', () => undefined);
  expect(menu.flat().map(({ label }) => label)).toEqual([
    'By itself',
    'My ticks',
    'JSON',
    'Nothing: leave it as it is',
  ]);
  expect(menu.flat().map((item) => 'checked' in item && item.checked)).toEqual([false, false, true, false]);
  expect(labelOf(decoders, 'gone')).toBe('gone');
});
