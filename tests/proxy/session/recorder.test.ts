import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { constants, createDeflateRaw } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Side } from '../../../proxy/contract/model.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { type Rig, frameOf, openRig } from '../../support/archive-rig.ts';
import { concat, formatHex, utf8 } from '../../support/hex.ts';
import { storedGaps } from '../../support/stored-gaps.ts';

const frame = (opcode: number, text: string, fin = true) => formatFrame({ fin, opcode, payload: utf8(text) });
const close = (code: number, reason = '') =>
  formatFrame({ opcode: 8, payload: concat(Uint8Array.of(code >> 8, code & 255), utf8(reason)) });
const masked = (bytes: Uint8Array, opcode = 1) =>
  formatFrame({ opcode, payload: bytes, maskingKey: Uint8Array.of(1, 2, 3, 4) });

async function connection(rig: Rig, id: Parameters<Rig['calls']['connection']>[0]) {
  await rig.archive.settle();
  return rig.calls.connection(id);
}

/** `sent text “a”` */
async function lines(rig: Rig): Promise<string[]> {
  const names: Record<number, string> = { 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' };
  const rows = await rig.rows();
  return rows.map(
    (row) => `${row.from === 'client' ? 'sent' : 'received'} ${names[row.opcode]} “${row.preview}”`,
  );
}

/** Messages of one direction with the window kept (RFC 7692 §7.1.1). */
function deflater(): (text: string) => Promise<Uint8Array> {
  const stream = createDeflateRaw();
  return async (text) => {
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.write(text);
    const { promise, resolve } = Promise.withResolvers<void>();
    stream.flush(constants.Z_SYNC_FLUSH, resolve);
    await promise;
    stream.removeAllListeners('data');
    const payload = Buffer.concat(pieces).subarray(0, -4);
    return formatFrame({ opcode: 1, rsv1: true, payload });
  };
}

describe('messages', () => {
  test('of both directions are stored in the order in which they arrived', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', 'one');
    wire.text('server', 'two');
    wire.bytes('server', concat(frame(1, 'three'), frame(9, 'beat'), frame(2, 'four')));
    wire.text('client', 'five');
    expect(await lines(rig)).toEqual([
      'sent text “one”',
      'received text “two”',
      'received text “three”',
      'received ping “beat”',
      'received binary “”',
      'sent text “five”',
    ]);
    const rows = await rig.rows();
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await connection(rig, wire.id)).toMatchObject({
      sentMessages: 2,
      receivedMessages: 4,
      sentBytes: 19,
      state: 'open',
    });
  });

  test('keep the header bytes of each frame', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', concat(frame(1, 'Hel', false), frame(0, 'lo')));
    const [row] = await rig.rows();
    const detail = await rig.calls.message(row!.seq);
    expect(detail.frameHeaders.map(formatHex)).toEqual(['01 03', '80 02']);
    expect(detail).toMatchObject({ frames: 2, wireLength: 9, length: 5, preview: 'Hello' });
  });

  test('under permessage-deflate are inflated with the context kept, in both directions', async () => {
    const rig = await openRig();
    const wire = rig.open({ extensions: 'permessage-deflate' });
    const [send, receive] = [deflater(), deflater()];
    for (let n = 0; n < 5; n += 1) {
      const sent = await send(`the same words again and again ${n}`);
      wire.bytes('client', Uint8Array.from(sent));
      wire.bytes('server', await receive(`other words ${n}`));
    }
    const rows = await rig.rows();
    expect(rows.filter(({ from }) => from === 'server').map(({ preview }) => preview)).toEqual(
      [0, 1, 2, 3, 4].map((n) => `other words ${n}`),
    );
    expect(rows.filter(({ from }) => from === 'client').map(({ preview }) => preview)).toEqual(
      [0, 1, 2, 3, 4].map((n) => `the same words again and again ${n}`),
    );
    expect(rows.every(({ compressed }) => compressed)).toBe(true);
    expect(rows.at(-1)!.wireLength).toBeLessThan(rows.at(-1)!.length);
  });

  test('that are fragmented stand where their first byte arrived, before a ping inside them', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', concat(frame(1, 'first ', false), frame(9, 'inside')));
    wire.bytes('server', frame(0, 'last'));
    expect(await lines(rig)).toEqual(['received text “first last”', 'received ping “inside”']);
  });

  test('in progress are shown', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const { view } = await rig.calls.openView({ connections: null, filter: '' });
    wire.bytes('server', frame(1, 'begun ', false));
    await rig.until(({ views }) => views.some(({ count }) => count === 1));
    const [begun] = await rig.calls.rows(view, 0, 10);
    expect(begun).toMatchObject({ seq: 1, complete: false, preview: 'begun ', length: 6 });
  });

  test('in progress are completed in their place', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const { view } = await rig.calls.openView({ connections: null, filter: '' });
    wire.bytes('server', frame(1, 'begun ', false));
    await rig.until(({ views }) => views.some(({ count }) => count === 1));
    wire.text('client', 'meanwhile');
    wire.bytes('server', frame(0, 'done'));
    await rig.archive.settle();
    const rows = await rig.calls.rows(view, 0, 10);
    expect(rows.map(({ preview, complete }) => [preview, complete])).toEqual([
      ['begun done', true],
      ['meanwhile', true],
    ]);
    expect((await rig.calls.counts()).messages).toBe(2);
  });

  test('in progress whose payload comes only later have all of it', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const { view } = await rig.calls.openView({ connections: null, filter: '' });
    wire.bytes('server', Uint8Array.of(0x81, 0x05)); // a header alone
    await rig.until(({ views }) => views.some(({ count }) => count === 1));
    wire.bytes('server', utf8('Hello'));
    await rig.archive.settle();
    expect(await rig.calls.rows(view, 0, 10)).toMatchObject([
      { preview: 'Hello', complete: true, dropped: 0 },
    ]);
  });

  test('of 20,000 one-byte fragments are one message, each in a segment of its own', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 20_000; n += 1) wire.bytes('server', frame(n === 0 ? 1 : 0, 'x', n === 19_999));
    const rows = await rig.rows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      frames: 20_000,
      length: 20_000,
      wireLength: 60_000,
      complete: true,
      dropped: 0,
    });
    expect(await rig.payload(rows[0]!.seq)).toHaveLength(20_000);
  });

  test.each([1, 64 * 1024, 64 * 1024 + 1, 256 * 1024, 256 * 1024 + 1, 16 * 1024 * 1024 + 1])(
    'of %i bytes come back byte for byte',
    async (length) => {
      const rig = await openRig();
      const wire = rig.open();
      const payload = Buffer.alloc(length, 'framescope: any bytes at all, ');
      const bytes = masked(payload, 2);
      for (let at = 0; at < bytes.length; at += 65_536) wire.bytes('client', bytes.subarray(at, at + 65_536));
      const [row] = await rig.rows();
      expect(row).toMatchObject({ length, complete: true, dropped: 0 });
      const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
      expect(digest(await rig.payload(row!.seq))).toBe(digest(payload));
    },
  );

  test('compressed to pieces are put together again, however they are cut', async () => {
    const rig = await openRig();
    const wire = rig.open({ extensions: 'permessage-deflate' });
    const text = Array.from({ length: 60_000 }, (_, n) => `line ${n * 7919}\n`).join('');
    const bytes = await deflater()(text);
    for (let at = 0; at < bytes.length; at += 1000) wire.bytes('server', bytes.subarray(at, at + 1000));
    const [row] = await rig.rows();
    expect(Buffer.from(await rig.payload(row!.seq)).toString()).toBe(text);
  });

  test('of Framescope itself are flagged, and leave the peer’s stream in step', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', 'theirs');
    wire.inject('client', frameOf('client', 'ours'));
    wire.text('client', 'theirs again');
    const rows = await rig.rows();
    expect(rows.map(({ preview, injected }) => [preview, injected])).toEqual([
      ['theirs', false],
      ['ours', true],
      ['theirs again', false],
    ]);
  });

  test('that break a rule are counted', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('client', frame(1, 'not masked'));
    expect(await connection(rig, wire.id)).toMatchObject({ violations: 1 });
    expect((await rig.rows())[0]!.violations).toEqual([
      { rule: 'client-not-masked', section: 'RFC 6455 5.1' },
    ]);
  });

  test('tell by their content what decoder the connection needs', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', '{"type":"trade"}');
    expect(await connection(rig, wire.id)).toMatchObject({ decoder: 'json' });
    expect((await rig.rows())[0]!.decoded).toMatchObject({ protocol: 'json' });
  });
});

describe('the end of a connection', () => {
  const endings: readonly (readonly [string, (wire: ReturnType<Rig['open']>) => void, object])[] = [
    [
      'with both Close frames is clean',
      (wire) => {
        wire.bytes('client', masked(Uint8Array.of(3, 232), 8));
        wire.bytes('server', close(1000, 'bye'));
        wire.end('fin', 'server');
      },
      { code: 1000, reason: '', by: 'client', clean: true, cause: 'close-frame' },
    ],
    [
      'with one Close frame is not clean',
      (wire) => {
        wire.bytes('server', close(1001, 'going away'));
        wire.end('fin', 'client');
      },
      { code: 1001, reason: 'going away', by: 'server', clean: false, cause: 'close-frame' },
    ],
    [
      'by FIN has no code',
      (wire) => wire.end('fin', 'server'),
      { code: null, by: 'server', clean: false, cause: 'fin' },
    ],
    [
      'by reset is told apart',
      (wire) => wire.end('reset', 'client'),
      { code: null, by: 'client', clean: false, cause: 'reset' },
    ],
  ];

  test.each(endings)('%s', async (_name, act, ending) => {
    const rig = await openRig();
    const wire = rig.open();
    act(wire);
    expect(await connection(rig, wire.id)).toMatchObject({ state: 'closed', ending });
  });

  test('is the engine’s when the engine stops, and it is in the file', async () => {
    const rig = await openRig();
    rig.open();
    await rig.close();
    const again = await openRig(rig.file);
    const [row] = await again.calls.connections();
    expect(row).toMatchObject({ state: 'closed', ending: { cause: 'engine', by: null, clean: false } });
  });

  test('leaves what had begun as an incomplete message', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', frame(1, 'half', false));
    wire.end('reset');
    expect((await rig.rows())[0]).toMatchObject({ complete: false, preview: 'half' });
  });

  test('before a 101 is a failure with the server’s answer', async () => {
    const rig = await openRig();
    const id = rig.refuse(403, 'Forbidden');
    expect(await connection(rig, id)).toMatchObject({
      state: 'failed',
      status: 403,
      failure: { code: 'HTTP_403', message: 'The server forbids the connection.' },
      ending: { cause: 'fin', by: 'server' },
    });
    expect((await connection(rig, id)).failure!.hint).not.toBe('');
  });
});

describe('while recording is paused', () => {
  async function gaps(rig: Rig) {
    await rig.close();
    return storedGaps(rig.file);
  }

  test('messages are counted in a gap and not stored', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'before');
    await rig.archive.log.flush();
    await rig.calls.pause(1);
    wire.text('server', 'skipped');
    wire.text('client', 'too');
    await rig.archive.log.flush();
    await rig.calls.resume(2);
    wire.text('server', 'after');
    expect(await lines(rig)).toEqual(['received text “before”', 'received text “after”']);
    expect(await rig.calls.counts()).toMatchObject({ messages: 2, gaps: 1 });
    expect(await gaps(rig)).toEqual([{ reason: 'paused', messages: 2, bytes: 18, over: 1 }]);
  });

  test('the compression context goes on, so that the next message is read', async () => {
    const rig = await openRig();
    const wire = rig.open({ extensions: 'permessage-deflate' });
    const deflate = deflater();
    wire.bytes('server', await deflate('the words that come back'));
    await rig.archive.log.flush();
    await rig.calls.pause(1);
    wire.bytes('server', await deflate('other words that come back later'));
    await rig.archive.log.flush();
    await rig.calls.resume(2);
    wire.bytes('server', await deflate('other words that come back later'));
    expect(await lines(rig)).toEqual([
      'received text “the words that come back”',
      'received text “other words that come back later”',
    ]);
  });

  test('a new connection is hidden, and there with what comes after', async () => {
    const rig = await openRig();
    await rig.calls.pause(1);
    const lasting = rig.open({ host: 'lasting.test' });
    const over = rig.open({ host: 'over.test' });
    over.end();
    await rig.archive.settle();
    expect(await rig.calls.connections()).toEqual([]);
    await rig.archive.log.flush();
    await rig.calls.resume(2);
    lasting.text('server', 'hello');
    await rig.archive.settle();
    expect((await rig.calls.connections()).map(({ host }) => host)).toEqual(['lasting.test']);
    expect(await rig.calls.counts()).toMatchObject({ connections: 1, open: 1 });
  });

  test('a message that began before and ends inside lacks what was not kept, and says so', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', frame(1, 'kept', false));
    await rig.until(({ counts }) => counts.bytes > 0);
    await stored(rig, 'SELECT 1 FROM messages');
    await rig.calls.pause(1);
    wire.bytes('server', frame(0, ' and lost'));
    await rig.archive.log.flush();
    await rig.calls.resume(2);
    const rows = await rig.rows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ preview: 'kept', length: 13, dropped: 9, complete: true });
  });

  test('seen is stored and skipped', async () => {
    const rig = await openRig();
    const wires = [rig.open(), rig.open(), rig.open()];
    let seen = 0;
    for (let round = 0; round < 12; round += 1) {
      if (round % 3 === 1) await rig.calls.pause(round);
      for (const wire of wires) {
        for (let n = 0; n < round; n += 1, seen += 1)
          wire.text(n % 2 === 0 ? 'client' : 'server', `${round} ${n}`);
      }
      await rig.archive.log.flush();
      if (round % 3 === 2) await rig.calls.resume(round);
    }
    const { messages } = await rig.calls.counts();
    const skipped = (await gaps(rig)).reduce((sum, gap) => sum + gap.messages, 0);
    expect(messages + skipped).toBe(seen);
    expect(skipped).toBeGreaterThan(0);
  });
});

/** Waits until another process would see a row. */
async function stored(rig: Rig, sql: string): Promise<void> {
  const db = new DatabaseSync(rig.file, { readOnly: true });
  try {
    await rig.until(() => db.prepare(sql).get() !== undefined);
  } finally {
    db.close();
  }
}

describe('clearing', () => {
  test('forgets what has ended and the messages of what has not', async () => {
    const rig = await openRig();
    const [ended, open] = [rig.open({ host: 'ended.test' }), rig.open({ host: 'open.test' })];
    ended.text('server', 'a');
    open.text('server', 'b');
    ended.end();
    const { view } = await rig.calls.openView({ connections: null, filter: '' });
    await rig.archive.settle();
    await rig.calls.clear();
    const change = await rig.until(({ reset }) => reset);
    expect(change.connections.map(({ host, receivedMessages }) => [host, receivedMessages])).toEqual([
      ['open.test', 0],
    ]);
    expect(change.views).toMatchObject([{ view, count: 0, scanned: 0, total: 0, evicted: 0 }]);
    await expect(rig.calls.connection(ended.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    open.text('server', 'c');
    expect(await lines(rig)).toEqual(['received text “c”']);
    expect(await rig.calls.rows(view, 0, 10)).toHaveLength(1);
    expect(await rig.calls.counts()).toMatchObject({ connections: 1, open: 1, messages: 1, gaps: 0 });
  });

  test('never gives a seq twice', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'a');
    await rig.archive.settle();
    await rig.calls.clear();
    wire.text('server', 'b');
    expect((await rig.rows()).map(({ seq }) => seq)).toEqual([2]);
  });

  test('in the middle of a message keeps what comes of it, and says what is gone', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', frame(1, 'gone', false));
    await rig.archive.settle();
    await stored(rig, 'SELECT 1 FROM messages');
    await rig.calls.clear();
    wire.bytes('server', frame(0, ' kept'));
    expect((await rig.rows())[0]).toMatchObject({ preview: ' kept', length: 9, dropped: 4 });
  });
});

describe('memory', () => {
  test('holds no more than parts of a large message', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const total = 192 * 1024 * 1024;
    const header = formatFrame({ opcode: 2, payload: new Uint8Array(70_000) }).slice(0, 10);
    new DataView(header.buffer).setBigUint64(2, BigInt(total));
    wire.bytes('server', header);
    const piece = new Uint8Array(64 * 1024).fill(7);
    for (let sent = 0; sent < total; sent += piece.length) {
      wire.bytes('server', piece);
      if (sent % (8 * 1024 * 1024) === 0) await rig.archive.settle();
    }
    await rig.archive.settle();
    const before = process.memoryUsage().arrayBuffers;
    expect(before).toBeLessThan(96 * 1024 * 1024);
    expect((await rig.rows())[0]).toMatchObject({ length: total, complete: true, dropped: 0 });
  });

  test('does not keep connections that are over', async () => {
    const rig = await openRig();
    for (let n = 0; n < 1500; n += 1) {
      const wire = rig.open({ host: `h${n}.test` });
      wire.text('client', 'x');
      wire.end();
    }
    await rig.archive.settle();
    const list = await rig.calls.connections();
    expect(list).toHaveLength(1500);
    expect(await rig.calls.connection(list[3]!.id)).toMatchObject({
      host: 'h3.test',
      sentMessages: 1,
      state: 'closed',
    });
    expect(await rig.calls.counts()).toMatchObject({ connections: 1500, open: 0, messages: 1500 });
  });
});

describe('a pong', () => {
  const beat = (opcode: number, text: string, fromClient = false) =>
    fromClient ? masked(utf8(text), opcode) : frame(opcode, text);

  test('is stored with the time since its ping, and found by it', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('client', beat(9, 'are you there', true));
    wire.text('server', 'meanwhile');
    wire.bytes('server', beat(10, 'are you there'));
    wire.bytes('server', beat(10, 'unasked'));
    const rows = await rig.rows();
    expect(rows.map(({ rtt }) => rtt)).toEqual([null, null, 2, null]);
    expect((await rig.rows(null, 'rtt:>=2ms')).map(({ seq }) => seq)).toEqual([3]);
    expect(await rig.rows(null, 'rtt:>2ms')).toEqual([]);
    expect(await rig.export({ filter: 'rtt:<1s' })).toContain('"rtt":2');
  });

  test('has none when a pause may have hidden its ping', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', beat(9, ''));
    await rig.archive.settle();
    await rig.calls.pause(1);
    wire.bytes('client', beat(10, '', true));
    wire.bytes('server', beat(9, ''));
    await rig.archive.settle();
    await rig.calls.resume(2);
    wire.bytes('client', beat(10, '', true));
    expect((await rig.rows()).map(({ rtt }) => rtt)).toEqual([null, null]);
  });
});

test('a file that is opened again goes on counting where it was', async () => {
  const rig = await openRig();
  const wire = rig.open();
  wire.text('server', 'first');
  await rig.close();
  const again = await openRig(rig.file);
  const next = again.open();
  next.text('server', 'second');
  expect(next.id).toBe(wire.id + 1);
  expect((await again.rows()).map(({ seq, preview }) => [seq, preview])).toEqual([
    [1, 'first'],
    [2, 'second'],
  ]);
  expect(await again.calls.counts()).toMatchObject({ connections: 2, open: 1, messages: 2 });
});

test('bytes of a connection that nobody knows are let go', async () => {
  const rig = await openRig();
  const wire = rig.open();
  const sides: Side[] = ['client', 'server'];
  const { log } = rig.archive;
  for (const side of sides)
    log.written(log.keep((wire.id + 7) as typeof wire.id, side, frameOf(side, 'x'), 1, 0, false));
  expect(await rig.rows()).toEqual([]);
});
