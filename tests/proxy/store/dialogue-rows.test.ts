import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import { openStore } from '../../../proxy/store/store.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { connectionRow, messageRow } from './rows.ts';

const [one, two] = [1, 2] as ConnectionId[] as [ConnectionId, ConnectionId];

function open() {
  const file = join(tempDir(), 'a.framescope');
  const store = openStore(file, 'create');
  onTestFinished(() => store.close());
  return { ...store, file };
}

describe('by whom dialogues were read', () => {
  test('is what was saved last, and gone when it is the usual again', () => {
    const { dialogues } = open();
    dialogues?.save(one, 'irc irc');
    dialogues?.save(one, null);
    dialogues?.save(two, '- mqtt');
    expect(dialogues?.all()).toEqual(
      new Map([
        [one, null],
        [two, '- mqtt'],
      ]),
    );
    dialogues?.delete(one);
    expect([...dialogues!.all().keys()]).toEqual([two]);
  });

  test('goes with its connection', () => {
    const { dialogues, connections } = open();
    connections.save(connectionRow(one));
    for (const id of [one, two]) dialogues?.save(id, '- -');
    dialogues?.deleteStray();
    expect([...dialogues!.all().keys()]).toEqual([one]);
  });
});

describe('what a message is to those before it', () => {
  const [asked, other, answer] = [1, 2, 3] as Seq[] as [Seq, Seq, Seq];

  test('may be found anew: it answers another one, and is otherwise as it was', () => {
    const { messages, answers, begin, commit, file } = open();
    begin();
    for (const seq of [asked, other]) messages.put(messageRow(seq, { length: 1 }), utf8('q'));
    const row = messageRow(answer, { length: 1, frames: 2, answers: asked, rtt: 1.5, carried: 7 });
    messages.put(row, utf8('a'));
    answers?.save(asked, { seq: answer, after: 1.5 });
    commit();
    begin();
    const batch = messages.batchOf(answer)!;
    expect(batch.related(batch.find(answer))).toEqual({ answers: asked, rtt: 1.5, carried: 7 });
    messages.relate(batch, batch.find(answer), { answers: other, rtt: 0.25, carried: 0 });
    commit();
    expect(messages.get(answer)).toEqual({ ...row, answers: other, rtt: 0.25, carried: 0 });
    expect(answers?.get(asked)).toBeNull();
    expect(answers?.get(other)).toEqual({ seq: answer, after: 0.25 });
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('SELECT answers, rtt, frames FROM messages WHERE seq = 3').get()).toEqual({
      answers: 2,
      rtt: 250,
      frames: 2,
    });
    db.close();
  });

  test('may be nothing, and then stands nowhere', () => {
    const { messages, answers, begin, commit } = open();
    begin();
    messages.put(messageRow(asked, { length: 1 }), utf8('q'));
    messages.put(messageRow(answer, { length: 1, answers: asked, rtt: 1 }), utf8('a'));
    answers?.save(asked, { seq: answer, after: 1 });
    const batch = messages.batchOf(answer)!;
    messages.relate(batch, batch.find(answer), { answers: null, rtt: null, carried: 0 });
    commit();
    expect(answers?.get(asked)).toBeNull();
    expect(batch.rows).not.toContain('answers');
    expect(messages.payload(answer, 0, 9)).toEqual(utf8('a'));
  });

  test('is not changed by a transaction that was rolled back', () => {
    const { messages, begin, commit, rollback } = open();
    begin();
    messages.put(messageRow(answer, { length: 1, answers: asked, rtt: 1 }), utf8('a'));
    commit();
    begin();
    const batch = messages.batchOf(answer)!;
    messages.relate(batch, batch.find(answer), { answers: null, rtt: null, carried: 0 });
    rollback();
    expect(messages.get(answer)?.answers).toBe(asked);
  });

  test('is found between the first and the last batch of its connection', () => {
    const { messages, begin, commit } = open();
    begin();
    messages.put(messageRow(asked, { length: 1 }), utf8('q'));
    commit();
    expect(messages.extent(one)).toEqual({ first: 1, last: 1 });
    expect(messages.extent(two)).toBeNull();
  });
});

test('connections in which something was said are told newest first', () => {
  const { connections } = open();
  const silent = { sentMessages: 0, receivedMessages: 0 };
  for (let id = 1; id <= 600; id += 1) connections.save(connectionRow(id, id % 2 === 0 ? silent : {}));
  const ids = Array.from(connections.spoken(), ({ id }) => id);
  expect(ids).toHaveLength(300);
  expect([ids[0], ids.at(-1)]).toEqual([599, 1]);
});

test('connections of one session in which something was said are found by it', () => {
  const { connections } = open();
  const session = 'sid';
  const silent = { sentMessages: 0, receivedMessages: 0 };
  const all = [{}, silent, { session: 'other' }, { session: null }, { host: 'other.test' }, { port: 80 }, {}];
  for (const [n, change] of all.entries()) connections.save(connectionRow(n + 1, { session, ...change }));
  expect(connections.ofSession(connectionRow(1, { session })).map(({ id }) => id)).toEqual([1, 7]);
});
