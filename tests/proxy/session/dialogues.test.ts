import { mkdirSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MessageRow, Side } from '../../../proxy/contract/model.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { type Rig, type Wire, openRig } from '../../support/archive-rig.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOST = 'h.test';
const both = (name: string) => ({ [HOST]: { client: name, server: name } });

/** Asks with `q KEY`, answers with `a KEY`. */
const QUESTIONS = `
export const decode = ({ text }) => ({ kind: text.split(' ')[0], summary: text });
export function turns({ text }) {
  const [word, key] = text.split(' ');
  return word === 'q' ? { asks: key } : word === 'a' ? { answers: key } : [];
}`;

/** The same with `?` and `!`. */
const OTHER_WORDS = QUESTIONS.replaceAll("'q'", "'?'").replaceAll("'a'", "'!'");

function ownFolder(source = QUESTIONS): string {
  const folder = join(tempDir(), 'decoders');
  mkdirSync(folder);
  writeFileSync(join(folder, 'mine.js'), source);
  return folder;
}

function say(wire: Wire, ...said: readonly (readonly [Side, string])[]): void {
  for (const [from, text] of said) wire.text(from, text);
}

const pairsOf = (rows: readonly MessageRow[]) => rows.map(({ answers }) => answers);
const pairs = async (rig: Rig) => pairsOf(await rig.rows());
const unanswered = async (rig: Rig) => (await rig.rows(null, 'is:unanswered')).map(({ seq }) => seq);

function inFile<T>(file: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const readersIn = (file: string) =>
  inFile(file, (db) =>
    db
      .prepare('SELECT readers FROM dialogues')
      .all()
      .map(({ readers }) => readers),
  );

const IRC = [
  ['server', 'PING :a\r\n'],
  ['client', 'PONG :a\r\n'],
  ['server', 'PING :b\r\n'],
  ['client', 'JOIN #den\r\n'],
] as const;

describe('when another decoder is chosen, what was stored before', () => {
  test('is paired by it, also in views that are open, and by itself again when that is taken back', async () => {
    const rig = await openRig();
    const wire = rig.open({ host: HOST, subprotocol: 'irc' });
    say(wire, ...IRC);
    await rig.archive.settle();
    const before = await rig.rows();
    expect(pairsOf(before)).toEqual([null, 1, null, null]);
    const answers = await rig.calls.openView({ connections: null, filter: 'rtt:<1s' });
    const missing = await rig.calls.openView({ connections: null, filter: 'is:unanswered' });
    const counts = () =>
      [answers, missing].map(
        ({ view }) => rig.changes.flatMap(({ views }) => views).findLast((each) => each.view === view)?.count,
      );
    await rig.calls.decodeBy(both('none'));
    await expect.poll(() => pairs(rig)).toEqual([null, null, null, null]);
    await expect.poll(counts).toEqual([0, 0]);
    expect((await rig.rows()).map(({ asked, rtt }) => [asked, rtt])).toEqual(before.map(() => [null, null]));
    await rig.calls.decodeBy({});
    await expect.poll(() => rig.rows()).toEqual(before);
    await expect.poll(counts).toEqual([1, 1]);
  });

  test('is paired by one’s own, and what comes afterwards goes on from there', async () => {
    const rig = await openRig(undefined, 'create', undefined, ownFolder());
    const wire = rig.open({ host: HOST });
    say(wire, ['client', 'q 1'], ['client', 'q 2'], ['server', 'a 1'], ['client', 'q 3']);
    await rig.archive.settle();
    expect(await pairs(rig)).toEqual([null, null, null, null]);
    await rig.calls.decodeBy(both('own:mine'));
    await expect.poll(() => pairs(rig)).toEqual([null, null, 1, null]);
    say(wire, ['server', 'a 3']);
    await expect.poll(() => pairs(rig)).toEqual([null, null, 1, null, 4]);
    expect(await unanswered(rig)).toEqual([2]);
    expect((await rig.rows())[3]?.asked).toMatchObject({ answer: 5 });
  });

  test('is paired by what one’s own decoder says since it was changed', async () => {
    const folder = ownFolder();
    const rig = await openRig(undefined, 'create', undefined, folder);
    await rig.calls.decodeBy(both('own:mine'));
    say(rig.open({ host: HOST }), ['client', 'q 1'], ['server', 'a 1'], ['client', '? 1'], ['server', '! 1']);
    await rig.archive.settle();
    expect(await pairs(rig)).toEqual([null, 1, null, null]);
    writeFileSync(join(folder, 'mine.js'), OTHER_WORDS);
    await expect.poll(() => pairs(rig)).toEqual([null, null, null, 3]);
  });

  test('is not said to lack an answer where one’s own decoder could not be asked, and is paired when it can', async () => {
    const hangs = QUESTIONS.replace(
      'const [word',
      'if (text === "hang") Array(1e9).join("");\n  const [word',
    );
    const folder = ownFolder(hangs);
    const rig = await openRig(undefined, 'create', undefined, folder);
    await rig.calls.decodeBy(both('own:mine'));
    const wire = rig.open({ host: HOST });
    say(wire, ['client', 'q 1'], ['server', 'hang'], ['client', 'q 2'], ['server', 'a 1'], ['server', 'a 2']);
    wire.end();
    await rig.archive.settle();
    const mine = async () => (await rig.calls.decoders()).find(({ name }) => name === 'own:mine');
    await expect.poll(async () => (await mine())?.warning ?? (await mine())?.error).toContain('was ended');
    expect(await unanswered(rig)).toEqual([]);
    expect(readersIn(rig.file)).toEqual([null]);
    writeFileSync(join(folder, 'mine.js'), QUESTIONS);
    await expect.poll(() => pairs(rig)).toEqual([null, null, null, 1, 3]);
    expect(await mine()).toMatchObject({ error: null });
  }, 60_000);

  test('is paired to the end when one’s own decoder was broken for a while', async () => {
    const folder = ownFolder();
    const file = join(folder, 'mine.js');
    const rig = await openRig(undefined, 'create', undefined, folder);
    await rig.calls.decodeBy(both('own:mine'));
    const wire = rig.open({ host: HOST });
    const error = async () => (await rig.calls.decoders()).find(({ name }) => name === 'own:mine')?.error;
    say(wire, ['client', 'q 1']);
    expect(await pairs(rig)).toEqual([null]);
    writeFileSync(file, 'export const decode = (');
    await expect.poll(error).not.toBeNull();
    say(wire, ['server', 'a 1'], ['client', 'q 2']);
    expect(await pairs(rig)).toEqual([null, null, null]);
    writeFileSync(file, QUESTIONS);
    await expect.poll(() => pairs(rig)).toEqual([null, 1, null]);
    say(wire, ['server', 'a 2']);
    await expect.poll(() => pairs(rig)).toEqual([null, 1, null, 3]);
  });

  test('is put together anew, where a unit goes on in the next message', async () => {
    const rig = await openRig();
    const publish = Uint8Array.of(0x30, 7, 0, 3, 0x61, 0x2f, 0x62, 0x68, 0x69); // QoS 0, topic a/b, payload hi
    const wire = rig.open({ host: HOST });
    for (const payload of [publish.subarray(0, 4), publish.subarray(4)])
      wire.bytes('server', formatFrame({ opcode: 2, payload, maskingKey: null }));
    await rig.archive.settle();
    expect((await rig.rows()).map(({ carried }) => carried)).toEqual([0, 0]);
    await rig.calls.decodeBy(both('mqtt'));
    await expect.poll(async () => (await rig.rows()).map(({ carried }) => carried)).toEqual([0, 4]);
    expect((await rig.rows())[1]?.decoded).toMatchObject({ protocol: 'mqtt', kind: 'PUBLISH' });
  });

  test('is read by itself once what was chosen before it came is taken back', async () => {
    const rig = await openRig(undefined, 'create', undefined, ownFolder());
    await rig.calls.decodeBy(both('own:mine'));
    const wire = rig.open({ host: HOST });
    say(wire, ['client', 'q 1'], ['server', 'a 1']);
    expect(await pairs(rig)).toEqual([null, 1]);
    expect((await rig.calls.connection(wire.id)).decoder).toBeNull(); // nobody recognises it
    await rig.calls.decodeBy({});
    await expect.poll(() => pairs(rig)).toEqual([null, null]);
  });

  test('is left as it is where the decoder pairs as the one before', async () => {
    const rig = await openRig();
    say(rig.open({ host: HOST }), ['client', '{"a":1}'], ['server', '{"a":2}']);
    await rig.archive.settle();
    await rig.calls.decodeBy(both('ndjson'));
    await rig.close();
    expect(readersIn(rig.file)).toEqual([]);
  });

  test('asks nobody in vain whose answers nobody reads', async () => {
    const rig = await openRig();
    say(rig.open({ host: HOST, subprotocol: 'irc' }), ...IRC);
    expect(await unanswered(rig)).toEqual([3]);
    await rig.calls.decodeBy({ [HOST]: { client: 'none' } });
    await expect.poll(() => unanswered(rig)).toEqual([]);
    await expect.poll(() => pairs(rig)).toEqual([null, null, null, null]);
  });

  test('is paired in all connections of its host, many or few, and in no other', async () => {
    const rig = await openRig();
    const wires = Array.from({ length: 300 }, (_, n) => {
      const wire = rig.open({ host: n === 7 ? 'other.test' : HOST, subprotocol: 'irc' });
      wire.text('server', 'PING :a\r\n');
      return wire;
    });
    for (const wire of wires) wire.text('client', 'PONG :a\r\n');
    for (const wire of wires.slice(0, 200)) wire.end();
    await rig.archive.settle();
    const paired = async () => (await pairs(rig)).filter((each) => each !== null).length;
    expect(await paired()).toBe(300);
    await rig.calls.decodeBy(both('none'));
    await expect.poll(paired).toBe(1);
    await rig.calls.decodeBy({});
    await expect.poll(paired).toBe(300);
  });

  test('is told of by the Insight as the decoder sees it', async () => {
    const rig = await openRig(undefined, 'create', undefined, ownFolder());
    const wire = rig.open({ host: HOST });
    say(wire, ['client', 'q 1'], ['client', 'q 2'], ['server', 'a 1']);
    await rig.archive.settle();
    const vain = async () => {
      const { findings } = await rig.calls.findings([wire.id]);
      return (
        findings
          .find(({ kind }) => kind === 'unanswered')
          ?.evidence.flatMap((each) => ('seq' in each ? [each.seq] : []))[0] ?? null
      );
    };
    expect(await vain()).toBeNull();
    await rig.calls.decodeBy(both('own:mine'));
    await expect.poll(vain).toBe(2);
    await rig.calls.decodeBy({});
    await expect.poll(vain).toBeNull();
  });

  test('may be cleared meanwhile', async () => {
    const rig = await openRig();
    const wire = rig.open({ host: HOST, subprotocol: 'irc' });
    say(wire, ...IRC);
    await rig.archive.settle();
    await rig.calls.decodeBy(both('none'));
    await rig.calls.clear();
    await rig.calls.decodeBy({});
    say(wire, ...IRC);
    await expect
      .poll(async () => (await rig.rows()).map(({ asked }) => asked?.answer))
      .toMatchObject([expect.any(Number), undefined, null, null]);
  });
});

describe('a session file', () => {
  /** Its IRC was read as such; two have ended, one is open when the engine ends. */
  async function captured(): Promise<string> {
    const rig = await openRig();
    for (const ends of [true, true, false]) {
      const wire = rig.open({ host: HOST, subprotocol: 'irc' });
      say(wire, ...IRC);
      if (ends) wire.end();
    }
    await rig.archive.settle();
    await rig.close();
    return rig.file;
  }

  test('is paired by what is chosen where it is opened, and keeps that', async () => {
    const file = await captured();
    const chosen = await openRig(file);
    await chosen.calls.decodeBy(both('none'));
    await expect.poll(async () => (await pairs(chosen)).some((each) => each !== null)).toBe(false);
    await chosen.close();
    const kept = await openRig(file);
    expect((await pairs(kept)).some((each) => each !== null)).toBe(false);
    await kept.calls.decodeBy({});
    await expect
      .poll(() => pairs(kept))
      .toEqual([null, 1, null, null, null, 5, null, null, null, 9, null, null]);
  });

  test('whose engine was killed while it paired anew is paired to the end', async () => {
    const file = await captured();
    const rig = await openRig(file);
    await rig.calls.decodeBy(both('none'));
    await expect.poll(async () => (await pairs(rig)).some((each) => each !== null)).toBe(false);
    await rig.close();
    inFile(file, (db) => db.exec('UPDATE dialogues SET readers = NULL')); // what a kill on the way back leaves
    const again = await openRig(file);
    const asked = async () => (await again.rows())[4]?.asked;
    expect(await asked()).toEqual({ answer: null, after: null, overdue: false }); // nothing is claimed
    await again.calls.decodeBy({});
    await expect.poll(asked).toMatchObject({ answer: 6 });
    await again.close();
    expect(readersIn(file)).toEqual([]);
  });

  test('that is only read is not changed, and nothing is said to be missing that was never looked for', async () => {
    const folder = ownFolder();
    const rig = await openRig();
    say(rig.open({ host: HOST }), ['client', 'q 1'], ['server', 'a 1']);
    await rig.archive.settle();
    await rig.close();
    const read = await openRig(rig.file, 'read', undefined, folder);
    await read.calls.decodeBy(both('own:mine'));
    expect(await unanswered(read)).toEqual([]);
    expect((await read.rows())[0]).toMatchObject({ decoded: { kind: 'q' }, asked: { overdue: false } });
  });

  test('is left alone until it is known what is chosen', async () => {
    const folder = ownFolder();
    const rig = await openRig(undefined, 'create', undefined, folder);
    await rig.calls.decodeBy(both('own:mine'));
    say(rig.open({ host: HOST }), ['client', 'q 1'], ['server', 'a 1']);
    await rig.archive.settle();
    await rig.close();
    const before = readersIn(rig.file);
    const again = await openRig(rig.file, 'create', undefined, folder);
    await again.rows();
    await again.close();
    expect(readersIn(rig.file)).toEqual(before);
    const chosen = await openRig(rig.file, 'create', undefined, folder);
    await chosen.calls.decodeBy({});
    await expect.poll(() => pairs(chosen)).toEqual([null, null]);
  });

  test('keeps its pairs where the decoder that found them is not there', async () => {
    const rig = await openRig(undefined, 'create', undefined, ownFolder());
    await rig.calls.decodeBy(both('own:mine'));
    say(rig.open({ host: HOST }), ['client', 'q 1'], ['server', 'a 1']);
    await rig.archive.settle();
    await rig.close();
    const elsewhere = await openRig(rig.file);
    await elsewhere.calls.decodeBy(both('own:mine'));
    await elsewhere.close();
    expect(readersIn(rig.file)).toEqual([expect.stringMatching(/^own:mine@\S+ own:mine@\S+$/)]);
    const again = await openRig(rig.file, 'read');
    expect(await pairs(again)).toEqual([null, 1]);
  });
});
