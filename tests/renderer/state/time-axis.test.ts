import { expect, test } from 'vitest';
import type { Connection } from '../../../proxy/contract/model.ts';
import type { ListRow } from '../../../renderer/state/list-rows.ts';
import { barsOn, timeAxis } from '../../../renderer/state/time-axis.ts';
import { attempts } from '../../support/attempts.ts';
import { STARTED } from '../support/session-fixture.ts';

function rows(list: readonly Connection[]): readonly ListRow[] {
  return list.map((each) => ({
    key: each.id,
    connection: each,
    shown: each,
    members: [each],
    expanded: false,
    attempt: null,
  }));
}

test('the axis reaches from the first opening to the last end', () => {
  const axis = timeAxis(rows(attempts({ from: 2, to: 4 }, { from: 1, to: 9 })), STARTED + 99_000);
  expect(axis).toEqual({ from: STARTED + 1000, to: STARTED + 9000 });
});

test('while something goes on it reaches until now, and so does its bar', () => {
  const list = attempts({ from: 0, to: 4 }, { from: 5 });
  const axis = timeAxis(rows(list), STARTED + 10_000);
  expect(axis.to).toBe(STARTED + 10_000);
  expect(barsOn(axis, list)).toEqual([
    { from: 0, to: 0.4 },
    { from: 0.5, to: 1 },
  ]);
});

test('bars that nobody could tell apart are one', () => {
  const list = attempts({ from: 0, to: 1 }, { from: 1.001, to: 2 }, { from: 3, to: 4 });
  const axis = timeAxis(rows(list), 0);
  expect(barsOn(axis, list)).toEqual([
    { from: 0, to: 0.5 },
    { from: 0.75, to: 1 },
  ]);
});
