import { expect, test } from 'vitest';
import { TopNames } from '../../../../proxy/formats/twitch/top-names.ts';

test('few names are counted exactly', () => {
  const names = new TopNames(4);
  for (const name of ['b', 'a', 'b']) names.add(name);
  expect(names.top(9)).toEqual([
    { name: 'b', count: 2, error: 0 },
    { name: 'a', count: 1, error: 0 },
  ]);
});

test('among any number of others, what is said often stays on top, within the error that is told', () => {
  const names = new TopNames(16);
  for (let round = 0; round < 10_000; round += 1) {
    names.add(`once ${round}`);
    if (round % 10 === 0) names.add('often');
  }
  const [first] = names.top(1);
  expect(first?.name).toBe('often');
  expect(first!.count).toBeGreaterThanOrEqual(1000);
  expect(first!.count - first!.error).toBeLessThanOrEqual(1000);
});

test('a name of any length takes little', () => {
  const names = new TopNames(4);
  names.add('x'.repeat(100_000));
  expect(names.top(1)[0]!.name).toHaveLength(81);
});
