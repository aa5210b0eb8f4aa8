import { describe, expect, test } from 'vitest';
import type { ConnectionId, ViewId } from '../../../proxy/contract/ids.ts';
import { isNew, type MessageSchema } from '../../../proxy/contract/message-schema.ts';
import { OPCODE, formatFrame } from '../../../proxy/protocol/frame.ts';
import { type Rig, openRig, scanned } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';

/** Asks until everything is read; each change of the view says that there is more. */
async function read(rig: Rig, view: ViewId): Promise<MessageSchema> {
  for (let seen = rig.changes.length; ;) {
    const schema = await rig.calls.schema(view);
    if (schema.scanned >= schema.total) return schema;
    await rig.until((change) => rig.changes.indexOf(change) >= seen && change.views.length > 0);
    seen = rig.changes.length;
  }
}

async function open(rig: Rig, filter = '', connections: readonly ConnectionId[] | null = null) {
  await rig.archive.settle();
  const { view } = await scanned(rig, await rig.calls.openView({ connections, filter }));
  return view;
}

const amounts = ({ kinds }: MessageSchema) =>
  kinds.map(({ kind, messages }) => [kind, messages.client, messages.server]);
const quote = (n: number) => JSON.stringify({ type: 'quote', price: n });

describe('the schema of a view', () => {
  test('has the kinds of several connections, by direction', async () => {
    const rig = await openRig();
    const [one, other] = [rig.open(), rig.open()];
    for (let n = 0; n < 3; n += 1) one.text('server', quote(n));
    other.text('server', quote(4.5));
    other.text('client', '{"type":"subscribe","to":["a"]}');
    other.text('client', 'no JSON');
    one.bytes('server', formatFrame({ opcode: OPCODE.ping, payload: utf8('?') }));
    const schema = await read(rig, await open(rig));
    expect(amounts(schema)).toEqual([
      ['quote', 0, 4],
      ['subscribe', 1, 0],
    ]);
    expect(schema).toMatchObject({ scanned: 7, total: 7, otherKinds: 0, undecoded: 1 });
    expect(schema.kinds[0]!.connections).toEqual([one.id, other.id]);
    expect(schema.kinds[0]!.shape.fields[1]!.shape.types).toEqual({ integer: 3, number: 1 });
  });

  test('honours the filter, and goes on as messages come, to a field that is new', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 30; n += 1) wire.text(n % 3 === 0 ? 'client' : 'server', quote(n));
    const view = await open(rig, 'dir:received');
    expect(amounts(await read(rig, view))).toEqual([['quote', 0, 20]]);
    wire.text('client', '{"type":"quote","size":1}');
    wire.text('server', '{"type":"quote","price":1,"venue":"XETR"}');
    await rig.archive.settle();
    const [kind] = (await read(rig, view)).kinds;
    expect(kind!.messages).toEqual({ client: 0, server: 21 });
    expect(kind!.shape.fields.map((field) => [field.name, isNew(field)])).toEqual([
      ['type', false],
      ['price', false],
      ['venue', true],
    ]);
    expect(kind!.shape.fields[2]!.first).toMatchObject({ seq: kind!.last, at: kind!.lastAt });
  });

  test('reads a message when it is whole', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', formatFrame({ fin: false, opcode: OPCODE.text, payload: utf8('{"type":') }));
    const view = await open(rig);
    await rig.until(({ views }) => views.some((each) => each.view === view && each.count === 1));
    expect((await read(rig, view)).kinds).toEqual([]);
    wire.bytes('server', formatFrame({ opcode: OPCODE.continuation, payload: utf8('"late"}') }));
    await rig.archive.settle();
    expect(amounts(await read(rig, view))).toEqual([['late', 0, 1]]);
  });

  test('of a long capture is read in slices, while the statistics are counted too', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 20_000; n += 1) wire.text('server', quote(n));
    const view = await open(rig);
    await rig.calls.statistics(view);
    const first = await rig.calls.schema(view);
    expect(first.total).toBe(20_000);
    expect(first.scanned).toBeLessThan(20_000);
    expect(amounts(await read(rig, view))).toEqual([['quote', 0, 20_000]]);
  });

  test('begins anew after a clear, and when a message leaves the view', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', quote(1));
    const [all, marked] = [await open(rig), await open(rig, 'is:marked')];
    const [row] = await rig.rows();
    await rig.calls.annotate([{ kind: 'message', id: row!.seq }], { mark: 'red' });
    expect(amounts(await read(rig, marked))).toEqual([['quote', 0, 1]]);
    await rig.calls.annotate([{ kind: 'message', id: row!.seq }], { mark: null });
    expect((await read(rig, marked)).kinds).toEqual([]);
    expect(amounts(await read(rig, all))).toEqual([['quote', 0, 1]]);
    await rig.calls.clear();
    expect(await read(rig, all)).toMatchObject({ scanned: 0, kinds: [] });
  });

  test('shows no secret', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', '{"type":"login","token":"s3cret-1","says":"oauth:s3cret2"}');
    wire.text('client', 'PASS oauth:s3cret3\r\nNICK ana\r\n');
    const schema = await read(rig, await open(rig));
    expect(JSON.stringify(schema)).not.toMatch(/s3cret/);
    expect(JSON.stringify(schema)).toMatch(/masked/);
  });
});
