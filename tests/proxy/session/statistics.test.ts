import { describe, expect, test } from 'vitest';
import type { ConnectionId, ViewId } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import type { Statistics } from '../../../proxy/contract/statistics.ts';
import { OPCODE, formatFrame } from '../../../proxy/protocol/frame.ts';
import { type Rig, type Wire, openRig, scanned } from '../../support/archive-rig.ts';
import { createDeflater } from '../../support/deflated.ts';
import { utf8 } from '../../support/hex.ts';

/** Asks until everything is counted; each change of the view says that there is more. */
async function counted(rig: Rig, view: ViewId): Promise<Statistics> {
  for (let seen = rig.changes.length; ;) {
    const statistics = await rig.calls.statistics(view);
    const { meaning } = statistics;
    if (statistics.scanned >= statistics.total && meaning.scanned >= meaning.total) return statistics;
    await rig.until((change) => rig.changes.indexOf(change) >= seen && change.views.length > 0);
    seen = rig.changes.length;
  }
}

async function open(rig: Rig, filter = '', connections: readonly ConnectionId[] | null = null) {
  await rig.archive.settle();
  const { view } = await scanned(rig, await rig.calls.openView({ connections, filter }));
  return view;
}

async function statisticsOf(rig: Rig, filter = '', connections: readonly ConnectionId[] | null = null) {
  return counted(rig, await open(rig, filter, connections));
}

/** Deflated by the sender that the connection agreed on; the rig's clients need no mask to be read. */
function sayDeflated(wire: Wire, from: Side, texts: readonly string[], takeover: boolean): number {
  const deflate = createDeflater(takeover);
  const bodies = texts.map((text) => deflate(utf8(text)));
  for (const payload of bodies) wire.bytes(from, formatFrame({ opcode: OPCODE.text, rsv1: true, payload }));
  return bodies.reduce((sum, { length }) => sum + length, 0);
}

const sum = (texts: readonly string[]) => texts.reduce((bytes, { length }) => bytes + length, 0);
const quotes = (count: number) =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ type: 'quote', symbol: 'ZURN', price: 770 + n }));

describe('the statistics of a view', () => {
  test('count messages, bytes, opcodes and frames of each side', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', 'hello');
    wire.text('server', 'welcome');
    wire.bytes('server', formatFrame({ fin: false, opcode: OPCODE.binary, payload: utf8('in ') }));
    wire.bytes('server', formatFrame({ opcode: OPCODE.ping, payload: utf8('?') }));
    wire.bytes('server', formatFrame({ fin: false, opcode: OPCODE.continuation, payload: utf8('three ') }));
    wire.bytes('server', formatFrame({ opcode: OPCODE.continuation, payload: utf8('frames') }));
    const { sides, ...rest } = await statisticsOf(rig);
    expect(rest).toMatchObject({ scanned: 4, total: 4, unfinished: 0, evicted: 0 });
    expect(sides.client).toMatchObject({ messages: 1, bytes: 5, wireBytes: 11, frames: 1, fragmented: 0 });
    expect(sides.server).toMatchObject({ messages: 3, bytes: 23, frames: 5, fragmented: 1, mostFrames: 3 });
    expect(sides.server.opcodes.map(({ messages }) => messages).slice(0, 10)).toEqual([
      0, 1, 1, 0, 0, 0, 0, 0, 0, 1,
    ]);
    expect(sides.server.sizes).toMatchObject({ count: 2, least: 7, most: 15 });
    expect(sides.server.octaves).toEqual([0, 0, 0, 1, 1]); // 4 to 7, 8 to 15
  });

  test('honour the filter, and go on as messages come', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 40; n += 1) wire.text(n % 4 === 0 ? 'client' : 'server', `message ${n}`);
    const view = await open(rig, 'dir:received');
    const first = await counted(rig, view);
    expect([first.sides.client.messages, first.sides.server.messages]).toEqual([0, 30]);
    wire.text('client', 'not of these');
    wire.text('server', 'one of these');
    await rig.archive.settle();
    const later = await counted(rig, view);
    expect([later.sides.client.messages, later.sides.server.messages]).toEqual([0, 31]);
  });

  test('count a message when it is whole, and say that one is not', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', formatFrame({ fin: false, opcode: OPCODE.text, payload: utf8('half') }));
    wire.text('client', 'meanwhile');
    const view = await open(rig);
    await rig.until(({ views }) => views.some((each) => each.view === view && each.count === 2));
    expect(await counted(rig, view)).toMatchObject({ scanned: 1, total: 1, unfinished: 1 });
    wire.bytes('server', formatFrame({ opcode: OPCODE.continuation, payload: utf8(' and half') }));
    await rig.archive.settle();
    const whole = await counted(rig, view);
    expect(whole).toMatchObject({ scanned: 2, unfinished: 0 });
    expect(whole.sides.server).toMatchObject({ messages: 1, bytes: 13, fragmented: 1 });
  });

  test('of a long capture are counted in slices, and say how far they are', async () => {
    const rig = await openRig();
    const [wire, other] = [rig.open(), rig.open()];
    for (let n = 0; n < 30_000; n += 1) wire.text('server', `message ${n}`);
    for (let n = 0; n < 100; n += 1) other.text('server', `other ${n}`);
    const view = await open(rig, '', [wire.id]);
    const first = await rig.calls.statistics(view);
    expect(first.total).toBe(30_000);
    expect(first.meaning.scanned).toBeLessThan(30_000);
    wire.text('client', 'meanwhile');
    await rig.archive.settle();
    const { sides, meaning } = await counted(rig, view);
    expect([sides.client.messages, sides.server.messages]).toEqual([1, 30_000]);
    expect(meaning.scanned).toBe(30_001);
  });

  test('begin anew after a clear, and when a message leaves the view', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'one');
    wire.text('server', 'two');
    const [all, marked] = [await open(rig), await open(rig, 'is:marked')];
    const [row] = await rig.rows();
    await rig.calls.annotate([{ kind: 'message', id: row!.seq }], { mark: 'red' });
    expect((await counted(rig, marked)).sides.server.messages).toBe(1);
    await rig.calls.annotate([{ kind: 'message', id: row!.seq }], { mark: null });
    expect((await counted(rig, marked)).sides.server.messages).toBe(0);
    expect((await counted(rig, all)).sides.server.messages).toBe(2);
    await rig.calls.clear();
    expect(await counted(rig, all)).toMatchObject({ scanned: 0, idle: [] });
    wire.text('server', 'three');
    await rig.archive.settle();
    expect((await counted(rig, all)).sides.server).toMatchObject({ messages: 1, bytes: 5 });
  });

  test('know the longest gaps between messages', async () => {
    const rig = await openRig();
    const [wire, other] = [rig.open(), rig.open()];
    wire.text('server', 'before');
    for (let n = 0; n < 20; n += 1) other.text('server', 'something else');
    wire.text('server', 'after');
    wire.text('server', 'and at once');
    const [before, after] = await rig.rows([wire.id]);
    const { idle } = await statisticsOf(rig, '', [wire.id]);
    expect(idle[0]).toEqual({
      from: before!.at,
      to: after!.at,
      before: before!.seq,
      after: after!.seq,
    });
    expect(idle).toHaveLength(2);
  });
});

describe('the statistics after the storage budget', () => {
  test('keep what was counted, and say how much of it is gone', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const say = (count: number) => {
      for (let n = 0; n < count; n += 1) wire.text('server', 'x'.repeat(4096));
    };
    say(600);
    const view = await open(rig);
    await counted(rig, view);
    await rig.calls.keepTo(1);
    say(200);
    await rig.until(({ views }) =>
      views.some((each) => each.view === view && each.count === 800 && each.evicted > 100),
    );
    const stateOf = () => rig.changes.flatMap(({ views }) => views).findLast((each) => each.view === view)!;
    const balance = async () => {
      const { scanned: all, evicted } = await counted(rig, view);
      expect(all).toBeGreaterThanOrEqual(600);
      return all - evicted - (stateOf().count - stateOf().evicted);
    };
    await expect.poll(balance).toBe(0); // the budget goes on taking for a while
  });
});

describe('kinds and latencies', () => {
  test('are those that the decoders read, the most frequent first', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc', host: 'irc-ws.chat.twitch.tv' });
    for (let n = 0; n < 3; n += 1) wire.text('server', `:ana!ana@x PRIVMSG #chan :hello ${n}\r\n`);
    wire.text('client', 'JOIN #chan\r\n');
    const { kinds, undecoded } = (await statisticsOf(rig)).meaning;
    expect(kinds.map(({ kind, messages }) => [kind, messages])).toEqual([
      ['PRIVMSG', 3],
      ['JOIN', 1],
    ]);
    expect(undecoded).toEqual({ messages: 0, bytes: 0 });
  });

  test('say how long a kind waited for its answer, and that nobody reads a message', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', '{"jsonrpc":"2.0","id":1,"method":"sum","params":[1,2]}');
    wire.text('server', '{"jsonrpc":"2.0","id":1,"result":3}');
    wire.text('client', '{"jsonrpc":"2.0","id":2,"method":"sum","params":[1,2]}');
    for (let n = 0; n < 7; n += 1) wire.text('server', 'nothing to be read');
    wire.text('server', '{"jsonrpc":"2.0","id":2,"result":3}');
    const { latencies, undecoded } = (await statisticsOf(rig)).meaning;
    expect(latencies).toHaveLength(1);
    expect(latencies[0]).toMatchObject({ protocol: 'jsonrpc', times: { count: 2, least: 1, most: 8 } });
    expect(latencies[0]!.kind).toMatch(/sum/);
    expect(undecoded).toEqual({ messages: 7, bytes: 7 * 18 });
  });
});

describe('round trips of pings', () => {
  test('are told of the side that answers, with how much one differs from the next', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const ping = (data: string) =>
      wire.bytes('client', formatFrame({ opcode: OPCODE.ping, payload: utf8(data) }));
    const pong = (data: string) =>
      wire.bytes('server', formatFrame({ opcode: OPCODE.pong, payload: utf8(data) }));
    const meanwhile = (count: number) => {
      for (let n = 0; n < count; n += 1) wire.text('server', 'meanwhile');
    };
    for (const wait of [0, 4, 1]) {
      ping(`after ${wait}`);
      meanwhile(wait);
      pong(`after ${wait}`);
    }
    const { client, server } = (await statisticsOf(rig)).sides;
    expect(client.pongs).toBeNull();
    expect(server.pongs).toMatchObject({ times: { count: 3, least: 1, most: 5 } });
    expect(server.pongs!.jitter).toBeCloseTo((4 + 3) / 2, 6); // 1, 5 and 2 ms: they differ by 4 and by 3
  });
});

describe('the compression lens', () => {
  test('says what crossed, and what each message would take by itself', async () => {
    const rig = await openRig();
    const wire = rig.open({ extensions: 'permessage-deflate' });
    const texts = quotes(200);
    const wireBytes = sayDeflated(wire, 'server', texts, true);
    const { sides, meaning } = await statisticsOf(rig);
    expect(sides.server.compressed).toEqual({ messages: 200, bytes: sum(texts), wireBytes });
    expect(sides.server.plain).toEqual({ messages: 0, bytes: 0 });
    const { compressed, plain } = meaning.trials.server;
    expect(plain.messages).toBe(0);
    expect(compressed).toMatchObject({ messages: 200, bytes: sum(texts), wireBytes });
    expect(compressed.alone).toBe(sayDeflatedAlone(texts));
    expect(compressed.kept).toBe(wireBytes); // the sender is zlib at its default level, as the trial is
    expect(compressed.alone).toBeGreaterThan(3 * compressed.kept);
  });

  test('says what takeover would save where there is none, and what compression would', async () => {
    const rig = await openRig();
    const fresh = rig.open({ extensions: 'permessage-deflate; server_no_context_takeover' });
    const bare = rig.open();
    const texts = quotes(50);
    sayDeflated(fresh, 'server', texts, false);
    for (const text of texts) bare.text('server', text);
    const without = (await statisticsOf(rig, '', [fresh.id])).meaning.trials.server.compressed;
    expect(without.wireBytes).toBe(without.alone);
    expect(without.kept).toBeLessThan(without.alone / 3);
    const { plain } = (await statisticsOf(rig, '', [bare.id])).meaning.trials.server;
    expect(plain).toMatchObject({ messages: 50, bytes: sum(texts), wireBytes: sum(texts) });
    expect(plain.kept).toBe(without.kept);
  });

  test('tries an even sample of many messages', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const texts = quotes(5000);
    for (const text of texts) wire.text('server', text);
    const { plain } = (await statisticsOf(rig)).meaning.trials.server;
    expect(plain.messages).toBe(1000);
    expect(plain.bytes).toBe(sum(texts.filter((_, n) => n % 5 === 0)));
  });
});

function sayDeflatedAlone(texts: readonly string[]): number {
  const deflate = createDeflater(false);
  return texts.reduce((bytes, text) => bytes + deflate(utf8(text)).length, 0);
}
