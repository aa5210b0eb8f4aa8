import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../../../proxy/contract/filter-parse.ts';
import {
  directionOf,
  DIRECTIONS,
  filterError,
  isWithoutHeartbeats,
  OPCODE_GROUPS,
  opcodeGroupsOf,
  partOfButtons,
  withDirection,
  withHeartbeats,
  withOpcodesToggled,
} from '../../../../renderer/features/timeline/message-filter.ts';

describe('the buttons of the filter bar', () => {
  test('write their terms into the text, before what was typed', () => {
    const sent = withDirection('kind:PRIVMSG', 'sent');
    const texts = withOpcodesToggled(withOpcodesToggled(sent, 'control'), 'text');
    expect(withHeartbeats(texts, false)).toBe('dir:sent op:text|close|ping|pong -is:heartbeat kind:PRIVMSG');
  });

  test('take them out again', () => {
    expect(withDirection('dir:sent a', 'all')).toBe('a');
    expect(withOpcodesToggled('op:text|binary', 'binary')).toBe('op:text');
    expect(withOpcodesToggled('op:text', 'text')).toBe('');
    expect(withHeartbeats('a !is:heartbeat', true)).toBe('a');
  });

  test('are pressed by what is typed', () => {
    expect(directionOf('x dir:received')).toBe('received');
    expect(opcodeGroupsOf('op:pong|ping|close a')).toEqual(['control']);
    expect(opcodeGroupsOf('(op:text | op:binary)')).toEqual(['text', 'binary']);
    expect(isWithoutHeartbeats('a -is:heartbeat')).toBe(true);
  });

  test('are not pressed by what only looks like them', () => {
    expect(directionOf('dir:sent | a')).toBe('all');
    expect(directionOf('-dir:sent')).toBe('all');
    expect(opcodeGroupsOf('op:ping')).toEqual([]);
    expect(isWithoutHeartbeats('is:heartbeat')).toBe(false);
  });

  test('leave the opcodes alone that no button stands for', () => {
    expect(withOpcodesToggled('op:continuation|ping', 'text')).toBe('op:text|ping|continuation');
  });

  test('replace what would contradict them', () => {
    expect(withHeartbeats('is:heartbeat', false)).toBe('-is:heartbeat');
    expect(withDirection('dir:received a', 'sent')).toBe('dir:sent a');
  });

  test('hold for every alternative of the text', () => {
    expect(withDirection('a | b', 'received')).toBe('dir:received (a | b)');
  });

  test('have a part of the text that is theirs', () => {
    expect(partOfButtons('dir:sent hello -is:heartbeat')).toBe('dir:sent -is:heartbeat');
    expect(partOfButtons('hello')).toBe('');
  });

  test('always make a filter that can be read, and show what they wrote', () => {
    const text = fc.constantFrom('', 'hello', 'a | b', '-size:>10k', '"q|"', '/x+/i', '(a | b) c', 'op:ping');
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...DIRECTIONS),
        fc.constantFrom(...OPCODE_GROUPS),
        (before, to, group) => {
          const after = withOpcodesToggled(withDirection(before, to), group);
          expect(parseFilter(after).ok).toBe(true);
          expect(directionOf(after)).toBe(to);
          expect(opcodeGroupsOf(after)).toEqual([group]);
        },
      ),
    );
  });
});

test('a text that is no filter is told with its place', () => {
  expect(filterError('kind:PRIVMSG')).toBeNull();
  expect(filterError('a (b')?.position).toBe(2);
});
