import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import type { MessageRow } from '../../../../proxy/contract/model.ts';
import { RowWindow } from '../../../../renderer/features/timeline/row-window.ts';
import { connection } from '../../support/session-fixture.ts';

interface Request {
  readonly from: number;
  readonly count: number;
  answer(over?: Partial<MessageRow>): Promise<void>;
}

/** A window whose requests the test answers one by one. */
function openWindow() {
  const requests: Request[] = [];
  const rows = new RowWindow<MessageRow>(
    (from, count) =>
      new Promise((resolve) => {
        const answer = async (over: Partial<MessageRow> = {}) => {
          resolve(Array.from({ length: count }, (_, offset) => rowAt(from + offset, over)));
          await Promise.resolve();
          await Promise.resolve();
        };
        requests.push({ from, count, answer });
      }),
    (error) => {
      throw error;
    },
  );
  return { rows, requests };
}

function rowAt(index: number, over: Partial<MessageRow>): MessageRow {
  return { seq: index + 1, connection: 1, complete: true, decoded: null, ...over } as MessageRow;
}

describe('rows that are visible', () => {
  test('are asked for, and no others', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(1_000_000, false);
    await requests[0]!.answer();
    rows.want(500_000, 500_030);
    expect(requests.at(-1)).toMatchObject({ from: 500_000, count: 30 });
  });

  test('are asked for by one request at a time, the latest place last', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(1_000_000, false);
    for (let from = 0; from < 900_000; from += 1000) rows.want(from, from + 30);
    expect(requests).toHaveLength(1);
    await requests[0]!.answer();
    expect(requests).toHaveLength(2);
    expect(requests[1]).toMatchObject({ from: 899_000, count: 30 });
  });

  test('are not asked for again', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(50, false);
    await requests[0]!.answer();
    rows.want(10, 30);
    expect(requests).toHaveLength(1);
  });

  test('are asked for again, and stay meanwhile, when they were in progress', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(3, false);
    await requests[0]!.answer({ complete: false });
    rows.watch(new Map([[connection(1).id, connection(1)]]));
    expect(requests[1]).toMatchObject({ from: 0, count: 3 });
    expect(rows.row(1)).not.toBeNull();
    await requests[1]!.answer();
    expect(rows.row(1)?.complete).toBe(true);
  });
});

describe('rows that are about to be visible', () => {
  /** Scrolled by `step` rows at row 1,000, everything on the screen answered. */
  async function scrolledBy(step: number) {
    const { rows, requests } = openWindow();
    void rows.resize(1_000_000, false);
    await requests[0]!.answer();
    rows.want(1000 - step, 1030 - step);
    await requests[1]!.answer();
    rows.want(1000, 1030);
    return { rows, requests, drawn: () => rows.version() };
  }

  test.each([
    ['down', 3, { from: 1030, count: 30 }],
    ['up', -3, { from: 970, count: 30 }],
  ])('are asked for when the list is scrolled %s', async (_, step, ahead) => {
    const { requests } = await scrolledBy(step);
    await requests[2]!.answer();
    expect(requests[3]).toMatchObject(ahead);
  });

  test('are the more, the faster it is', async () => {
    const { requests } = await scrolledBy(20);
    await requests[2]!.answer();
    expect(requests[3]).toMatchObject({ from: 1030, count: 160 });
  });

  test('are not asked for with every row, nor where the list has jumped to', async () => {
    const { rows, requests } = await scrolledBy(3);
    await requests[2]!.answer();
    await requests[3]!.answer();
    rows.want(1001, 1031);
    expect(requests).toHaveLength(4);
    rows.want(700_000, 700_030);
    await requests[4]!.answer();
    expect(requests).toHaveLength(5);
  });

  test('draw nothing when they come', async () => {
    const { requests, drawn } = await scrolledBy(3);
    await requests[2]!.answer();
    const before = drawn();
    await requests[3]!.answer();
    expect(drawn()).toBe(before);
  });
});

describe('an answer that was overtaken', () => {
  test('by a clear paints nothing of what is gone', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(100, false);
    void rows.resize(0, false);
    void rows.resize(60, false);
    await requests[0]!.answer({ preview: 'before the clear' });
    expect(rows.row(0)).toBeNull();
    await requests[1]!.answer({ preview: 'after it' });
    expect(rows.row(0)?.preview).toBe('after it');
  });

  test('by a change is asked for once more', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(1, false);
    await requests[0]!.answer({ complete: false, length: 10 });
    const moved = () => new Map([[1 as ConnectionId, connection(1)]]);
    rows.watch(moved());
    rows.watch(moved());
    await requests[1]!.answer({ complete: false, length: 20 });
    await requests[2]!.answer({ complete: true, length: 30 });
    expect(rows.row(0)?.length).toBe(30);
    expect(requests).toHaveLength(3);
  });
});

describe('the number of rows', () => {
  test('grows at once while the user reads elsewhere', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(100, false);
    await requests[0]!.answer();
    void rows.resize(200, false);
    expect(rows.count).toBe(200);
  });

  test('grows while the end is followed only when the newest rows are here', async () => {
    const { rows, requests } = openWindow();
    rows.want(70, 100);
    void rows.resize(100, true);
    expect(rows.count).toBe(0);
    await requests[0]!.answer();
    expect(rows.count).toBe(100);
    expect(rows.row(99)?.seq).toBe(100);
    void rows.resize(150, true);
    expect(rows.count).toBe(100);
    expect(requests[1]).toMatchObject({ from: 120, count: 30 });
    await requests[1]!.answer();
    expect(rows.count).toBe(150);
  });

  test('never lags behind for good when rows come faster than answers', async () => {
    const { rows, requests } = openWindow();
    rows.want(0, 30);
    for (let target = 100; target <= 1000; target += 100) void rows.resize(target, true);
    await requests[0]!.answer();
    await requests[1]!.answer();
    expect(rows.count).toBe(1000);
    expect(rows.row(999)?.seq).toBe(1000);
  });

  test('shrinks when the capture is cleared, and the old rows are gone', async () => {
    const { rows, requests } = openWindow();
    void rows.resize(100, false);
    await requests[0]!.answer();
    void rows.resize(0, false);
    expect(rows.count).toBe(0);
    expect(rows.row(5)).toBeNull();
  });
});

test('memory stays small however far the user scrolls', async () => {
  const { rows, requests } = openWindow();
  void rows.resize(1_000_000, false);
  await requests[0]!.answer();
  for (let from = 0; from < 20_000; from += 200) {
    rows.want(from, from + 200);
    await requests.at(-1)!.answer();
  }
  const kept = Array.from({ length: 20_000 }, (_, index) => rows.row(index)).filter((row) => row !== null);
  expect(kept.length).toBeLessThanOrEqual(2200);
});
