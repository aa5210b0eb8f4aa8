import { describe, expect, test } from 'vitest';
import type { Seq } from '../../../../proxy/contract/ids.ts';
import type { MessageRow, ViewState } from '../../../../proxy/contract/model.ts';
import { RowWindow } from '../../../../renderer/features/timeline/row-window.ts';
import { Unfolding } from '../../../../renderer/features/timeline/unfolding.ts';

/** A view of these messages, which the test may change. */
function viewOf(messages: MessageRow[]) {
  const fetch = async (from: number, count: number) => messages.slice(from, from + count);
  const rows = new RowWindow(fetch, (error) => {
    throw error;
  });
  const locate = async (seq: Seq) => messages.filter((message) => message.seq < seq).length;
  const state = () => ({ count: messages.length, evicted: 0 }) as ViewState;
  return { rows, fetch, locate, state, fill: () => rows.resize(messages.length, false) };
}

const message = (seq: number, frames: number) =>
  ({ seq, connection: 1, frames, complete: true, decoded: null }) as MessageRow;

describe('what is unfolded', () => {
  test('is of several pieces, and is here', async () => {
    const view = viewOf([message(1, 1), message(2, 3)]);
    await view.fill();
    const unfolding = new Unfolding();
    unfolding.show(view);
    unfolding.unfold([0, 1, 7], 'frame');
    const places = unfolding.places(view, 'frame');
    expect([0, 1, 7].map((place) => places.rowsOf(place))).toEqual([0, 3, 0]);
    expect(unfolding.places(view, 'part').rowsOf(1)).toBe(0);
  });

  test('stands where it stands in another view, and not where that view lacks it', async () => {
    const messages = [1, 2, 3, 4].map((seq) => message(seq, 2));
    const [view, fewer] = [viewOf(messages), viewOf(messages.slice(2))];
    await view.fill();
    await fewer.fill();
    const unfolding = new Unfolding();
    unfolding.show(view)();
    unfolding.unfold([1, 3], 'frame');
    unfolding.show(fewer);
    await expect.poll(() => unfolding.places(fewer, 'frame').rowsOf(1)).toBe(2);
    expect(unfolding.places(fewer, 'frame').rowsOf(0)).toBe(0);
    expect(unfolding.places(view, 'frame').rowsOf(1)).toBe(0);
    unfolding.show(view);
    await expect.poll(() => unfolding.places(view, 'frame').rowsOf(1)).toBe(2);
  });

  test('is none of the messages that stand in the same places after a clear', async () => {
    const messages = [1, 2, 3].map((seq) => message(seq, 2));
    const view = viewOf(messages);
    await view.fill();
    const unfolding = new Unfolding();
    unfolding.show(view);
    unfolding.unfold([1], 'frame');
    messages.splice(0, 3);
    await view.fill();
    messages.push(...[4, 5, 6].map((seq) => message(seq, 2)));
    await view.fill();
    expect(unfolding.places(view, 'frame').rowsOf(1)).toBe(0);
  });
});
