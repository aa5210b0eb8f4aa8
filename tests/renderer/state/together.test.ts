import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { AppState } from '../../../renderer/state/app-store.ts';
import type { Change, Connection } from '../../../proxy/contract/model.ts';
import type { ListRow } from '../../../renderer/state/list-rows.ts';
import { apply } from '../../../renderer/state/apply.ts';
import { attempt, attempts } from '../../support/attempts.ts';
import { createAppStore } from '../../../renderer/state/app-store.ts';
import {
  activateRow,
  extendRows,
  isSelectedTogether,
  membersOf,
  selectAllListed,
  selectOnly,
  selectRow,
  toggleRow,
  togetherOf,
} from '../../../renderer/state/together.ts';
import { visibility } from '../../../renderer/state/selectors.ts';
import { connection, STATUS } from '../support/session-fixture.ts';

const id = (number: number) => number as ConnectionId;
const LISTED = [1, 2, 3, 4, 5].map(id);
const ROWS = LISTED.map((each) => rowOf([connection(each)]));

function rowOf(members: readonly Connection[]): ListRow {
  const shown = members.at(-1)!;
  return { key: members[0]!.id, connection: shown, shown, members, expanded: false, attempt: null };
}

const row = (number: number) => ROWS[number - 1]!;

function stateWith(selected: number, change: Partial<AppState> = {}): AppState {
  const connections = new Map(LISTED.map((each) => [each, connection(each)]));
  return { ...createAppStore().getState(), connections, selected: id(selected), ...change };
}

const changeOf = (over: Partial<Change>): Change => ({
  reset: false,
  connections: [],
  annotations: [],
  views: [],
  status: STATUS,
  ...over,
});

const after = (state: AppState, change: Partial<AppState>): AppState => ({ ...state, ...change });
const chosen = (state: AppState) => {
  const together = togetherOf(state);
  return together === null
    ? [state.selected]
    : LISTED.filter((each) => isSelectedTogether(together, row(each)));
};

describe('a click with Ctrl or Cmd', () => {
  test('adds a connection, and takes it away again', () => {
    const one = stateWith(2);
    const two = after(one, toggleRow(one, ROWS, row(4)));
    expect([chosen(two), two.selected]).toEqual([[2, 4], 4]);
    const back = after(two, toggleRow(two, ROWS, row(4)));
    expect([chosen(back), back.together]).toEqual([[2], null]);
  });

  test('leaves the nearest of the others as the active one', () => {
    let state = stateWith(1);
    for (const each of [3, 5]) state = after(state, toggleRow(state, ROWS, row(each)));
    state = after(state, toggleRow(state, ROWS, row(5)));
    expect([chosen(state), state.selected]).toEqual([[1, 3], 3]);
  });

  test('never leaves nothing', () => {
    const one = stateWith(2);
    expect(toggleRow(one, ROWS, row(2))).toEqual({});
  });
});

describe('a range by Shift', () => {
  test('reaches from where it began, in either direction', () => {
    let state = stateWith(3);
    state = after(state, extendRows(state, ROWS, row(5)));
    expect(chosen(state)).toEqual([3, 4, 5]);
    state = after(state, extendRows(state, ROWS, row(1)));
    expect([chosen(state), state.selected]).toEqual([[1, 2, 3], 1]);
  });
});

test('whoever selects another connection leaves the others', () => {
  const two = after(stateWith(1), toggleRow(stateWith(1), ROWS, row(2)));
  expect(chosen(after(two, { selected: id(5) }))).toEqual([5]);
});

test('another of those selected can be the active one', () => {
  const two = after(stateWith(1), toggleRow(stateWith(1), ROWS, row(2)));
  const other = after(two, activateRow(two, row(1)));
  expect([chosen(other), other.selected]).toEqual([[1, 2], 1]);
});

describe('a group of reconnects', () => {
  const members = attempts({ from: 0, to: 1 }, { from: 2, to: 3 });
  const group = rowOf(members);
  const other = connection(8, { host: 'below.example' });
  const rows = [group, rowOf([other])];
  const empty = createAppStore().getState();
  const grouped = apply(empty, changeOf({ reset: true, connections: [...members, other] }));
  const together = (state: AppState) => [...(togetherOf(state)?.ids ?? [])].toSorted((a, b) => a - b);

  test('is selected with all of its members', () => {
    const start = after(grouped, selectOnly(id(8)));
    const both = after(start, toggleRow(start, rows, group));
    expect([together(both), both.selected]).toEqual([[1, 2, 8], 2]);
    expect(isSelectedTogether(togetherOf(both), group)).toBe(true);
    expect(together(after(start, extendRows(start, rows, group)))).toEqual([1, 2, 8]);
  });

  test('is one row again when the others are taken away', () => {
    const start = after(grouped, selectRow(group));
    const both = after(start, toggleRow(start, rows, rows[1]!));
    expect(together(both)).toEqual([1, 2, 8]);
    const back = after(both, toggleRow(both, rows, rows[1]!));
    expect([togetherOf(back), back.selected, back.selectedAsGroup]).toEqual([null, 2, 2]);
  });

  test('takes in the reconnects to come, where all of it was selected', () => {
    const next = changeOf({ connections: [attempt(9, { from: 4 })] });
    const start = after(grouped, selectOnly(id(8)));
    const both = after(start, toggleRow(start, rows, group));
    expect(together(apply(both, next))).toEqual([1, 2, 8, 9]);
    const part = after(start, toggleRow(start, rows, rowOf([members[1]!])));
    expect(together(apply(part, next))).toEqual([2, 8]);
  });
});

describe('everything that the list shows', () => {
  test('is what its filter leaves, also when more comes', () => {
    const state = stateWith(1, { listFilter: 'url:/2 | url:/3' });
    const all = after(state, selectAllListed(state));
    const together = togetherOf(all)!;
    expect(membersOf(all.connections, visibility(all), together).map((each) => each.id)).toEqual([2, 3]);
    expect(all.selected).toBe(2);
    const connections = new Map([...all.connections, [id(20), connection(20)]]);
    expect(membersOf(connections, visibility(all), together).map((each) => each.id)).toEqual([2, 3, 20]);
  });

  test('is nothing where it shows nothing', () => {
    const state = stateWith(1, { listFilter: 'url:nowhere' });
    expect(selectAllListed(state)).toEqual({});
  });
});

test('one chosen by name is alone, even when it was the active one of several', () => {
  const two = after(stateWith(1), toggleRow(stateWith(1), ROWS, row(2)));
  expect(chosen(after(two, selectOnly(id(2))))).toEqual([2]);
});
