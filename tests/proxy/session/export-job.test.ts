import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Seq } from '../../../proxy/contract/ids.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { dataDirAt } from '../../../proxy/session/data-dir.ts';
import { openSavedSession } from '../../../proxy/session/saved-session.ts';
import { EVERYTHING, type Rig, openRig, readToEnd } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';

type Line = Record<string, unknown> & { type: string };

const parse = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

/** `connection c1`, `message c1 “text”`, `close c1` */
const brief = (text: string) =>
  parse(text).map((line) =>
    line.type === 'message'
      ? `message ${String(line.connection)} “${String(line.data)}”`
      : `${line.type} ${String(line.id ?? line.connection)}`,
  );

/** What a live export has by now. */
async function readNow(
  { calls, archive }: Rig,
  id: Awaited<ReturnType<Rig['calls']['startExport']>>,
): Promise<string> {
  await archive.settle();
  let text = '';
  for (;;) {
    const { bytes, done } = await calls.readExport(id);
    text += new TextDecoder().decode(bytes);
    if (done || bytes.length === 0) return text;
  }
}

describe('NDJSON', () => {
  test('has each connection before its messages and each close after them, in the order captured', async () => {
    const rig = await openRig();
    const [a, b] = [rig.open(), rig.open()];
    a.text('client', 'one');
    b.text('server', 'two');
    a.end();
    b.text('server', 'three');
    const c = rig.open();
    c.text('client', 'four');
    b.end();
    c.end();
    expect(brief(await rig.export())).toEqual([
      'connection c1',
      'connection c2',
      'connection c3',
      'message c1 “one”',
      'message c2 “two”',
      'message c2 “three”',
      'message c3 “four”',
      'close c1',
      'close c2',
      'close c3',
    ]);
  });

  test('of a long capture keeps every line in its place', async () => {
    const rig = await openRig();
    const sent: string[] = [];
    for (let round = 0; round < 30; round += 1) {
      const wire = rig.open();
      for (let n = 0; n < 100; n += 1) {
        wire.text('server', `${round} ${n}`);
        sent.push(`message c${round + 1} “${round} ${n}”`);
      }
      wire.end();
    }
    const lines = brief(await rig.export());
    expect(lines.filter((line) => line.startsWith('message'))).toEqual(sent);
    for (let round = 1; round <= 30; round += 1) {
      const [connection, close] = [lines.indexOf(`connection c${round}`), lines.indexOf(`close c${round}`)];
      const messages = lines.flatMap((line, at) => (line.startsWith(`message c${round} `) ? [at] : []));
      expect(connection).toBeLessThan(messages[0]!);
      expect(close).toBeGreaterThan(messages.at(-1)!);
      expect(lines.filter((line) => line.endsWith(` c${round}`))).toHaveLength(2);
    }
  });

  test('live gives what is there and then what comes, each line once, until it is told to end', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'before');
    await rig.archive.settle();
    const id = await rig.calls.startExport({ ...EVERYTHING, live: true });
    expect(brief(await readNow(rig, id))).toEqual(['connection c1', 'message c1 “before”']);
    wire.text('server', 'now');
    const late = rig.open();
    expect(brief(await readNow(rig, id))).toEqual(['connection c2', 'message c1 “now”']);
    expect(await readNow(rig, id)).toBe('');
    wire.end();
    expect(brief(await readNow(rig, id))).toEqual(['close c1']);
    late.text('client', 'last');
    await rig.archive.log.flush();
    await rig.calls.endExport(id);
    expect(brief(await readToEnd(rig, id))).toEqual(['message c2 “last”']);
  });

  test('live waits for the end of a message, and of an exchange’s answer', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const { view } = await rig.calls.openView({ connections: null, filter: '' });
    const id = await rig.calls.startExport({ ...EVERYTHING, live: true });
    wire.bytes('server', formatFrame({ fin: false, opcode: 1, payload: utf8('begun ') }));
    await rig.until(({ views }) => views.some((each) => each.view === view && each.count === 1));
    wire.text('client', 'meanwhile');
    expect(brief(await readNow(rig, id))).toEqual(['connection c1', 'message c1 “meanwhile”']);
    wire.bytes('server', formatFrame({ opcode: 0, payload: utf8('and done') }));
    expect(brief(await readNow(rig, id))).toEqual(['message c1 “begun and done”']);
    wire.bytes('server', formatFrame({ fin: false, opcode: 1, payload: utf8('never done') }));
    await rig.until(({ views }) => views.some((each) => each.view === view && each.count === 3));
    await rig.calls.endExport(id);
    const [last] = parse(await readToEnd(rig, id));
    expect(last).toMatchObject({ data: 'never done', complete: false });
  });

  test('live has a connection whose filter its answer decides', async () => {
    const rig = await openRig();
    const id = await rig.calls.startExport({ ...EVERYTHING, filter: 'status:403', live: true });
    expect(await readNow(rig, id)).toBe('');
    rig.refuse(403, 'Forbidden');
    rig.open();
    await rig.archive.log.flush();
    await rig.calls.endExport(id);
    expect(brief(await readToEnd(rig, id))).toEqual(['connection c1', 'close c1']);
  });

  test('has what the filter matches, with the connections that it needs', async () => {
    const rig = await openRig();
    const [a, b] = [rig.open({ host: 'a.test' }), rig.open({ host: 'b.test' })];
    for (const wire of [a, b]) {
      wire.text('client', 'apple');
      wire.text('server', 'pear');
      wire.end();
    }
    expect(brief(await rig.export({ filter: 'host:b.test text:pear' }))).toEqual([
      'connection c2',
      'message c2 “pear”',
      'close c2',
    ]);
    expect(brief(await rig.export({ filter: 'dir:sent', connections: [a.id] }))).toEqual([
      'connection c1',
      'message c1 “apple”',
      'close c1',
    ]);
    expect(brief(await rig.export({ messages: [2 as Seq, 3 as Seq] }))).toEqual([
      'connection c1',
      'connection c2',
      'message c1 “pear”',
      'message c2 “apple”',
      'close c1',
      'close c2',
    ]);
  });

  test('masks secrets when asked to', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc' });
    wire.text('client', 'PASS oauth:abcdefghijklmnop123456');
    wire.end();
    expect(await rig.export({ redact: false })).toContain('oauth:abcdefghijklmnop123456');
    expect(await rig.export({ redact: true })).not.toContain('abcdefghijklmnop');
  });

  test('adds what the decoders read when asked to', async () => {
    const rig = await openRig();
    rig.open().text('server', '{"type":"trade"}');
    const message = async (decode: boolean) =>
      parse(await rig.export({ decode })).find(({ type }) => type === 'message');
    expect(await message(false)).not.toHaveProperty('decoded');
    expect(await message(true)).toMatchObject({ decoded: { protocol: 'json' } });
  });

  test('carries large payloads whole, one at a time', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 8; n += 1) {
      const bytes = formatFrame({ opcode: 2, payload: new Uint8Array(4 * 1024 * 1024).fill(n) });
      for (let at = 0; at < bytes.length; at += 65_536) wire.bytes('server', bytes.subarray(at, at + 65_536));
    }
    await rig.archive.settle();
    const id = await rig.calls.startExport(EVERYTHING);
    let chunks = 0;
    for (let done = false; !done; chunks += 1) {
      const chunk = await rig.calls.readExport(id);
      done = chunk.done;
      expect(chunk.bytes.length).toBeLessThan(8 * 1024 * 1024);
    }
    expect(chunks).toBeGreaterThanOrEqual(8);
  });

  test('says how far it is', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 0; n < 2000; n += 1) wire.text('server', 'x'.repeat(2000));
    await rig.archive.settle();
    const id = await rig.calls.startExport(EVERYTHING);
    const first = await rig.calls.readExport(id);
    expect(first).toMatchObject({ done: false, total: 2000 });
    expect(first.progress).toBeGreaterThan(0);
    expect(first.progress).toBeLessThan(2000);
    await readToEnd(rig, id);
    await expect(rig.calls.readExport(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('HAR', () => {
  test('is one JSON document with every connection and its messages', async () => {
    const rig = await openRig();
    const [a, b] = [rig.open({ host: 'a.test' }), rig.open({ host: 'b.test' })];
    a.text('client', 'one');
    b.text('server', 'two');
    a.text('server', 'three “with” \n everything');
    a.end();
    rig.refuse(401, 'Unauthorized');
    const har = JSON.parse(await rig.export({ format: 'har' })) as {
      log: {
        entries: {
          request: { url: string };
          response: { status: number };
          _webSocketMessages: { data: string }[];
        }[];
      };
    };
    expect(
      har.log.entries.map(({ request, response, _webSocketMessages: messages }) => [
        request.url,
        response.status,
        messages.map(({ data }) => data),
      ]),
    ).toEqual([
      ['ws://a.test/chat', 101, ['one', 'three “with” \n everything']],
      ['ws://b.test/chat', 101, ['two']],
      ['ws://example.test/chat', 401, []],
    ]);
  });

  test('live is written when it ends, with all that came until then', async () => {
    const rig = await openRig();
    const id = await rig.calls.startExport({ ...EVERYTHING, format: 'har', live: true });
    expect(await rig.calls.readExport(id)).toMatchObject({ done: false, bytes: new Uint8Array(0) });
    rig.open().text('server', 'late');
    await rig.archive.log.flush();
    await rig.calls.endExport(id);
    const har = JSON.parse(await readToEnd(rig, id)) as {
      log: { entries: { _webSocketMessages: unknown[] }[] };
    };
    expect(har.log.entries.map(({ _webSocketMessages }) => _webSocketMessages.length)).toEqual([1]);
  });

  test('of nothing is a document too', async () => {
    const rig = await openRig();
    expect(JSON.parse(await rig.export({ format: 'har' }))).toMatchObject({
      log: { version: '1.2', entries: [] },
    });
  });
});

describe('a session file', () => {
  test('is exported without being changed', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', 'kept');
    await rig.close();
    const before = readFileSync(rig.file);
    const saved = await openSavedSession(rig.file, '1.0.0', dataDirAt(tempDir()));
    const id = await saved.calls.startExport(EVERYTHING);
    const { bytes, done } = await saved.calls.readExport(id);
    await saved.close();
    expect(done).toBe(true);
    expect(brief(new TextDecoder().decode(bytes))).toEqual([
      'connection c1',
      'message c1 “kept”',
      'close c1',
    ]);
    expect(readFileSync(rig.file)).toEqual(before);
  });

  test('that is no session is refused', async () => {
    const dir = dataDirAt(tempDir());
    await expect(openSavedSession(import.meta.filename, '1.0.0', dir)).rejects.toMatchObject({
      name: 'FramescopeError',
      code: 'SESSION_CORRUPT',
    });
    await expect(openSavedSession(`${import.meta.filename}.none`, '1.0.0', dir)).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
  });
});

test('an export that was cancelled is unknown', async () => {
  const rig = await openRig();
  const id = await rig.calls.startExport({ ...EVERYTHING, live: true });
  await rig.calls.cancelExport(id);
  await expect(rig.calls.readExport(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an export with a filter that makes no sense is refused', async () => {
  const rig = await openRig();
  await expect(rig.calls.startExport({ ...EVERYTHING, filter: '(' })).rejects.toMatchObject({
    code: 'FILTER_INVALID',
  });
});
