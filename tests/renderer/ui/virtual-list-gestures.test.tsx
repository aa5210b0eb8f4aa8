import { useCallback, useState } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { cdp, page, userEvent } from 'vitest/browser';
import { VirtualList } from '../../../renderer/ui/virtual-list.tsx';

/** Ten million rows under a real browser's wheel, trackpad, finger, thumb and screen reader. */
const COUNT = 10_000_000;
const BOX = { height: 440, width: 400 };
const ROW = 22;

interface SampleProps {
  readonly count?: number;
  readonly follows?: boolean;
  readonly onFollow?: (follow: boolean) => void;
}

function Sample({ count = COUNT, follows = false, onFollow }: SampleProps) {
  const [follow, setFollow] = useState(follows);
  const renderRow = useCallback((index: number) => <span role="gridcell">row {index}</span>, []);
  const onFollowChange = useCallback(
    (next: boolean) => {
      setFollow(next);
      onFollow?.(next);
    },
    [onFollow],
  );
  return (
    <div style={BOX}>
      <VirtualList
        label="Sample"
        count={count}
        rowHeight={ROW}
        renderRow={renderRow}
        activeRow={0}
        follow={follow}
        onFollowChange={onFollowChange}
      />
    </div>
  );
}

const grid = () => page.getByRole('grid').element() as HTMLElement;
const rows = () => [...grid().querySelectorAll<HTMLElement>('[data-row]')];

/** Pixels of the whole list above the upper edge of its box. */
function topOf(): number {
  const [first] = rows();
  const offset = first!.getBoundingClientRect().top - grid().getBoundingClientRect().top;
  return Math.round(Number(first!.dataset.row) * ROW - offset);
}

/** To the middle, as a thumb does, and until it is painted there. */
async function goToMiddle(): Promise<number> {
  grid().scrollTop = grid().scrollHeight / 2;
  await expect.poll(() => Math.round(topOf() / (COUNT * ROW) / 0.01)).toBe(50);
  return topOf();
}

const session = () => cdp() as unknown as { send(method: string, params: object): Promise<unknown> };

/** In the browser's own pixels, inside the list. */
function pointAt(y: number): { x: number; y: number } {
  const frame = window.frameElement?.getBoundingClientRect();
  const box = grid().getBoundingClientRect();
  return { x: (frame?.left ?? 0) + box.left + 100, y: (frame?.top ?? 0) + box.top + y };
}

async function turnWheel(deltaY: number): Promise<void> {
  await session().send('Input.dispatchMouseEvent', {
    type: 'mouseWheel',
    deltaX: 0,
    deltaY,
    ...pointAt(200),
  });
}

/** A finger that stays a moment before it is lifted, so that nothing goes on moving. */
async function swipe(from: number, to: number): Promise<void> {
  const touch = (type: string, ...touchPoints: object[]) =>
    session().send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', pointAt(from));
  for (let n = 1; n <= 10; n += 1) await touch('touchMove', pointAt(from + ((to - from) * n) / 10));
  for (let n = 0; n < 10; n += 1) await touch('touchMove', pointAt(to));
  await touch('touchEnd');
}

beforeEach(async () => page.viewport(600, 600));

describe('a trackpad', () => {
  test('moves the list by parts of a pixel that add up', async () => {
    await render(<Sample />);
    const before = await goToMiddle();
    for (let n = 0; n < 40; n += 1) {
      await turnWheel(0.75);
    }
    await expect.poll(() => Math.abs(topOf() - before - 30)).toBeLessThanOrEqual(1);
  });

  test('ends the following with its first part of a pixel upwards', async () => {
    const onFollow = vi.fn<(follow: boolean) => void>();
    await render(<Sample follows onFollow={onFollow} />);
    await expect.element(page.getByText(`row ${COUNT - 1}`, { exact: true })).toBeVisible();
    await turnWheel(-0.5);
    await expect.poll(() => onFollow.mock.calls).toEqual([[false]]);
  });
});

describe('a finger', () => {
  test.each([
    ['up', 300, 100],
    ['down', 100, 300],
  ])('swiping %s moves the list under it, and not by its share of the track', async (_, from, to) => {
    await render(<Sample />);
    const before = await goToMiddle();
    await swipe(from, to);
    const moved = () => (topOf() - before) / (from - to);
    await expect.poll(moved).toBeGreaterThan(0.5);
    expect(moved()).toBeLessThan(3);
  });

  test('swiping down ends the following', async () => {
    const onFollow = vi.fn<(follow: boolean) => void>();
    await render(<Sample follows onFollow={onFollow} />);
    await expect.element(page.getByText(`row ${COUNT - 1}`, { exact: true })).toBeVisible();
    await swipe(100, 300);
    await expect.poll(() => onFollow.mock.calls[0]).toEqual([false]);
  });
});

describe('a list that grows by a screen at a time', () => {
  test('keeps order, places and what it shows, in elements that are used again', async () => {
    const screen = await render(<Sample count={1000} follows />);
    await expect.element(page.getByText('row 999', { exact: true })).toBeVisible();
    const [element] = rows();
    await screen.rerender(<Sample count={1500} follows />);
    await expect.element(page.getByText('row 1499', { exact: true })).toBeVisible();
    expect(rows()[0]).toBe(element);
    expect(rows().map((row) => row.textContent)).toEqual(rows().map((row) => `row ${row.dataset.row}`));
    expect(rows().map((row) => Number(row.getAttribute('aria-rowindex')) - 1)).toEqual(
      rows().map((row) => Number(row.dataset.row)),
    );
    const places = rows().map((row) => Number(row.dataset.row));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(new Set(rows().map(({ id }) => id)).size).toBe(rows().length);
  });
});

describe('where somebody reads', () => {
  test('nothing moves by a pixel while a million rows are added', async () => {
    const screen = await render(<Sample count={COUNT - 1_000_000} />);
    grid().scrollTop = grid().scrollHeight / 3;
    await userEvent.wheel(grid(), { delta: { y: 7 } });
    await expect.poll(() => topOf() % ROW).not.toBe(0);
    const before = topOf();
    await screen.rerender(<Sample count={COUNT} />);
    await expect.poll(() => grid().getAttribute('aria-rowcount')).toBe(String(COUNT));
    expect(topOf()).toBe(before);
  });
});
