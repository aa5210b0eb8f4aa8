import { describe, expect, test } from 'vitest';
import { followingMark, toggledMark } from '../../../../renderer/features/notes/marking.ts';

describe('a mark by key', () => {
  test('is given where one is missing, and taken where all have one', () => {
    expect(toggledMark([null], 'green')).toBe('green');
    expect(toggledMark(['red', null], 'green')).toBe('green');
    expect(toggledMark(['red', 'blue'], 'green')).toBeNull();
  });

  test('goes through the colours, and then is none', () => {
    expect(followingMark(null)).toBe('red');
    expect(followingMark('red')).toBe('orange');
    expect(followingMark('purple')).toBeNull();
  });
});
