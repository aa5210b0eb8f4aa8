import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { NO_NOTES } from '../../../proxy/contract/notes.ts';
import { carryReconnects, NO_RECONNECTS } from '../../../proxy/contract/reconnects.ts';
import { COLUMN_IDS, type Sort } from '../../../renderer/state/columns.ts';
import { type Line, ListOrder, type ListQuestion } from '../../../renderer/state/list-order.ts';
import { visibility } from '../../../renderer/state/selectors.ts';
import { attempt, attempts, mapOf } from '../../support/attempts.ts';
import { connection } from '../support/session-fixture.ts';

const EVERYTHING = visibility({ listFilter: '', notes: NO_NOTES });

function question(connections: readonly Connection[], over: Partial<ListQuestion> = {}): ListQuestion {
  const reconnects = carryReconnects(NO_RECONNECTS, new Map(), connections);
  return { visible: EVERYTHING, sort: null, reconnects, now: 0, ...over };
}

function linesOf(connections: readonly Connection[], over: Partial<ListQuestion> = {}): readonly Line[] {
  return new ListOrder().lines(mapOf(connections), question(connections, over));
}

/** Each line as the ids of its members. */
function idsOf(lines: readonly Line[]): readonly (readonly number[])[] {
  return lines.map(({ members }) => members.map(({ id }) => id));
}

const ROWS = [
  connection(1, { host: 'b.example', receivedMessages: 5 }),
  connection(2, { host: 'a.example', receivedMessages: 5, kind: 'http', resourceType: 'fetch' }),
  connection(3, { host: 'c.example', receivedMessages: 1, state: 'failed', status: null }),
];

describe('order', () => {
  const sorted = (sort: Sort) => idsOf(linesOf(ROWS, { sort })).flat();

  test('lines sort by a column, both ways', () => {
    expect(sorted({ column: 'host', direction: 'ascending' })).toEqual([2, 1, 3]);
    expect(sorted({ column: 'host', direction: 'descending' })).toEqual([3, 1, 2]);
  });

  test('equal lines keep the order of capture, both ways', () => {
    expect(sorted({ column: 'received', direction: 'descending' })).toEqual([1, 2, 3]);
    expect(sorted({ column: 'received', direction: 'ascending' })).toEqual([3, 1, 2]);
  });

  test.each(COLUMN_IDS)('every column sorts: %s', (column) => {
    const ascending = linesOf(ROWS, { sort: { column, direction: 'ascending' } });
    const keys = ascending.map(({ sortedBy }) => sortedBy);
    expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  });
});

describe('a group of reconnects', () => {
  const LIST = attempts({ from: 0, to: 1 }, { from: 2, to: 3 }, { from: 9 }).map((each, place) => ({
    ...each,
    receivedMessages: place + 1,
  }));
  const other = connection(7, { host: 'other.example' });

  test('is one line in the place of its first member', () => {
    expect(idsOf(linesOf([LIST[0]!, other, LIST[1]!, LIST[2]!]))).toEqual([[1, 2, 3], [7]]);
  });

  test('shows the newest member with the sums of all', () => {
    const [line] = linesOf(LIST);
    expect(line?.shown).toMatchObject({
      id: 3,
      state: 'open',
      receivedMessages: 6,
      openedAt: LIST[0]!.openedAt,
    });
  });

  test('has only what the filter leaves; a single one is a line like any other', () => {
    const open = visibility({ listFilter: 'is:open', notes: NO_NOTES });
    const [line] = linesOf(LIST, { visible: open });
    expect([line?.key, line?.shown]).toEqual([1, LIST[2]]);
  });

  test('is none where nobody groups', () => {
    expect(linesOf(LIST, { reconnects: null })).toHaveLength(3);
  });
});

describe('from Change to Change', () => {
  test('a line that did not change keeps its identity', () => {
    const order = new ListOrder();
    const asked = question(ROWS, { sort: { column: 'received', direction: 'ascending' } });
    const before = order.lines(mapOf(ROWS), asked);
    const after = order.lines(mapOf([ROWS[0]!, ROWS[1]!, { ...ROWS[2]!, receivedMessages: 9 }]), asked);
    expect(idsOf(after).flat()).toEqual([1, 2, 3]);
    expect(after[0]).toBe(before[1]);
    expect(order.lines(mapOf([ROWS[0]!, ROWS[1]!, after[2]!.shown]), asked)).toBe(after);
  });

  test('after a reset there is only what came with it', () => {
    const order = new ListOrder();
    order.lines(mapOf(ROWS), question(ROWS));
    expect(idsOf(order.lines(mapOf([ROWS[2]!]), question([ROWS[2]!])))).toEqual([[3]]);
    const fresh = [connection(4), connection(5), connection(6)];
    expect(idsOf(order.lines(mapOf(fresh), question(fresh)))).toEqual([[4], [5], [6]]);
  });

  test('whatever changes, the lines are those of everything at once', () => {
    const story = fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      from: fc.integer({ min: 0, max: 5 }),
      lasts: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
      host: fc.constantFrom('a', 'b'),
      receivedMessages: fc.nat(3),
      ending: fc.constantFrom(1001, 1006, 503),
    });
    const sort = fc.option(
      fc.record({
        column: fc.constantFrom('host', 'received', 'state', 'duration', 'waterfall'),
        direction: fc.constantFrom('ascending', 'descending'),
      }),
      { nil: null },
    );
    const steps = fc.array(
      fc.record({ changed: fc.array(story, { maxLength: 4 }), now: fc.nat(3), reset: fc.boolean() }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(sort, fc.constantFrom('', 'is:open', 'host:a'), steps, (sorted, listFilter, changes) => {
        const order = new ListOrder();
        const visible = visibility({ listFilter, notes: NO_NOTES });
        let known = new Map<ConnectionId, Connection>();
        let reconnects = NO_RECONNECTS;
        for (const { changed, now, reset } of changes) {
          if (reset) [known, reconnects] = [new Map(), NO_RECONNECTS];
          const rows = changed.map(({ id, from, lasts, host, receivedMessages, ending }) => {
            const before = known.get(id as ConnectionId);
            const openedAt = before?.openedAt; // it never changes
            if (before?.ending) return { ...before, receivedMessages }; // neither does an end
            const to = lasts === null ? {} : { to: from + lasts, ending };
            const row = attempt(id, { from, ...to, over: { host, receivedMessages } });
            return { ...row, openedAt: openedAt ?? row.openedAt, host: known.get(row.id)?.host ?? host };
          });
          const once = [...new Map(rows.map((row) => [row.id, row])).values()];
          reconnects = carryReconnects(reconnects, known, once);
          known = new Map([...known, ...once.map((row) => [row.id, row] as const)]);
          const asked = { visible, sort: sorted as Sort | null, reconnects, now };
          const carried = order.lines(known, asked);
          const atOnce = new ListOrder().lines(known, {
            ...asked,
            reconnects: carryReconnects(NO_RECONNECTS, new Map(), [...known.values()]),
          });
          expect(carried).toEqual(atOnce);
        }
      }),
    );
  });
});
