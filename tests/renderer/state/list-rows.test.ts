import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { indexNotes, NO_NOTE, NO_NOTES } from '../../../proxy/contract/notes.ts';
import { carryReconnects, NO_RECONNECTS } from '../../../proxy/contract/reconnects.ts';
import { ListOrder } from '../../../renderer/state/list-order.ts';
import { expandRows, holdRows, type ListRow, pinnedFirst, rowOf } from '../../../renderer/state/list-rows.ts';
import { visibility } from '../../../renderer/state/selectors.ts';
import { attempt, attempts, mapOf } from '../../support/attempts.ts';
import { connection } from '../support/session-fixture.ts';

const FIRST = 1 as ConnectionId;
const LIST = [...attempts({ from: 0, to: 1 }, { from: 2, to: 3 }), connection(8, { host: 'below.example' })];

function rowsOf(
  list: readonly Connection[],
  expanded: readonly ConnectionId[] = [],
  listFilter = '',
): readonly ListRow[] {
  const visible = visibility({ listFilter, notes: NO_NOTES });
  const reconnects = carryReconnects(NO_RECONNECTS, new Map(), list);
  const lines = new ListOrder().lines(mapOf(list), { visible, sort: null, reconnects, now: 0 });
  return expandRows(lines, new Set(expanded));
}

/** `1+` is a group, `1.2` its second member. */
function names(rows: readonly ListRow[]): readonly string[] {
  return rows.map(({ key, members, attempt: member }) => {
    if (member !== null) return `${key} (${member})`;
    return members.length > 1 ? `${key}+${members.length - 1}` : String(key);
  });
}

describe('an expanded group', () => {
  test('is followed by its members', () => {
    expect(names(rowsOf(LIST))).toEqual(['1+1', '8']);
    expect(names(rowsOf(LIST, [FIRST]))).toEqual(['1+1', '1 (1)', '2 (2)', '8']);
  });
});

describe('what is pinned', () => {
  const pin = (id: number) => {
    const pinned = { kind: 'connection', id: id as ConnectionId, connection: id as ConnectionId } as const;
    return indexNotes([{ ...NO_NOTE, ...pinned, pinned: true }]);
  };
  const [above, ...others] = [connection(20, { host: 'above.example' }), ...LIST];

  test('stands on top, whatever the order', () => {
    expect(names(pinnedFirst(rowsOf(LIST), pin(8)))).toEqual(['8', '1+1']);
    const rows = rowsOf(LIST);
    expect(pinnedFirst(rows, NO_NOTES)).toBe(rows);
  });

  test('takes its group along, with all of its rows', () => {
    const list = [above, ...others];
    expect(names(pinnedFirst(rowsOf(list), pin(1)))).toEqual(['1+1', '20', '8']);
    expect(names(pinnedFirst(rowsOf(list, [FIRST]), pin(2)))).toEqual(['1+1', '1 (1)', '2 (2)', '20', '8']);
  });
});

describe('while the pointer is over them', () => {
  const third = attempt(9, { from: 4 });

  test('a reconnect makes no row and moves none', () => {
    const grown = [...LIST, third];
    expect(names(holdRows(rowsOf(grown), rowsOf(LIST), mapOf(grown)))).toEqual(['1+2', '8']);
  });

  test('nor does it where the group is expanded: its row waits', () => {
    const grown = [...LIST, third];
    const held = holdRows(rowsOf(grown, [FIRST]), rowsOf(LIST, [FIRST]), mapOf(grown));
    expect(names(held)).toEqual(['1+2', '1 (1)', '2 (2)', '8']);
  });

  test('a connection that becomes a group stays where it is', () => {
    const before = [LIST[0]!, LIST[2]!];
    const after = [LIST[0]!, LIST[2]!, LIST[1]!];
    expect(names(holdRows(rowsOf(after), rowsOf(before), mapOf(after)))).toEqual(['1+1', '8']);
  });

  test('one that the filter hides by now stays, as it is now', () => {
    const [open, below] = [connection(3), connection(4)];
    const closed: Connection = { ...open, state: 'closed' };
    const held = holdRows(
      rowsOf([closed, below], [], 'is:open'),
      rowsOf([open, below]),
      mapOf([closed, below]),
    );
    expect(held.map(({ shown }) => [shown.id, shown.state])).toEqual([
      [3, 'closed'],
      [4, 'open'],
    ]);
  });

  test('a new connection comes last, and one that was cleared is gone', () => {
    const [a, b, c] = [connection(3), connection(4), connection(5)];
    expect(names(holdRows(rowsOf([c, b]), rowsOf([a, b]), mapOf([b, c])))).toEqual(['4', '5']);
  });
});

describe('the row of the selected connection', () => {
  const id = 2 as ConnectionId;

  test('is that of its group while this is collapsed', () => {
    expect(rowOf(rowsOf(LIST), id, false)).toBe(0);
  });

  test('is its own in an expanded group, unless the group was selected', () => {
    expect(rowOf(rowsOf(LIST, [FIRST]), id, false)).toBe(2);
    expect(rowOf(rowsOf(LIST, [FIRST]), id, true)).toBe(0);
  });

  test('is none where the filter hides it', () => {
    expect(rowOf(rowsOf(LIST, [], 'host:below'), id, false)).toBeNull();
  });
});
