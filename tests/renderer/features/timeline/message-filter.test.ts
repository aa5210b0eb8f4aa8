import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../../../proxy/contract/filter-parse.ts';
import {
  composeFilter,
  DIRECTIONS,
  EVERY_MESSAGE,
  fieldFilter,
  filterError,
  OPCODE_GROUPS,
} from '../../../../renderer/features/timeline/message-filter.ts';

const START = new Date(2025, 10, 22, 12, 30, 1, 5).getTime();

describe('the choices of the filter bar', () => {
  test('are no filter while nothing is chosen', () => {
    expect(composeFilter(EVERY_MESSAGE)).toBe('');
    expect(composeFilter({ ...EVERY_MESSAGE, groups: OPCODE_GROUPS })).toBe('');
  });

  test('become terms of one filter', () => {
    const filter = composeFilter({
      direction: 'sent',
      groups: ['text', 'control'],
      hideHeartbeats: true,
      range: null,
      text: ' kind:PRIVMSG ',
    });
    expect(filter).toBe('dir:sent op:text|close|ping|pong -is:heartbeat kind:PRIVMSG');
  });

  test('include the range of time, to the millisecond', () => {
    const range = { from: START, to: START + 245 };
    expect(composeFilter({ ...EVERY_MESSAGE, range, text: 'a | b' })).toBe(
      'at:>=2025-11-22T12:30:01.005 at:<2025-11-22T12:30:01.250 (a | b)',
    );
  });

  test('hold for every alternative of the text', () => {
    expect(composeFilter({ ...EVERY_MESSAGE, direction: 'received', text: 'a | b' })).toBe(
      'dir:received (a | b)',
    );
    expect(composeFilter({ ...EVERY_MESSAGE, text: 'a | b' })).toBe('a | b');
  });

  test('always make a filter that can be read', () => {
    const choices = fc.record({
      direction: fc.constantFrom(...DIRECTIONS),
      groups: fc.subarray([...OPCODE_GROUPS]),
      hideHeartbeats: fc.boolean(),
      range: fc.constantFrom(null, { from: START, to: START + 1 }),
      text: fc.constantFrom('', 'hello', 'a | b', '-size:>10k', '"q|"', '/x+/i', '(a | b) c'),
    });
    fc.assert(
      fc.property(choices, (choice) => {
        expect(parseFilter(composeFilter(choice)).ok).toBe(true);
      }),
    );
  });
});

test('a text that is no filter is told with its place', () => {
  expect(filterError('kind:PRIVMSG')).toBeNull();
  expect(filterError('a (b')?.position).toBe(2);
});

describe('the filter for a value', () => {
  test('names its path', () => {
    expect(fieldFilter(['price'], 12.5)).toBe('$.price=12.5');
    expect(fieldFilter(['items', 0, 'id'], 'x y')).toBe('$.items[0].id="x y"');
  });

  test('can always be read', () => {
    const path = fc.array(fc.oneof(fc.nat(99), fc.stringMatching(/^[\w-]+$/)), {
      minLength: 1,
      maxLength: 5,
    });
    const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(path, value, (steps, leaf) => {
        const term = fieldFilter(steps, leaf);
        expect(term === null || parseFilter(term).ok).toBe(true);
      }),
    );
  });

  test('does not exist for a branch, or where a step has no name in the language', () => {
    expect(fieldFilter(['a'], {})).toBeNull();
    expect(fieldFilter([], 1)).toBeNull();
    expect(fieldFilter(['first name'], 1)).toBeNull();
  });
});
