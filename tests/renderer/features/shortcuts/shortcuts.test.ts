import { describe, expect, test } from 'vitest';
import {
  formatKeys,
  matchesShortcut,
  type Shortcut,
  SHORTCUTS,
} from '../../../../renderer/features/shortcuts/shortcuts.ts';

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent('keydown', { key, ...init });
}

describe('the table of keys', () => {
  test('no two keys of one group are the same', () => {
    const taken = Object.values<Shortcut>(SHORTCUTS).flatMap(({ group, keys }) =>
      keys.map((key) => `${group} ${key}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
  });

  test('a key that works everywhere is no other key of a list or the timeline', () => {
    const all = Object.values<Shortcut>(SHORTCUTS);
    const everywhere = new Set(all.filter(({ group }) => group === 'Everywhere').flatMap(({ keys }) => keys));
    const elsewhere = all.filter(({ group }) => group !== 'Everywhere').flatMap(({ keys }) => keys);
    expect(elsewhere.filter((key) => everywhere.has(key))).toEqual([]);
  });
});

describe('a pressed key', () => {
  test('matches with its modifiers, and not with others', () => {
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'palette')).toBe(true);
    expect(matchesShortcut(press('k'), 'palette')).toBe(false);
    expect(matchesShortcut(press('p', { ctrlKey: true }), 'pause')).toBe(false);
    expect(matchesShortcut(press('p', { altKey: true }), 'pause')).toBe(false);
  });

  test('matches any of its alternatives', () => {
    expect(matchesShortcut(press('j'), 'rowDown')).toBe(true);
    expect(matchesShortcut(press('ArrowDown'), 'rowDown')).toBe(true);
    expect(matchesShortcut(press(' '), 'holdTail')).toBe(true);
  });

  test('a sign counts as it is typed, whatever keys it takes', () => {
    expect(matchesShortcut(press('?', { shiftKey: true }), 'keys')).toBe(true);
  });

  test('a capital is typed with Shift, and is read as such', () => {
    expect(matchesShortcut(press('N', { shiftKey: true }), 'previousMark')).toBe(true);
    expect(matchesShortcut(press('N', { shiftKey: true }), 'nextMark')).toBe(false);
    expect(formatKeys('N')).toMatch(/^(⇧|Shift\+)N$/);
    expect(formatKeys('n')).toBe('N');
  });
});
