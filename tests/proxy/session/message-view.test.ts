import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import { matchMessage } from '../../../proxy/contract/filter-match.ts';
import type { ConnectionId, Seq, ViewId } from '../../../proxy/contract/ids.ts';
import type { MessageRow, Side } from '../../../proxy/contract/model.ts';
import { builtIn } from '../../../proxy/formats/decoders/registry.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { filterMessage } from '../../../proxy/session/filter-message-of.ts';
import { MessageView } from '../../../proxy/session/message-view.ts';
import { openStore } from '../../../proxy/store/store.ts';
import { type Rig, type Wire, allRows, openRig, scanned } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';
import { ALONE } from '../../support/no-answers.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { messageRow } from '../store/rows.ts';

const everything = { connections: null, filter: '' };
const previews = (rows: readonly MessageRow[]) => rows.map(({ preview }) => preview);

async function counted(rig: Rig, view: ViewId, count: number): Promise<void> {
  await rig.until(({ views }) => views.some((each) => each.view === view && each.count === count));
}

describe('a view', () => {
  test('has each message once on a machine so slow that a slice is one batch, though an old one changes', () => {
    const store = openStore(join(tempDir(), 'a.framescope'), 'create');
    onTestFinished(() => store.close());
    const put = (...seqs: readonly number[]) => {
      store.begin();
      for (const seq of seqs) store.messages.put(messageRow(seq, { length: 1 }), Uint8Array.of(seq));
    };
    put(2, 3, 1); // the first begins a batch of its own
    store.commit();
    put(1);
    onTestFinished(() => void vi.restoreAllMocks());
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
    const no = () => false;
    const source = { store, decoders: builtIn, connection: () => null, isUnfinished: no, goesOn: no };
    const notes = { message: () => null, seqs: () => [], factsOf: () => ({}) as never };
    const all = { type: 'everything' } as const;
    const view = new MessageView(1 as ViewId, { ...source, notes, isPaired: () => true }, null, all, 3);
    for (let slice = 0; slice < 10; slice += 1) view.scan();
    expect(view.state).toMatchObject({ count: 3, scanned: 3, total: 3 });
    expect(view.slice(0, 10)).toEqual([1, 2, 3]);
  });

  test('grows as messages come in', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const { view, count } = await rig.calls.openView(everything);
    expect(count).toBe(0);
    wire.text('server', 'one');
    await counted(rig, view, 1);
    wire.text('server', 'two');
    await counted(rig, view, 2);
    expect(previews(await rig.calls.rows(view, 0, 10))).toEqual(['one', 'two']);
  });

  test('holds what the filter matches, of before and of now', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'apple');
    wire.text('server', 'pear');
    await rig.archive.settle();
    const { view } = await scanned(
      rig,
      await rig.calls.openView({ connections: null, filter: 'text:a -dir:sent' }),
    );
    wire.text('server', 'banana');
    wire.text('client', 'orange');
    wire.text('server', 'plum');
    await rig.archive.settle();
    expect(previews(await allRows(rig, view))).toEqual(['apple', 'pear', 'banana']);
  });

  test('of several connections is merged in the order of arrival, and leaves the others out', async () => {
    const rig = await openRig();
    const [a, b, c] = [rig.open(), rig.open(), rig.open()];
    const early = await rig.calls.openView({ connections: [a.id, b.id], filter: '' });
    for (const [wire, text] of [
      [a, '1'],
      [c, 'x'],
      [b, '2'],
      [a, '3'],
    ] as const)
      wire.text('server', text);
    expect(previews(await rig.rows([a.id, b.id]))).toEqual(['1', '2', '3']);
    expect(previews(await allRows(rig, early.view))).toEqual(['1', '2', '3']);
    expect(previews(await rig.rows([c.id]))).toEqual(['x']);
  });

  test('takes a message whose payload must be read only when it is whole, and puts it in its place', async () => {
    const rig = await openRig();
    const [slow, quick] = [rig.open(), rig.open()];
    const { view, revision } = await rig.calls.openView({ connections: null, filter: 'text:needle' });
    const all = await rig.calls.openView(everything);
    slow.bytes('server', formatFrame({ fin: false, opcode: 1, payload: utf8('need') }));
    await counted(rig, all.view, 1);
    quick.text('server', 'a needle');
    await counted(rig, view, 1);
    slow.bytes('server', formatFrame({ opcode: 0, payload: utf8('le, late') }));
    await counted(rig, view, 2);
    expect(previews(await rig.calls.rows(view, 0, 10))).toEqual(['needle, late', 'a needle']);
    const told = rig.changes.flatMap(({ views }) => views.filter((each) => each.view === view));
    const revised = (count: number) => told.findLast((each) => each.count === count)?.revision !== revision;
    expect([revised(1), revised(2)]).toEqual([false, true]); // what was given for place 0 stands at place 1 now
  });

  test('lets go of a message that no longer matches', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const { view } = await rig.calls.openView({ connections: null, filter: 'size:<10' });
    wire.bytes('server', formatFrame({ fin: false, opcode: 1, payload: utf8('short') }));
    await counted(rig, view, 1);
    wire.bytes('server', formatFrame({ opcode: 0, payload: utf8(' and then not short at all') }));
    await rig.archive.settle();
    expect(await rig.calls.rows(view, 0, 10)).toEqual([]);
  });

  test('finds the place of a message, or of the first after it', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 10; n += 1) wire.text(n % 2 === 0 ? 'client' : 'server', `${n}`);
    await rig.archive.settle();
    const { view } = await rig.calls.openView({ connections: null, filter: 'dir:received' });
    expect(await rig.calls.locate(view, 2 as Seq)).toBe(0);
    expect(await rig.calls.locate(view, 5 as Seq)).toBe(2);
    expect(await rig.calls.locate(view, 99 as Seq)).toBe(5);
  });

  test('gives fewer rows at its end and none beyond', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 5; n += 1) wire.text('server', `${n}`);
    await rig.archive.settle();
    const { view } = await rig.calls.openView(everything);
    expect(previews(await rig.calls.rows(view, 3, 10))).toEqual(['3', '4']);
    expect(await rig.calls.rows(view, 5, 10)).toEqual([]);
    expect(previews(await rig.calls.rows(view, -3, 2))).toEqual(['0', '1']);
    expect(await rig.calls.rows(view, 0, -1)).toEqual([]);
  });

  test('says how far it has looked, and catches up with a long capture', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 60_000; n += 1) wire.text('server', `message ${n}`);
    await rig.archive.settle();
    const first = await rig.calls.openView({ connections: null, filter: 'text:99' });
    expect(first.total).toBe(60_000);
    const last = await scanned(rig, first);
    const states = rig.changes.flatMap(({ views }) => views.filter((each) => each.view === first.view));
    expect(last).toMatchObject({ scanned: 60_000, total: 60_000 });
    expect(last.count).toBe(
      Array.from({ length: 60_000 }, (_, n) => `${n}`).filter((n) => n.includes('99')).length,
    );
    expect(states.every((each, n) => n === 0 || each.scanned >= states[n - 1]!.scanned)).toBe(true);
  });

  test('that was closed is unknown, and no longer scanned', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 30_000; n += 1) wire.text('server', `message ${n}`);
    await rig.archive.settle();
    const { view } = await rig.calls.openView({ connections: null, filter: 'text:7' });
    await rig.calls.closeView(view);
    await expect(rig.calls.rows(view, 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await rig.rows(null, 'text:29999')).toHaveLength(1);
  });

  test('with a filter that makes no sense is refused, with the place', async () => {
    const rig = await openRig();
    await expect(rig.calls.openView({ connections: null, filter: 'size:>>' })).rejects.toMatchObject({
      name: 'FramescopeError',
      code: 'FILTER_INVALID',
      message: expect.stringContaining('character') as unknown,
    });
  });
});

describe('rows and messages', () => {
  test('a preview is the first 256 characters of text, and none of binary', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', '😀'.repeat(500));
    wire.bytes('server', formatFrame({ opcode: 2, payload: utf8('binary') }));
    wire.bytes('server', formatFrame({ opcode: 8, payload: Uint8Array.of(3, 233, 98, 121, 101) }));
    const rows = await rig.rows();
    expect(previews(rows)).toEqual(['😀'.repeat(128), '', 'bye']);
    expect(rows[2]!.closeCode).toBe(1001);
  });

  test('a large payload comes in slices, and its row is decoded all the same', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const text = JSON.stringify({ type: 'large', filler: 'x'.repeat(300_000) });
    wire.text('server', text);
    const [row] = await rig.rows();
    expect(row!.decoded?.protocol).toBe('json');
    const slice = await rig.calls.payload(row!.seq, 299_999, 10);
    expect(slice).toMatchObject({ offset: 299_999, total: text.length });
    expect(Buffer.from(slice.bytes).toString()).toBe(text.slice(299_999, 300_009));
    expect((await rig.calls.payload(row!.seq, -5, 3)).offset).toBe(0);
    expect((await rig.calls.payload(row!.seq, text.length, 3)).bytes).toHaveLength(0);
  });

  test('an unknown one is said to be so', async () => {
    const rig = await openRig();
    await expect(rig.calls.message(7 as Seq)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(rig.calls.connection(7 as ConnectionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('whatever is sent in whatever order', () => {
  const FILTERS = [
    '',
    'dir:sent',
    'op:text',
    'text:a',
    '-text:a',
    'size:>3',
    'size:<=3 op:binary',
    'a | op:ping',
    'host:h1.test',
    'is:heartbeat',
  ];

  type Step =
    | {
        readonly do: 'frame';
        readonly wire: number;
        readonly from: Side;
        readonly opcode: number;
        readonly fin: boolean;
        readonly text: string;
      }
    | { readonly do: 'end'; readonly wire: number }
    | { readonly do: 'open'; readonly filter: string; readonly wires: readonly number[] | null }
    | { readonly do: 'settle' };

  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('frame' as const),
        wire: fc.nat(2),
        from: fc.constantFrom('client' as const, 'server' as const),
        opcode: fc.constantFrom(0, 1, 1, 2, 9, 10),
        fin: fc.boolean(),
        text: fc.string({ unit: fc.constantFrom('a', 'b', 'ä'), maxLength: 8 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), wire: fc.nat(2) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('open' as const),
        filter: fc.constantFrom(...FILTERS),
        wires: fc.option(fc.uniqueArray(fc.nat(2), { minLength: 1 })),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'settle' as const }) },
  );

  test('every view is what a plain look at everything gives', async () => {
    const rig = await openRig();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        const wires = [0, 1, 2].map((n) => rig.open({ host: `h${n}.test` }));
        const over = new Set<Wire>();
        const views: { view: ViewId; filter: string; ids: readonly ConnectionId[] }[] = [];
        for (const each of steps) {
          if (each.do === 'settle') await rig.archive.settle();
          if (each.do === 'open') {
            const ids = (each.wires ?? [0, 1, 2]).map((n) => wires[n]!.id);
            views.push({
              view: (await rig.calls.openView({ connections: ids, filter: each.filter })).view,
              filter: each.filter,
              ids,
            });
          }
          if (each.do === 'end' || each.do === 'frame') act(wires[each.wire]!, each, over);
        }
        for (const wire of wires) if (!over.has(wire)) wire.end();
        await rig.archive.settle();
        for (const { view, filter, ids } of views) {
          const rows = await allRows(rig, view);
          expect(rows.map(({ seq }) => seq)).toEqual(await plainly(rig, ids, filter));
          await rig.calls.closeView(view);
        }
        await rig.calls.clear();
      }),
      { numRuns: 40 },
    );
  });

  function act(wire: Wire, each: Extract<Step, { wire: number }>, over: Set<Wire>): void {
    if (over.has(wire)) return;
    if (each.do === 'end') {
      over.add(wire);
      wire.end('reset');
      return;
    }
    const { from, opcode, fin, text } = each;
    wire.bytes(from, formatFrame({ fin: fin || opcode > 7, opcode, payload: utf8(text) }));
  }

  async function plainly(rig: Rig, ids: readonly ConnectionId[], text: string): Promise<Seq[]> {
    const parsed = parseFilter(text);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const found: Seq[] = [];
    for (const id of ids) {
      const connection = await rig.calls.connection(id);
      for (const facts of await rig.calls.page(id, 0, 2000)) {
        const head = Uint8Array.from(await rig.payload(facts.seq));
        const message = filterMessage(
          { ...facts, head, endedAt: 0, closeCode: null, closeReason: '', headers: head },
          connection,
          ALONE,
        );
        if (matchMessage(parsed.filter, connection, message, 'text')) found.push(facts.seq);
      }
    }
    return found.toSorted((a, b) => a - b);
  }
});

test('the view that was opened last is looked through first: it is the one that somebody waits for', async () => {
  const rig = await openRig();
  const wire = rig.open();
  for (let index = 0; index < 30_000; index++) wire.text('server', `{"id":${index},"text":"apple"}`);
  await rig.archive.settle();
  const early = await rig.calls.openView({ connections: null, filter: '$.id>29990' });
  const late = await rig.calls.openView({ connections: null, filter: '$.text=apple' });
  await rig.until(({ views }) => {
    const done = views.some(({ view, scanned, total }) => view === late.view && scanned === total);
    const overtaken = views.some(({ view, scanned, total }) => view === early.view && scanned === total);
    expect(overtaken).toBe(false);
    return done;
  });
});
