import { expect, test } from 'vitest';
import { createRestartPolicy } from '../../electron/restart-policy.ts';

const HOUR = 3_600_000;

test('the first restart is at once, the next ones ever later, and then a person is asked', () => {
  const delay = createRestartPolicy();
  const delays = [delay(0), delay(0), delay(0), delay(0)];
  expect(delays[0]).toBe(0);
  expect(delays).toEqual(delays.toSorted((a, b) => a! - b!));
  expect(delay(0)).toBeNull();
});

test('a long run ends the row', () => {
  const delay = createRestartPolicy();
  for (let crash = 0; crash < 20; crash += 1) expect(delay(HOUR)).toBe(0);
});

test('who asks to try again gets a new row', () => {
  const delay = createRestartPolicy();
  while (delay(0) !== null);
  expect(delay(0)).toBe(0);
});
