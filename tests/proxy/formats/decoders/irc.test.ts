import { describe, expect, it } from 'vitest';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';

const TWITCH: DecoderContext = { url: 'wss://irc-ws.chat.twitch.tv:443/', subprotocol: null };
const ELSEWHERE: DecoderContext = { url: 'wss://chat.example.org/', subprotocol: null };

const PRIVMSG =
  '@badge-info=subscriber/14;badges=moderator/1,subscriber/12;bits=100;color=#1E90FF;display-name=Ana;' +
  'emotes=25:2-6,10-14/1902:16-20;first-msg=1;id=b34ccfc7;mod=1;returning-chatter=0;room-id=1337;subscriber=1;' +
  'tmi-sent-ts=1507246572675;user-id=1234 :ana!ana@ana.tmi.twitch.tv PRIVMSG #zurich :';

function decode(text: string, context = TWITCH, from: 'client' | 'server' = 'server') {
  return builtIn.decode(context, { from, opcode: 1, payload: new TextEncoder().encode(text) });
}

describe('IRC is recognised', () => {
  it.each(['irc', 'IRC', 'text.ircv3.net'])('by its subprotocol %s', (subprotocol) =>
    expect(decode('FOO bar', { url: 'ws://h/', subprotocol })?.protocol).toBe('irc'),
  );

  it.each([
    'wss://irc-ws.chat.twitch.tv/',
    'ws://IRC-WS.chat.twitch.tv:8443',
    'wss://irc-ws.chat.twitch.tv:443/?a',
  ])('by the host of Twitch: %s', (url) =>
    expect(decode('FOO bar', { url, subprotocol: null })?.protocol).toBe('irc'),
  );

  it.each([
    'PRIVMSG #a :b',
    ':a!b@c JOIN #d\r\n',
    '@a=b :c USERNOTICE #d',
    'CAP REQ :twitch.tv/tags',
    'PING :x',
    ':tmi.twitch.tv 001 ana :hi',
  ])('by what it says: %s', (text) => expect(decode(text, ELSEWHERE)?.protocol).toBe('irc'));

  it.each(['PING', 'ping', 'HELLO world', 'NOTICE of change', 'Part of it', 'hello'])(
    'and not in %s',
    (text) => expect(decode(text, ELSEWHERE)).toBeNull(),
  );

  it('not by a host that only looks like it', () => {
    expect(
      decode('FOO bar', { url: 'wss://irc-ws.chat.twitch.tv.example.org/', subprotocol: null }),
    ).toBeNull();
    expect(decode('FOO bar', { url: 'wss://h/?irc-ws.chat.twitch.tv', subprotocol: null })).toBeNull();
  });
});

describe('a chat message', () => {
  it('reads as chat', () => {
    expect(decode(`${PRIVMSG}hello\r\n`)).toMatchObject({
      kind: 'PRIVMSG',
      summary: '#zurich  Ana: hello',
      heartbeat: false,
      parts: [],
      fields: {
        command: 'PRIVMSG',
        channel: '#zurich',
        user: 'ana',
        displayName: 'Ana',
        color: '#1E90FF',
        badges: { moderator: '1', subscriber: '12' },
        badgeInfo: { subscriber: '14' },
        mod: true,
        vip: false,
        subscriber: true,
        text: 'hello',
        action: false,
        bits: 100,
        id: 'b34ccfc7',
        firstMessage: true,
        returningChatter: false,
        reply: null,
        source: null,
        sentAt: 1_507_246_572_675,
      },
    });
  });

  it('cuts emotes by code points, so that an emoji before one does not move it', () => {
    expect(decode(`${PRIVMSG}🎉 Kappa + Kappa Keepo`)?.fields['emotes']).toEqual([
      { id: '25', start: 2, end: 6, text: 'Kappa' },
      { id: '25', start: 10, end: 14, text: 'Kappa' },
      { id: '1902', start: 16, end: 20, text: 'Keepo' },
    ]);
  });

  it('leaves out emotes that lie outside of the text', () => {
    const broken = decode('@emotes=25:0-99/x/:1-2/7:2-1,a-b,1 :a PRIVMSG #b :hello');
    expect(broken?.fields['emotes']).toEqual([]);
  });

  it('leaves out emotes that lie over others, so that a megabyte of them is no more than the text', () => {
    const emotes = decode('@emotes=25:0-4,3-7,8-9/7:0-4 :a PRIVMSG #b :hello hello')?.fields['emotes'];
    expect(emotes).toEqual([
      { id: '25', start: 0, end: 4, text: 'hello' },
      { id: '25', start: 8, end: 9, text: 'll' },
    ]);
    const many = `@emotes=25:${'0-499999,'.repeat(55_000)} :a PRIVMSG #b :${'x'.repeat(500_000)}`;
    expect(decode(many)?.fields['emotes']).toHaveLength(1);
  });

  it('shows /me', () => {
    const me = decode(`${PRIVMSG}\u0001ACTION waves\u0001`);
    expect(me).toMatchObject({ summary: '#zurich  * Ana waves', fields: { action: true, text: 'waves' } });
  });

  it('names what it answers', () => {
    const tags = String.raw`@reply-parent-msg-id=p1;reply-parent-user-login=bo;reply-parent-display-name=Bo;reply-parent-msg-body=Hi\sall\:\s)`;
    expect(decode(`${tags} :ana!a@a PRIVMSG #zurich :@Bo hi`)?.fields['reply']).toEqual({
      id: 'p1',
      user: 'bo',
      displayName: 'Bo',
      text: 'Hi all; )',
      threadId: null,
    });
  });

  it('reads without tags, as sent by the client', () => {
    expect(decode('PRIVMSG #zurich :hello', TWITCH, 'client')).toMatchObject({
      summary: '#zurich  you: hello',
      fields: { user: null, color: null, badges: {}, emotes: [] },
    });
  });

  it('keeps a name in its own script, and the login beside it', () => {
    expect(decode('@display-name=アナ :ana!ana@h PRIVMSG #b :hi')).toMatchObject({
      summary: '#b  アナ: hi',
      fields: { displayName: 'アナ', user: 'ana' },
    });
  });
});

describe('other lines of Twitch', () => {
  const room = ':tmi.twitch.tv';
  it.each([
    [
      String.raw`@msg-id=resub;login=bo;display-name=Bo;system-msg=Bo\ssubscribed;msg-param-months=6 ${room} USERNOTICE #z :hey`,
      '#z  Bo subscribed — Bo: hey',
    ],
    [`@msg-id=newthing;login=bo ${room} USERNOTICE #z`, '#z  newthing'],
    [`@ban-duration=600 ${room} CLEARCHAT #z :bo`, '#z  bo timed out for 600 s'],
    [`${room} CLEARCHAT #z :bo`, '#z  bo banned'],
    [`${room} CLEARCHAT #z`, '#z  chat cleared'],
    [`@login=bo;target-msg-id=1 ${room} CLEARMSG #z :spam`, '#z  message of bo deleted: spam'],
    [
      `@slow=30;followers-only=-1;emote-only=1 ${room} ROOMSTATE #z`,
      '#z  slow mode 30 s, followers only off, emotes only on',
    ],
    [`@followers-only=0 ${room} ROOMSTATE #z`, '#z  followers only 0 min'],
    [`@msg-id=slow_on ${room} NOTICE #z :Slow mode.`, '#z  Slow mode.'],
    [`@display-name=Me ${room} USERSTATE #z`, '#z  Me'],
    [`@display-name=Bo ${room} WHISPER me :psst`, 'whisper  Bo: psst'],
    [`${room} HOSTTARGET #z :bo 12`, '#z  hosts bo'],
    [':ana!ana@h JOIN #z', 'JOIN #z ana'],
    ['CAP REQ :twitch.tv/tags twitch.tv/commands', 'CAP REQ twitch.tv/tags twitch.tv/commands'],
    [`${room} CAP * ACK :twitch.tv/tags`, 'CAP * ACK twitch.tv/tags'],
    [`${room} 001 ana :Welcome, GLHF!`, '001 RPL_WELCOME  Welcome, GLHF!'],
    [`${room} 999 ana :what`, '999 ana what'],
    [`${room} RECONNECT`, 'RECONNECT'],
  ])('%s', (line, summary) => expect(decode(line)?.summary).toBe(summary));

  it('names numeric replies', () => {
    expect(decode(':tmi.twitch.tv 366 ana #z :End of /NAMES list')).toMatchObject({
      kind: 'RPL_ENDOFNAMES',
      fields: { command: '366', name: 'RPL_ENDOFNAMES' },
    });
  });

  it('holds what a USERNOTICE says beside its text', () => {
    const raid = decode(
      '@msg-id=raid;msg-param-viewerCount=12;msg-param-login=bo :tmi.twitch.tv USERNOTICE #z',
    );
    expect(raid?.fields).toMatchObject({ msgId: 'raid', parameters: { viewerCount: '12', login: 'bo' } });
  });
});

describe('a message of several lines', () => {
  it('has a part for each', () => {
    const several = decode(':tmi.twitch.tv 001 ana :Welcome\r\n:tmi.twitch.tv 376 ana :>\r\n');
    expect(several).toMatchObject({
      kind: 'lines',
      summary: '2 lines: 001 RPL_WELCOME  Welcome',
      heartbeat: false,
    });
    expect(several?.parts.map((part) => part.kind)).toEqual(['RPL_WELCOME', 'RPL_ENDOFMOTD']);
  });

  it('takes the kind that all of them have', () => {
    expect(decode(`${PRIVMSG}a\r\n${PRIVMSG}b\r\n`)).toMatchObject({ kind: 'PRIVMSG' });
  });

  it('is a heartbeat only if every line is one', () => {
    expect(decode('PING :a\r\nPONG :b\r\n')?.heartbeat).toBe(true);
    expect(decode('PING :a\r\nNOTICE * :b\r\n')?.heartbeat).toBe(false);
  });
});

describe('heartbeats and secrets', () => {
  it('knows PING and PONG', () => {
    expect(decode('PING :tmi.twitch.tv\r\n')).toMatchObject({
      kind: 'PING',
      heartbeat: true,
      summary: 'PING tmi.twitch.tv',
    });
    expect(decode('PONG :tmi.twitch.tv')?.heartbeat).toBe(true);
  });

  it.each([
    ['PASS oauth:s3cr3tcanary', 'PASS oauth:•••'],
    ['PASS :s3cr3tcanary', 'PASS •••'],
    ['OPER ana s3cr3tcanary', 'OPER ana •••'],
    ['AUTHENTICATE czNjcjN0Y2FuYXJ5', 'AUTHENTICATE •••'],
  ])('never shows the secret of %s', (line, summary) => {
    const masked = decode(`${line}\r\nNICK justinfan1`, TWITCH, 'client')!;
    expect(masked.parts[0]!.summary).toBe(summary);
    expect(JSON.stringify(masked)).not.toMatch(/s3cr3tcanary|czNjcjN0/);
  });

  it('shows which mechanism SASL uses', () => {
    expect(decode('AUTHENTICATE PLAIN', TWITCH, 'client')?.summary).toBe('AUTHENTICATE PLAIN');
  });
});
