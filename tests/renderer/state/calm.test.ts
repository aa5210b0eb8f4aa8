import { describe, expect, test } from 'vitest';
import type { Change, Connection } from '../../../proxy/contract/model.ts';
import { createAppStore } from '../../../renderer/state/app-store.ts';
import { CalmChanges } from '../../../renderer/state/calm.ts';
import { connection, STATUS } from '../support/session-fixture.ts';

function changeOf(over: Partial<Change>): Change {
  return { connections: [], annotations: [], reset: false, views: [], status: STATUS, ...over };
}

const counting = (receivedMessages: number): Partial<Change> => ({
  connections: [connection(1, { receivedMessages })],
});

/** One connection is known, and its counts were shown just now. */
function calmWithOne() {
  const store = createAppStore();
  const calm = new CalmChanges(store);
  calm.take(changeOf(counting(1)));
  return {
    calm,
    state: () => store.getState(),
    shown: () => [...store.getState().connections.values()].map((row: Connection) => row.receivedMessages),
  };
}

describe('numbers that only count up', () => {
  test('wait for their turn, and then show the newest', async () => {
    const { calm, shown } = calmWithOne();
    for (const count of [2, 3, 4]) calm.take(changeOf(counting(count)));
    expect(shown()).toEqual([1]);
    await expect.poll(shown).toEqual([4]);
  });

  test('of the whole capture wait as well', async () => {
    const { calm, state } = calmWithOne();
    const totals = { ...STATUS.totals, messages: 77 };
    calm.take(changeOf({ status: { ...STATUS, totals } }));
    expect(state().status?.totals.messages).not.toBe(77);
    await expect.poll(() => state().status?.totals.messages).toBe(77);
  });
});

describe('what is shown at once', () => {
  test('is how many messages a view has', () => {
    const { calm, state, shown } = calmWithOne();
    const view = { view: 5 as never, count: 9, scanned: 9, total: 9, evicted: 0 };
    calm.take(changeOf({ ...counting(9), views: [view] }));
    expect([...state().views.values()]).toEqual([view]);
    expect(shown()).toEqual([1]);
  });

  test.each<[string, Partial<Change>]>([
    ['a new connection', { connections: [connection(2)] }],
    ['another state of one', { connections: [connection(1, { state: 'closed' })] }],
    ['a clear', { connections: [], reset: true }],
    ['a pause', { status: { ...STATUS, recording: false } }],
  ])('is %s, with all that waited before it', (_, news) => {
    const { calm, state, shown } = calmWithOne();
    calm.take(changeOf({ connections: [connection(1, { receivedMessages: 8 })] }));
    calm.take(changeOf(news));
    if (news.reset) expect(shown()).toEqual([]);
    else if (news.connections?.[0]?.id === 1)
      expect(state().connections.get(1 as never)?.state).toBe('closed');
    else expect(shown()[0]).toBe(8);
    expect(state().status?.recording).toBe(news.status?.recording ?? true);
  });
});
