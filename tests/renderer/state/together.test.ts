import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { AppState } from '../../../renderer/state/app-store.ts';
import { createAppStore } from '../../../renderer/state/app-store.ts';
import {
  activateConnection,
  extendConnections,
  isSelectedTogether,
  membersOf,
  selectAllListed,
  selectOnly,
  toggleConnection,
  togetherOf,
} from '../../../renderer/state/together.ts';
import { visibility } from '../../../renderer/state/selectors.ts';
import { connection } from '../support/session-fixture.ts';

const id = (number: number) => number as ConnectionId;
const LISTED = [1, 2, 3, 4, 5].map(id);

function stateWith(selected: number, change: Partial<AppState> = {}): AppState {
  const connections = new Map(LISTED.map((each) => [each, connection(each)]));
  return { ...createAppStore().getState(), connections, selected: id(selected), ...change };
}

const after = (state: AppState, change: Partial<AppState>): AppState => ({ ...state, ...change });
const chosen = (state: AppState) => {
  const together = togetherOf(state);
  return together === null ? [state.selected] : LISTED.filter((each) => isSelectedTogether(together, each));
};

describe('a click with Ctrl or Cmd', () => {
  test('adds a connection, and takes it away again', () => {
    const one = stateWith(2);
    const two = after(one, toggleConnection(one, LISTED, id(4)));
    expect([chosen(two), two.selected]).toEqual([[2, 4], 4]);
    const back = after(two, toggleConnection(two, LISTED, id(4)));
    expect([chosen(back), back.together]).toEqual([[2], null]);
  });

  test('leaves the nearest of the others as the active one', () => {
    let state = stateWith(1);
    for (const each of [3, 5]) state = after(state, toggleConnection(state, LISTED, id(each)));
    state = after(state, toggleConnection(state, LISTED, id(5)));
    expect([chosen(state), state.selected]).toEqual([[1, 3], 3]);
  });

  test('never leaves nothing', () => {
    const one = stateWith(2);
    expect(toggleConnection(one, LISTED, id(2))).toEqual({});
  });
});

describe('a range by Shift', () => {
  test('reaches from where it began, in either direction', () => {
    let state = stateWith(3);
    state = after(state, extendConnections(state, LISTED, id(5)));
    expect(chosen(state)).toEqual([3, 4, 5]);
    state = after(state, extendConnections(state, LISTED, id(1)));
    expect([chosen(state), state.selected]).toEqual([[1, 2, 3], 1]);
  });
});

test('whoever selects another connection leaves the others', () => {
  const two = after(stateWith(1), toggleConnection(stateWith(1), LISTED, id(2)));
  expect(chosen(after(two, { selected: id(5) }))).toEqual([5]);
});

test('another of those selected can be the active one', () => {
  const two = after(stateWith(1), toggleConnection(stateWith(1), LISTED, id(2)));
  const other = after(two, activateConnection(two, id(1)));
  expect([chosen(other), other.selected]).toEqual([[1, 2], 1]);
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
  const two = after(stateWith(1), toggleConnection(stateWith(1), LISTED, id(2)));
  expect(chosen(after(two, selectOnly(id(2))))).toEqual([2]);
});
