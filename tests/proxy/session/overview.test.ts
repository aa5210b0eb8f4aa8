import { describe, expect, test } from 'vitest';
import type { ViewId } from '../../../proxy/contract/ids.ts';
import type { Gap, Overview, OverviewCounts } from '../../../proxy/contract/model.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { joinGaps } from '../../../proxy/session/overview.ts';
import { type Rig, allRows, openRig, scanned } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';

const total = (overview: Overview, field: keyof OverviewCounts) =>
  overview[field].reduce((sum, each) => sum + each, 0);

/** Asks until everything is counted; each change of the view says that there is more. */
async function counted(rig: Rig, view: ViewId): Promise<Overview> {
  for (let seen = rig.changes.length; ;) {
    const overview = await rig.calls.overview(view);
    if (overview.scanned >= overview.total) return overview;
    await rig.until((change) => rig.changes.indexOf(change) >= seen && change.views.length > 0);
    seen = rig.changes.length;
  }
}

async function open(rig: Rig, filter = '', connections: Parameters<Rig['rows']>[0] = null) {
  await rig.archive.settle();
  const { view } = await scanned(rig, await rig.calls.openView({ connections: connections ?? null, filter }));
  return view;
}

describe('the overview of a view', () => {
  test('counts what was there before, and what comes', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', 'hello');
    wire.text('server', 'welcome');
    const view = await open(rig);
    expect(total(await counted(rig, view), 'received')).toBe(1);
    wire.text('server', 'more');
    wire.bytes('server', formatFrame({ opcode: 9, payload: utf8('') }));
    await rig.archive.settle();
    const overview = await counted(rig, view);
    expect([total(overview, 'sent'), total(overview, 'received'), total(overview, 'controls')]).toEqual([
      1, 3, 1,
    ]);
    expect(total(overview, 'sentBytes')).toBe(11);
    expect(overview).toMatchObject({ scanned: 4, total: 4 });
  });

  test('counts only what the filter matches, in the bucket of its time', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 40; n += 1) wire.text(n % 4 === 0 ? 'client' : 'server', `message ${n}`);
    const view = await open(rig, 'text:1 dir:received');
    wire.text('server', 'message 41');
    await rig.archive.settle();
    const { from, width, ...overview } = await counted(rig, view);
    const rows = await allRows(rig, view);
    const expected = overview.received.map(() => 0);
    for (const { at } of rows) expected[Math.floor((at - from) / width)]! += 1;
    expect(overview.received).toEqual(expected);
    expect(rows.length).toBeGreaterThan(10);
  });

  test('counts a message once, however often more of it comes, and not when it no longer matches', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const all = await open(rig);
    const short = await open(rig, 'size:<10');
    wire.bytes('server', formatFrame({ fin: false, opcode: 1, payload: utf8('short') }));
    await rig.until(({ views }) => views.some((each) => each.view === short && each.count === 1));
    expect(total(await counted(rig, all), 'receivedBytes')).toBe(7);
    expect(total(await counted(rig, short), 'received')).toBe(1);
    wire.bytes('server', formatFrame({ opcode: 0, payload: utf8(' and then not short') }));
    await rig.archive.settle();
    expect(total(await counted(rig, short), 'received')).toBe(0);
    const overview = await counted(rig, all);
    expect([total(overview, 'received'), total(overview, 'receivedBytes')]).toEqual([1, 28]);
  });

  test('of a long capture is made in the background, and says how far it is', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const other = rig.open();
    for (let n = 0; n < 60_000; n += 1) wire.text('server', `message ${n}`);
    for (let n = 0; n < 100; n += 1) other.text('server', `other ${n}`);
    const view = await open(rig, '', [wire.id]);
    const first = await rig.calls.overview(view);
    expect(first).toMatchObject({ scanned: 0, total: 60_000 });
    wire.text('client', 'meanwhile');
    await rig.archive.settle();
    const last = await counted(rig, view);
    expect([total(last, 'sent'), total(last, 'received')]).toEqual([1, 60_000]);
    expect(last.received.length).toBeLessThanOrEqual(512);
  });

  test('tells pauses, and how its connections ended', async () => {
    const rig = await openRig();
    const [wire, other] = [rig.open(), rig.open()];
    wire.text('server', 'before');
    const [before] = await rig.rows();
    await rig.calls.pause(before!.at + 0.25);
    wire.text('server', 'unseen');
    await rig.archive.settle();
    await rig.calls.resume(before!.at + 0.75);
    wire.bytes('server', formatFrame({ opcode: 8, payload: Uint8Array.of(3, 233) }));
    wire.end('close-frame');
    other.end('reset');
    const overview = await rig.calls.overview(await open(rig, '', [wire.id]));
    expect(overview.gaps).toMatchObject([{ reason: 'paused', messages: 1 }]);
    expect(overview.ends).toMatchObject([
      { connection: wire.id, kind: 'websocket', code: 1001, cause: 'close-frame' },
    ]);
  });

  test('is empty after a clear, and begins anew', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'one');
    const view = await open(rig);
    await counted(rig, view);
    await rig.calls.clear();
    expect((await counted(rig, view)).received).toEqual([]);
    wire.text('server', 'two');
    await rig.archive.settle();
    expect((await counted(rig, view)).received).toEqual([1]);
  });
});

describe('very many gaps', () => {
  test('are joined with their neighbours, and nothing of their sums is lost', () => {
    const gaps = Array.from({ length: 21 }, (_, n): Gap => {
      return { from: n * 10, to: n * 10 + 1, reason: 'budget', messages: n, bytes: 2 };
    });
    const joined = joinGaps(gaps, 8);
    expect(joined.length).toBeLessThanOrEqual(8);
    expect(joined[0]).toMatchObject({ from: 0, messages: 0 + 1 + 2 + 3 });
    expect(joined.at(-1)!.to).toBe(201);
    expect(joined.reduce((sum, { messages }) => sum + messages, 0)).toBe(210);
  });
});

describe('the place of a time', () => {
  test('is that of the first message of the view at or after it', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 50; n += 1) wire.text(n % 2 === 0 ? 'client' : 'server', `${n}`);
    const view = await open(rig, 'dir:received');
    const rows = await allRows(rig, view);
    for (const place of [0, 7, 24]) {
      expect(await rig.calls.locateTime(view, rows[place]!.at)).toBe(place);
      expect(await rig.calls.locateTime(view, rows[place]!.at - 1)).toBe(place);
    }
    expect(await rig.calls.locateTime(view, rows[24]!.at + 1)).toBe(25);
    expect(await rig.calls.locateTime(view, 0)).toBe(0);
  });
});
