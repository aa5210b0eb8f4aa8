import { describe, expect, test } from 'vitest';
import type { ChatClass, ChatRow } from '../../../proxy/contract/chat.ts';
import type { ConnectionId, ViewId } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { createChannel } from '../../../proxy/demo/channel.ts';
import { openRig, type Rig, scanned, type Wire } from '../../support/archive-rig.ts';

const HOST = 'irc-ws.chat.twitch.tv';
const START = 1_750_000_000_000;

function said(nick: string, id: string, text = 'hi', channel = '#dallas'): string {
  return `@display-name=${nick};id=${id};tmi-sent-ts=${START} :${nick}!${nick}@${nick}.tmi.twitch.tv PRIVMSG ${channel} :${text}\r\n`;
}

const deletes = (id: string) => `@login=a;target-msg-id=${id} :tmi.twitch.tv CLEARMSG #dallas :hi\r\n`;

interface Chat {
  readonly view: ViewId;
  readonly rows: () => Promise<readonly ChatRow[]>;
  readonly state: () => ViewState;
}

async function chatOf(
  rig: Rig,
  connections: readonly ConnectionId[],
  hidden: readonly ChatClass[] = [],
  channel: string | null = null,
): Promise<Chat> {
  const opened = await rig.calls.openChat({ connections, hidden, channel });
  const { view } = await scanned(rig, opened);
  const state = () =>
    rig.changes.flatMap(({ views }) => views).findLast((each) => each.view === view) ?? opened;
  return { view, state, rows: () => rig.calls.chatRows(view, 0, 1000) };
}

const textOf = ({ decoded, note }: ChatRow) => decoded?.fields['text'] ?? note?.type ?? decoded?.kind;

function twitch(rig: Rig): Wire {
  return rig.open({ host: HOST });
}

describe('a chat', () => {
  test('is of lines, several of which may be in one message, before and after it was opened', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    wire.text('server', said('ana', '1', 'one') + said('bo', '2', 'two'));
    await rig.archive.settle();
    const { view, rows } = await chatOf(rig, [wire.id]);
    wire.text('server', said('ana', '3', 'three'));
    await rig.until(({ views }) => views.some((each) => each.view === view && each.count === 3));
    const all = await rows();
    expect(all.map(textOf)).toEqual(['one', 'two', 'three']);
    expect(all.map(({ seq, part }) => [seq, part])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
    ]);
  });

  test('tells of a deletion that a row which was given is another one now', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    wire.text('server', said('ana', 'x'));
    await rig.archive.settle();
    const { view, rows, state } = await chatOf(rig, [wire.id]);
    const { revision } = state();
    expect((await rows())[0]!.struck).toBe(null);
    wire.text('server', deletes('x'));
    await rig.until(({ views }) => views.some((each) => each.view === view && each.revision !== revision));
    expect((await rows())[0]!.struck).toMatchObject({ kind: 'deleted', by: { seq: 2, part: 0 } });
  });

  test('says of a time-out for how long, and of a ban nothing', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    const timeout = '@ban-duration=600 :tmi.twitch.tv CLEARCHAT #dallas :ana\r\n';
    const ban = ':tmi.twitch.tv CLEARCHAT #dallas :bo\r\n';
    wire.text('server', said('ana', '1') + said('bo', '2') + timeout + ban);
    await rig.archive.settle();
    const { rows } = await chatOf(rig, [wire.id]);
    expect((await rows()).map(({ struck }) => struck && [struck.kind, struck.seconds])).toEqual([
      ['timeout', 600],
      ['ban', null],
      null,
      null,
    ]);
  });

  test('leaves out what is hidden, and other channels', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    wire.text('server', said('ana', '1', 'here') + said('bo', '2', 'there', '#austin'));
    wire.text('server', 'PING :tmi.twitch.tv\r\n');
    wire.text('client', 'PONG :tmi.twitch.tv\r\n');
    await rig.archive.settle();
    const texts = async (hidden: ChatClass[], channel: string | null) =>
      (await (await chatOf(rig, [wire.id], hidden, channel)).rows()).map(textOf);
    expect(await texts([], null)).toEqual(['here', 'there', 'heartbeat', 'heartbeat']);
    expect(await texts(['heartbeat'], null)).toEqual(['here', 'there']);
    expect(await texts(['chat'], '#austin')).toEqual(['heartbeat', 'heartbeat']);
    expect(await texts(['heartbeat'], '#austin')).toEqual(['there']);
  });

  test('finds a line by its message, and by its id, where it is shown', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    wire.text('server', `PING :a\r\n${said('ana', 'x')}${said('bo', 'y')}`);
    await rig.archive.settle();
    const whole = await chatOf(rig, [wire.id]);
    const quiet = await chatOf(rig, [wire.id], ['heartbeat']);
    const [, , y] = await whole.rows();
    expect(await rig.calls.locateInChat(whole.view, y!)).toBe(2);
    expect(await rig.calls.locateInChat(quiet.view, y!)).toBe(1);
    expect(await rig.calls.locateInChat(quiet.view, { messageId: 'x' })).toBe(0);
    expect(await rig.calls.locateInChat(quiet.view, { messageId: 'nobody' })).toBe(null);
  });

  test('masks the password', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    wire.text('client', 'PASS oauth:s3cret0s3cret\r\nNICK ana\r\n');
    await rig.archive.settle();
    const rows = await (await chatOf(rig, [wire.id])).rows();
    expect(JSON.stringify(rows)).not.toContain('s3cret');
    expect(rows[0]!.decoded?.summary).toBe('PASS oauth:•••');
  });

  test('begins anew when everything is cleared', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    wire.text('server', said('ana', '1', 'before'));
    await rig.archive.settle();
    const { view, rows } = await chatOf(rig, [wire.id]);
    await rig.calls.clear();
    wire.text('server', said('ana', '2', 'after'));
    await rig.archive.settle();
    await rig.until(({ views }) => views.some((each) => each.view === view && each.count === 1));
    expect((await rows()).map(textOf)).toEqual(['after']);
  });

  test('that was closed is not there', async () => {
    const rig = await openRig();
    const { view } = await chatOf(rig, [twitch(rig).id]);
    await rig.calls.closeChat(view);
    await expect(rig.calls.chatRows(view, 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a session that goes on in another socket', () => {
  /** RECONNECT, the end of a socket, and the next one. */
  function reconnected(rig: Rig) {
    const first = twitch(rig);
    first.text('server', `${said('ana', '1', 'before')}:tmi.twitch.tv RECONNECT\r\n`);
    first.end('fin', 'client');
    const second = twitch(rig);
    second.text('server', said('ana', '2', 'after'));
    return { first, second };
  }

  test('is one chat, with the time between marked', async () => {
    const rig = await openRig();
    const { first, second } = reconnected(rig);
    await rig.archive.settle();
    const rows = await (await chatOf(rig, [first.id, second.id])).rows();
    expect(rows.map(textOf)).toEqual(['before', 'RECONNECT', 'gap', 'after']);
    const { note } = rows[2]!;
    expect(note).toMatchObject({ previous: first.id, next: second.id, asked: true });
    expect(note?.type === 'gap' && note.to >= note.from).toBe(true);
  });

  test('goes on with what was read, when the next socket joins it', async () => {
    const rig = await openRig();
    const { first, second } = reconnected(rig);
    await rig.archive.settle();
    const alone = await chatOf(rig, [first.id]);
    const both = await chatOf(rig, [first.id, second.id]);
    second.text('server', said('ana', '3', 'later'));
    await rig.archive.settle();
    await rig.until(({ views }) => views.some((each) => each.view === both.view && each.count === 5));
    expect((await both.rows()).map(textOf)).toEqual(['before', 'RECONNECT', 'gap', 'after', 'later']);
    expect((await alone.rows()).map(textOf)).toEqual(['before', 'RECONNECT']);
  });

  test('side by side there is no gap', async () => {
    const rig = await openRig();
    const [a, b] = [twitch(rig), twitch(rig)];
    a.text('server', said('ana', '1', 'a'));
    b.text('server', said('ana', '2', 'b'));
    a.text('server', said('ana', '3', 'c'));
    await rig.archive.settle();
    expect((await (await chatOf(rig, [a.id, b.id])).rows()).map(textOf)).toEqual(['a', 'b', 'c']);
  });
});

describe('the storage budget', () => {
  test('takes the oldest lines, and the others keep their places', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    const [whole, chats] = [await chatOf(rig, [wire.id]), await chatOf(rig, [wire.id], ['heartbeat'])];
    await rig.calls.keepTo(256 * 1024);
    for (let at = 0; at < 200; at += 1) {
      wire.text('server', `PING :x\r\n${said('ana', String(at), `${at} `.padEnd(4096, 'x'))}`);
      if (at % 20 === 0) await rig.archive.settle();
    }
    await rig.until(({ views }) => views.some((each) => each.view === whole.view && each.evicted > 200));
    await rig.calls.keepTo(null);
    wire.text('server', said('ana', 'last', 'last'));
    const ofView = async ({ view }: { readonly view: ViewId }, count: number) => {
      const is = (each: { readonly view: ViewId; readonly count: number }) =>
        each.view === view && each.count === count;
      return (await rig.until(({ views }) => views.some(is))).views.find(is)!;
    };
    await ofView(whole, 401);
    const { evicted } = await ofView(chats, 201);
    const rows = await rig.calls.chatRows(chats.view, evicted, 1000);
    expect(rows).toHaveLength(201 - evicted);
    expect(String(rows[0]!.decoded?.fields['text'])).toMatch(new RegExp(`^${evicted} `));
    expect(await rig.calls.locateInChat(whole.view, rows[2]!)).toBe(2 * (evicted + 2) + 1);
  });
});

describe('twenty minutes of a channel', () => {
  test('are the same chat read from the file as heard live', async () => {
    const rig = await openRig();
    const wire = twitch(rig);
    const live = await chatOf(rig, [wire.id]);
    const channel = createChannel({ seed: 5, channel: '#framescope', viewer: 'ada', now: START });
    for (let at = 0; at < 2400; at += 1)
      wire.text(
        'server',
        channel
          .next(START + at * 500)
          .map((line) => `${line}\r\n`)
          .join(''),
      );
    await rig.archive.settle();
    const heard = await rig.calls.chatSummary(live.view);
    await rig.until(({ views }) =>
      views.some((each) => each.view === live.view && each.count === heard.lines),
    );
    const last = await live.rows();
    await rig.calls.closeChat(live.view);
    const read = await chatOf(rig, [wire.id]);
    expect(await rig.calls.chatSummary(read.view)).toEqual(heard);
    expect(await read.rows()).toEqual(last);
  });
});
