import { describe, expect, test } from 'vitest';
import { ChangePace } from '../../../proxy/session/change-pace.ts';

/** A pace that tells how much has gathered, and waits with each answer until it is given. */
function gathering() {
  let gathered = 0;
  const told: number[] = [];
  let next = Promise.withResolvers<void>();
  let answer = Promise.withResolvers<void>();
  const pace = new ChangePace(
    () => gathered,
    () => 0,
    (change) => {
      told.push(change);
      gathered = 0;
      next.resolve();
      return answer.promise;
    },
  );
  return {
    pace,
    told,
    change() {
      gathered += 1;
      pace.change();
    },
    async tell() {
      await next.promise;
      next = Promise.withResolvers();
    },
    answer() {
      answer.resolve();
      answer = Promise.withResolvers();
    },
    nobodyIsThere() {
      answer.reject(new Error('gone'));
      answer = Promise.withResolvers();
    },
  };
}

describe('a change', () => {
  test('gathers while the last one is unanswered, and is told as one', async () => {
    const all = gathering();
    all.change();
    await all.tell();
    all.change();
    all.change();
    all.answer();
    await all.tell();
    expect(all.told).toEqual([1, 2]);
  });

  test('is told though nobody was there for the last one', async () => {
    const all = gathering();
    all.change();
    await all.tell();
    all.change();
    all.nobodyIsThere();
    await all.tell();
    expect(all.told).toEqual([1, 1]);
  });

  test('that waits is told to who begins to watch', async () => {
    const all = gathering();
    all.change();
    all.pace.watch(true);
    await all.tell();
    expect(all.told).toEqual([1]);
  });

  test('is told no more once that is over', async () => {
    const all = gathering();
    all.change();
    await all.tell();
    all.pace.close();
    all.change();
    all.answer();
    await new Promise(setImmediate);
    expect(all.told).toEqual([1]);
  });
});
