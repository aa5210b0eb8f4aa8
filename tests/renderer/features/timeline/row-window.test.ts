import { describe, expect, test } from 'vitest';
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
  const rows = new RowWindow(
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
