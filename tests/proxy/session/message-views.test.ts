import { describe, expect, test } from 'vitest';
import type { ViewId } from '../../../proxy/contract/ids.ts';
import { allRows, openRig, scanned } from '../../support/archive-rig.ts';

describe('views', () => {
  test('have numbers of their own, beside those of chats, and follow what is stored', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const { calls } = rig;
    const all = await calls.openView({ connections: null, filter: '' });
    const chat = await calls.openChat({ connections: [wire.id], hidden: [], channel: null });
    const sent = await calls.openView({ connections: null, filter: 'dir:sent' });
    expect(new Set([all.view, chat.view, sent.view]).size).toBe(3);
    wire.text('client', 'one');
    wire.text('server', 'two');
    await rig.archive.settle();
    expect((await allRows(rig, all.view)).map(({ preview }) => preview)).toEqual(['one', 'two']);
    expect((await allRows(rig, sent.view)).map(({ preview }) => preview)).toEqual(['one']);
  });

  test('say of what they are how much there is', async () => {
    const rig = await openRig();
    const [a, b] = [rig.open(), rig.open()];
    for (const wire of [a, a, b]) wire.text('client', 'one');
    await rig.archive.settle();
    const { calls } = rig;
    const opened = await Promise.all([
      calls.openView({ connections: null, filter: '' }),
      calls.openView({ connections: [a.id], filter: '' }),
    ]);
    const states = await Promise.all(opened.map((each) => scanned(rig, each)));
    expect(states.map(({ total, count }) => [total, count])).toEqual([
      [3, 3],
      [2, 2],
    ]);
  });

  test('that were closed, or never open, are not there', async () => {
    const rig = await openRig();
    const { view } = await rig.calls.openView({ connections: null, filter: '' });
    await rig.calls.closeView(view);
    for (const gone of [view, 99 as ViewId]) {
      await expect(rig.calls.rows(gone, 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
