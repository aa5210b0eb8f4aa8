import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatNote } from '../../../../proxy/contract/chat.ts';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import type { Side } from '../../../../proxy/contract/model.ts';
import { createChannel } from '../../../../proxy/demo/channel.ts';
import { ircLines } from '../../../../proxy/formats/decoders/irc.ts';
import { ChatMachine } from '../../../../proxy/formats/twitch/chat-machine.ts';

const START = 1_750_000_000_000;

interface Spoken {
  readonly text: string;
  readonly from?: Side;
  readonly at?: number;
  readonly connection?: number;
}

/** Each text is one message; strings come from the server. */
function chatOf(...messages: readonly (string | Spoken)[]) {
  const machine = new ChatMachine();
  const lines = messages.flatMap((each, index) => {
    const {
      text,
      from = 'server',
      at = START,
      connection = 1,
    } = typeof each === 'string' ? { text: each } : each;
    const parsed = ircLines(text);
    machine.take({ seq: index + 1, connection, from, at, lines: parsed });
    return parsed.map((line) => ({ line, from, connection }));
  });
  const note = (place: number): ChatNote | null => {
    const { line, from, connection } = lines[place]!;
    return machine.noteOf(place, connection, from, line);
  };
  const struckBy = (place: number) => machine.struckBy(place, lines[place]!.line);
  return { machine, note, struckBy, lines };
}

const said = (nick: string, id: string, text = 'hi', channel = '#dallas') =>
  `@badge-info=;badges=turbo/1;color=#0D4200;display-name=${nick};emotes=;id=${id};mod=0;room-id=1337;subscriber=0;tmi-sent-ts=${START};turbo=1;user-id=1337;user-type= :${nick}!${nick}@${nick}.tmi.twitch.tv PRIVMSG ${channel} :${text}`;

describe('moderation', () => {
  test('CLEARMSG strikes the message with its target-msg-id, and no other', () => {
    const { struckBy } = chatOf(
      said('ronni', 'a'),
      said('ronni', 'b'),
      '@login=ronni;room-id=;target-msg-id=a;tmi-sent-ts=1642720582342 :tmi.twitch.tv CLEARMSG #dallas :hi',
    );
    expect([0, 1].map(struckBy)).toEqual([2, null]);
  });

  test('CLEARCHAT of a user strikes what they have said before in that channel', () => {
    const { struckBy } = chatOf(
      said('ronni', 'a'),
      said('kraken', 'b'),
      said('ronni', 'c', 'hi', '#austin'),
      '@ban-duration=350;room-id=12345678;target-user-id=87654321;tmi-sent-ts=1642719320727 :tmi.twitch.tv CLEARCHAT #dallas :ronni',
      said('ronni', 'd'),
    );
    expect([0, 1, 2, 4].map(struckBy)).toEqual([3, null, null, null]);
  });

  test('CLEARCHAT of a channel strikes all of it', () => {
    const { struckBy } = chatOf(
      said('ronni', 'a'),
      said('kraken', 'b', 'hi', '#austin'),
      '@room-id=12345678;tmi-sent-ts=1642715695392 :tmi.twitch.tv CLEARCHAT #dallas',
    );
    expect([0, 1].map(struckBy)).toEqual([2, null]);
  });

  test('is what struck a line first, whatever follows', () => {
    const ban = '@room-id=1;target-user-id=2 :tmi.twitch.tv CLEARCHAT #dallas :ronni';
    const { struckBy } = chatOf(said('ronni', 'a'), ban, said('ronni', 'b'), ban);
    expect([0, 2].map(struckBy)).toEqual([1, 3]);
  });

  test('of a client is nothing that the server did', () => {
    const { struckBy } = chatOf(said('ronni', 'a'), { text: 'CLEARCHAT #dallas', from: 'client' });
    expect(struckBy(0)).toBe(null);
  });

  test('changes what is known of earlier lines', () => {
    const { machine } = chatOf(said('ronni', 'a'), said('ronni', 'b'));
    expect(machine.revision).toBe(0);
    expect(chatOf(said('ronni', 'a'), ':tmi.twitch.tv CLEARCHAT #dallas').machine.revision).toBe(1);
  });
});

describe('ROOMSTATE', () => {
  const whole =
    '@emote-only=0;followers-only=-1;r9k=0;room-id=12345678;slow=0;subs-only=0 :tmi.twitch.tv ROOMSTATE #bar';

  test('tells every setting to somebody who joins', () => {
    const { note } = chatOf(whole);
    expect(note(0)).toMatchObject({ type: 'room', first: true });
    expect((note(0) as Extract<ChatNote, { type: 'room' }>).changes).toHaveLength(5);
  });

  test('is partial afterwards, and a difference to what was', () => {
    const { note, machine } = chatOf(
      whole,
      '@room-id=12345678;slow=10 :tmi.twitch.tv ROOMSTATE #bar',
      '@room-id=12345678;followers-only=0 :tmi.twitch.tv ROOMSTATE #bar',
      '@room-id=12345678;slow=30 :tmi.twitch.tv ROOMSTATE #bar',
      '@room-id=12345678;slow=30 :tmi.twitch.tv ROOMSTATE #bar',
    );
    expect([1, 2, 3, 4].map((place) => (note(place) as Extract<ChatNote, { type: 'room' }>).changes)).toEqual(
      [
        [{ setting: 'slow', before: 0, after: 10 }],
        [{ setting: 'followers-only', before: -1, after: 0 }],
        [{ setting: 'slow', before: 10, after: 30 }],
        [],
      ],
    );
    expect(machine.summary().channels).toEqual([
      {
        name: '#bar',
        lines: 5,
        settings: { slow: 30, 'followers-only': 0, 'emote-only': 0, 'subs-only': 0, r9k: 0 },
      },
    ]);
  });
});

describe('a login', () => {
  const asks: Spoken = { text: 'CAP REQ :twitch.tv/tags twitch.tv/commands', from: 'client', at: START };

  test('pairs CAP REQ with its ACK, in whatever order the names are', () => {
    const { note } = chatOf(asks, {
      text: ':tmi.twitch.tv CAP * ACK :twitch.tv/commands twitch.tv/tags',
      at: START + 31,
    });
    expect(note(0)).toMatchObject({ type: 'capabilities', granted: true, ms: 31 });
    expect(note(1)).toMatchObject({ type: 'capabilities', granted: true, ms: 31 });
  });

  test('pairs each request with its own answer', () => {
    const { note } = chatOf(
      asks,
      { text: 'CAP REQ :foo', from: 'client' },
      ':tmi.twitch.tv CAP * NAK :foo',
      ':tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands',
    );
    expect([0, 1].map(note)).toMatchObject([{ granted: true }, { granted: false }]);
  });

  test('is one line that says as whom, with what, and how long it took', () => {
    const { note, machine } = chatOf(
      asks,
      { text: 'PASS oauth:abc\r\nNICK ronni', from: 'client', at: START + 10 },
      ':tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands',
      {
        text: ':tmi.twitch.tv 001 ronni :Welcome, GLHF!\r\n:tmi.twitch.tv 002 ronni :Your host\r\n:tmi.twitch.tv 376 ronni :>',
        at: START + 52,
      },
    );
    expect(note(4)).toEqual({
      type: 'login',
      nick: 'ronni',
      capabilities: ['twitch.tv/tags', 'twitch.tv/commands'],
      ms: 42,
    });
    expect([1, 2, 3, 4, 5, 6].map((place) => machine.classOf(place))).toEqual([
      'step',
      'step',
      'server',
      'server',
      'step',
      'step',
    ]);
  });

  test('without tags says why they are missing', () => {
    const bare = ':ronni!ronni@ronni.tmi.twitch.tv PRIVMSG #dallas :hi';
    expect(chatOf(bare).note(0)).toEqual({ type: 'no-tags', why: 'not-asked' });
    expect(chatOf(asks, bare).note(1)).toEqual({ type: 'no-tags', why: 'not-yet' });
    const refused = chatOf(asks, ':tmi.twitch.tv CAP * NAK :twitch.tv/tags twitch.tv/commands', bare);
    expect(refused.note(2)).toEqual({ type: 'no-tags', why: 'refused' });
  });

  test('that was granted tags needs no excuse, and neither does what has none', () => {
    const granted = ':tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands';
    const { note } = chatOf(asks, granted, ':tmi.twitch.tv NOTICE * :x', ':a!a@a.tmi.twitch.tv JOIN #b');
    expect([2, 3].map(note)).toEqual([null, null]);
  });
});

describe('PING and PONG', () => {
  test('are paired whoever asks', () => {
    const { note, machine } = chatOf(
      { text: 'PING :tmi.twitch.tv', at: START },
      { text: 'PING :tmi.twitch.tv', from: 'client', at: START + 1 },
      { text: 'PONG :tmi.twitch.tv', from: 'client', at: START + 7 },
      { text: ':tmi.twitch.tv PONG tmi.twitch.tv :tmi.twitch.tv', at: START + 31 },
    );
    expect([0, 1, 2, 3].map(note)).toEqual([7, 30, 7, 30].map((ms) => ({ type: 'heartbeat', ms })));
    expect(machine.summary().heartbeat).toBe(30);
  });

  test('of two connections are not mixed up', () => {
    const { note } = chatOf('PING :x', { text: 'PONG :x', from: 'client', connection: 2, at: START + 5 });
    expect([0, 1].map(note)).toEqual([{ type: 'heartbeat', ms: null }, null]);
  });
});

describe('a gap', () => {
  const between = { previous: 1 as ConnectionId, next: 2 as ConnectionId, from: START, to: START + 900 };

  test('says whether the server had asked for it', () => {
    const { machine } = chatOf(said('ronni', 'a'), ':tmi.twitch.tv RECONNECT');
    machine.takeGap(9, between);
    expect(machine.noteOf(2, 2, 'server', null)).toEqual({ type: 'gap', ...between, asked: true });
    const other = chatOf(said('ronni', 'a')).machine;
    other.takeGap(9, between);
    expect(other.noteOf(1, 2, 'server', null)).toMatchObject({ asked: false });
  });
});

describe('the figures', () => {
  test('count chatters, command words and emotes', () => {
    const emotes = said('ronni', 'b', '🎉 Kappa Kappa').replace('emotes=', 'emotes=25:2-6,8-12');
    const { machine } = chatOf(said('ronni', 'a', '!Uptime now'), emotes, said('kraken', 'c', '!uptime'));
    const { chatters, words, emotes: used, commands } = machine.summary();
    expect(chatters).toEqual([
      { name: 'ronni', count: 2, error: 0 },
      { name: 'kraken', count: 1, error: 0 },
    ]);
    expect(words).toEqual([{ name: '!uptime', count: 2, error: 0 }]);
    expect(used).toEqual([{ name: 'Kappa', count: 2, error: 0 }]);
    expect(commands).toEqual([{ name: 'PRIVMSG', count: 3, error: 0 }]);
  });

  test('tell the lag within five percent, and a clock that is ahead', () => {
    const sent = (id: number, at: number): Spoken => ({ text: said('ronni', String(id)), at });
    const { lag } = chatOf(...Array.from({ length: 100 }, (_, index) => sent(index, START + index + 1)), {
      text: said('ronni', 'z'),
      at: START - 40,
    }).machine.summary();
    expect(lag.lines).toBe(101);
    expect(lag.p50! / 50).toBeCloseTo(1, 1);
    expect(lag.p99! / 99).toBeCloseTo(1, 1);
    expect(lag).toMatchObject({ max: 100, negative: 1, min: -40 });
  });

  test('count messages by the second', () => {
    const { machine } = chatOf(
      { text: said('a', '1'), at: START },
      { text: said('a', '2'), at: START + 999 },
      { text: said('a', '3'), at: START + 2000 },
    );
    expect(machine.summary().perSecond.slice(-3)).toEqual([2, 0, 1]);
    expect(machine.summary().peak).toBe(2);
  });
});

describe('a line by its id', () => {
  test('is found among any number of others', () => {
    const { machine } = chatOf(...Array.from({ length: 40_000 }, (_, index) => said('ronni', `id-${index}`)));
    expect([...machine.withId('id-0')]).toContain(0);
    expect([...machine.withId('id-39999')]).toContain(39_999);
    expect([...machine.withId('id-nobody')]).toEqual([]);
  });
});

describe('the same lines', () => {
  /** A minute of the generated channel: every kind of line. */
  const channel = createChannel({ seed: 3, channel: '#framescope', viewer: 'ada', now: START });
  const lines = Array.from({ length: 600 }, (_, index) => channel.next(START + index * 200)).flat();

  const known = (messages: readonly string[]) => {
    const { machine, note, struckBy, lines: all } = chatOf(...messages);
    const each = all.map((_, place) => [machine.classOf(place), note(place), struckBy(place)]);
    return { each, summary: machine.summary(), revision: machine.revision };
  };
  const one = known([lines.join('\r\n')]);

  test('give the same chat, however they are split into messages', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(sizes, (takes) => {
        const rest = [...lines];
        const messages = takes.map((take) => rest.splice(0, take).join('\r\n')).filter(Boolean);
        expect(known(rest.length > 0 ? [...messages, rest.join('\r\n')] : messages)).toEqual(one);
      }),
      { numRuns: 20 },
    );
  });

  test('have every kind of note and strike', () => {
    const notes = new Set(one.each.map(([, note]) => (note as ChatNote | null)?.type));
    expect(notes).toContain('room');
    expect(one.each.some(([, , by]) => by !== null)).toBe(true);
  });
});
