import { describe, expect, test } from 'vitest';
import {
  choiceGroups,
  choiceMenu,
  choiceOf,
  describeChoice,
  isChosen,
  labelOf,
} from '../../../../renderer/features/decoders/choices.ts';

describe('what is chosen', () => {
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

describe('what is in force', () => {
  const decoders = [
    { name: 'json', label: 'JSON', own: false, file: null, error: null },
    { name: 'mqtt', label: 'MQTT', own: false, file: null, error: null },
  ];
  test.each([
    [{ client: 'mqtt', server: 'mqtt' }, 'Read as MQTT'],
    [{ client: 'none', server: 'none' }, 'Read as nothing'],
    [{ server: 'mqtt' }, 'Read: received as MQTT'],
    [{ client: 'json', server: 'gone' }, 'Read: sent as JSON, received as gone'],
  ])('%o is told in words', (sides, words) => {
    expect(describeChoice(sides, (name) => labelOf(decoders, name))).toBe(words);
    expect(isChosen({ 'a.test': sides }, 'a.test')).toBe(true);
  });

  test('is nothing where nothing was chosen', () => {
    expect(describeChoice(null, (name) => name)).toBeNull();
    expect(isChosen({ 'b.test': { client: 'json' } }, 'a.test')).toBe(false);
  });

  test('can be seen though its decoder is not there any more', () => {
    const { others } = choiceGroups(decoders, 'own:gone');
    expect(others[0]).toEqual({ name: 'own:gone', label: 'own:gone (not there now)' });
    expect(choiceGroups(decoders, 'none').others).toHaveLength(1);
  });
});
