import { describe, expect, test } from 'vitest';
import type { ViewId } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { RowRate } from '../../../renderer/state/row-rate.ts';

const view = (count: number, change: Partial<ViewState> = {}): ViewState => ({
  view: 1 as ViewId,
  revision: 0,
  count,
  evicted: 0,
  scanned: count,
  total: count,
  ...change,
});

/** How long each of these is shown, one every 50 ms. */
function shown(...states: readonly (readonly ViewState[])[]): number[] {
  const rate = new RowRate();
  return states.map((views, n) => rate.take(views, n * 50));
}

describe('What came into a view', () => {
  test('is shown for a frame while rows come no faster than a screen of them changes', () => {
    expect(shown([view(10)], [view(20)], [view(32)])).toEqual([16, 16, 16]);
  });

  test('is no flood where a few rows come right after others', () => {
    const rate = new RowRate();
    expect([view(10), view(11), view(20)].map((each, n) => rate.take([each], n))).toEqual([16, 16, 16]);
  });

  test('of a flood is shown longer, until the flood is over', () => {
    expect(shown([view(10)], [view(1010)], [view(2010)], [view(2012)])).toEqual([16, 66, 66, 16]);
  });

  test('is no flood where it is only what a search has found so far', () => {
    const found = (count: number) => view(count, { scanned: count * 10, total: 1_000_000 });
    expect(shown([found(10)], [found(5000)], [found(50_000)])).toEqual([16, 16, 16]);
  });

  test('is a flood where one of several views says so', () => {
    const other = (count: number) => view(count, { view: 2 as ViewId });
    expect(shown([view(1), other(1)], [view(2), other(2000)], [view(3)])).toEqual([16, 66, 16]);
  });
});
