import { expect, test } from 'vitest';
import { NO_HISTORY, remember, walk } from '../../../../renderer/features/composer/history.ts';

const draft = (text: string) => ({ to: 'server', type: 'text', text }) as const;
const two = remember(remember(NO_HISTORY, draft('a')), draft('b'));

test('the arrow keys walk back to what was sent, and forward again', () => {
  const [back, b] = walk(two, -1);
  const [further, a] = walk(back, -1);
  expect([b?.text, a?.text]).toEqual(['b', 'a']);
  expect(walk(further, -1)[1]).toBeNull();
  expect(walk(further, 1)[1]?.text).toBe('b');
});

test('the same message twice is remembered once', () => {
  expect(remember(two, draft('b')).sent).toHaveLength(2);
});

test('what was sent last is the first to come back', () => {
  const [back] = walk(walk(two, -1)[0], -1);
  expect(walk(remember(back, draft('c')), -1)[1]?.text).toBe('c');
});
