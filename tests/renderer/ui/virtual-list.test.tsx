import { useRef, useState } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { page, userEvent } from 'vitest/browser';
import { VirtualList, type VirtualListHandle } from '../../../renderer/ui/virtual-list.tsx';

const TEN_MILLION = 10_000_000;
const BOX = { height: 440, width: 400 };

let list: VirtualListHandle;

interface SampleProps {
  readonly first?: number;
  readonly count: number;
  readonly follows?: boolean;
  readonly onFollow?: (follow: boolean) => void;
  readonly onRange?: (from: number, to: number) => void;
}

function Sample({ first = 0, count, follows = false, onFollow, onRange }: SampleProps) {
  const [follow, setFollow] = useState(follows);
  const handle = useRef<VirtualListHandle>(null);
  return (
    <div style={BOX}>
      <VirtualList
        ref={(value) => {
          handle.current = value;
          if (value) list = value;
        }}
        label="Sample"
        first={first}
        count={count}
        rowHeight={22}
        renderRow={(index) => <span role="gridcell">row {index}</span>}
        activeRow={0}
        follow={follow}
        onFollowChange={(next) => {
          setFollow(next);
          onFollow?.(next);
        }}
        {...(onRange ? { onRange } : {})}
      />
    </div>
  );
}

const grid = () => page.getByRole('grid').element() as HTMLElement;
const row = (index: number) => page.getByText(`row ${index}`, { exact: true });

/** Rows that lie wholly inside the list's box. */
function visibleRows(): readonly number[] {
  const box = grid().getBoundingClientRect();
  return Array.from(grid().querySelectorAll<HTMLElement>('[data-row]'))
    .filter((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= box.top - 0.5 && bottom <= box.bottom + 0.5;
    })
    .map((element) => Number(element.dataset.row));
}

beforeEach(async () => page.viewport(600, 600));

describe('a list of ten million rows', () => {
  test('renders only what is visible and little more', async () => {
    await render(<Sample count={TEN_MILLION} />);
    await expect.element(row(0)).toBeVisible();
    expect(grid().querySelectorAll('[data-row]').length).toBeLessThan(40);
  });

  test.each([0, 1, 1_525_201, 4_999_999, 7_777_777, TEN_MILLION - 2, TEN_MILLION - 1])(
    'shows row %i when it is gone to',
    async (index) => {
      await render(<Sample count={TEN_MILLION} />);
      list.scrollToRow(index, 'start');
      await expect.element(row(index)).toBeVisible();
      expect(visibleRows()).toContain(index);
    },
  );

  test('shows its last row when the thumb is at the end', async () => {
    await render(<Sample count={TEN_MILLION} />);
    grid().scrollTop = grid().scrollHeight;
    await expect.element(row(TEN_MILLION - 1)).toBeVisible();
    expect(visibleRows().at(-1)).toBe(TEN_MILLION - 1);
  });

  test('moves by the pixels of the wheel, not by its share of the track', async () => {
    await render(<Sample count={TEN_MILLION} />);
    list.scrollToRow(5_000_000, 'start');
    await expect.element(row(5_000_000)).toBeVisible();
    await userEvent.wheel(grid(), { delta: { y: 220 } });
    await expect.poll(() => visibleRows()[0]).toBe(5_000_010);
    await userEvent.wheel(grid(), { delta: { y: -440 } });
    await expect.poll(() => visibleRows()[0]).toBe(4_999_990);
  });

  test('tells a screen reader how many rows there are and which these are', async () => {
    await render(<Sample count={TEN_MILLION} />);
    list.scrollToRow(4_000_000, 'start');
    await expect.element(row(4_000_000)).toBeVisible();
    expect(grid().getAttribute('aria-rowcount')).toBe('10000000');
    const shown = row(4_000_000).element().closest('[role=row]');
    expect(shown?.getAttribute('aria-rowindex')).toBe('4000001');
  });

  test('reports the rows that it needs, and those that can be seen', async () => {
    const onRange = vi.fn<(from: number, to: number) => void>();
    await render(<Sample count={TEN_MILLION} onRange={onRange} />);
    list.scrollToRow(3_000_000, 'start');
    await expect
      .poll(() => onRange.mock.lastCall)
      .toEqual([2_999_996, 3_000_024, { from: 3_000_000, to: 3_000_020 }]);
  });
});

describe('following the end', () => {
  test('shows each newest row', async () => {
    const screen = await render(<Sample count={1000} follows />);
    await expect.element(row(999)).toBeVisible();
    await screen.rerender(<Sample count={1500} follows />);
    await expect.element(row(1499)).toBeVisible();
    expect(visibleRows().at(-1)).toBe(1499);
  });

  test('ends with one turn of the wheel, and nothing moves from then on', async () => {
    const onFollow = vi.fn<(follow: boolean) => void>();
    const screen = await render(<Sample count={1000} follows onFollow={onFollow} />);
    await expect.element(row(999)).toBeVisible();
    await userEvent.wheel(grid(), { delta: { y: -220 } });
    await expect.poll(() => onFollow.mock.lastCall).toEqual([false]);
    await expect.poll(() => visibleRows().at(-1)).toBe(989);
    await screen.rerender(<Sample count={5000} follows onFollow={onFollow} />);
    await expect.poll(() => grid().getAttribute('aria-rowcount')).toBe('5000');
    expect(visibleRows().at(-1)).toBe(989);
  });

  test('begins again when the user scrolls back to the end', async () => {
    const onFollow = vi.fn<(follow: boolean) => void>();
    await render(<Sample count={1000} onFollow={onFollow} />);
    await expect.element(row(0)).toBeVisible();
    grid().scrollTop = grid().scrollHeight;
    await expect.poll(() => onFollow.mock.lastCall).toEqual([true]);
  });

  test('ends when a row elsewhere is gone to', async () => {
    const onFollow = vi.fn<(follow: boolean) => void>();
    await render(<Sample count={1000} follows onFollow={onFollow} />);
    await expect.element(row(999)).toBeVisible();
    list.scrollToRow(10);
    await expect.element(row(10)).toBeVisible();
    expect(onFollow.mock.calls).toEqual([[false]]);
  });

  test('survives a change of height', async () => {
    const onFollow = vi.fn<(follow: boolean) => void>();
    await render(<Sample count={1000} follows onFollow={onFollow} />);
    await expect.element(row(999)).toBeVisible();
    grid().parentElement!.style.height = '220px';
    await expect.poll(() => visibleRows().length).toBe(10);
    await expect.poll(() => visibleRows().at(-1)).toBe(999);
    expect(onFollow).not.toHaveBeenCalled();
  });
});

describe('a list that loses its beginning', () => {
  test('keeps what is read where it is, under the same numbers', async () => {
    const { rerender } = await render(<Sample count={TEN_MILLION} />);
    list.scrollToRow(5_000_000, 'start');
    await expect.element(row(5_000_000)).toBeVisible();
    const before = visibleRows();
    await rerender(<Sample first={3_000_000} count={TEN_MILLION + 500} />);
    await expect.poll(visibleRows).toEqual(before);
    expect(grid().getAttribute('aria-rowcount')).toBe(String(TEN_MILLION + 500 - 3_000_000));
    list.scrollToRow(3_000_000, 'start');
    await expect.element(row(3_000_000)).toBeVisible();
    expect(visibleRows()[0]).toBe(3_000_000);
  });

  test('shows its first rows where what was read is gone', async () => {
    const { rerender } = await render(<Sample count={1000} />);
    await expect.element(row(0)).toBeVisible();
    await rerender(<Sample first={400} count={1000} />);
    await expect.poll(() => visibleRows()[0]).toBe(400);
  });

  test('follows its end all the same', async () => {
    const { rerender } = await render(<Sample follows count={1000} />);
    await expect.element(row(999)).toBeVisible();
    await rerender(<Sample follows first={900} count={1200} />);
    await expect.element(row(1199)).toBeVisible();
  });
});
