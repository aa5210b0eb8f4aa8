import { describe, expect, test } from 'vitest';
import { createChannel } from '../../../proxy/demo/channel.ts';
import { emoteRanges } from '../../../proxy/demo/channel-chat.ts';
import { EMOTES } from '../../../proxy/demo/vocabulary.ts';

const START = 1_750_000_000_000;

/** WebSocket messages of two minutes. */
function twoMinutes(seed: number, rate: number): readonly (readonly string[])[] {
  const channel = createChannel({ seed, channel: '#framescope', viewer: 'ada', now: START });
  return Array.from({ length: 120 * rate }, (_, index) => channel.next(START + (index * 1_000) / rate));
}

/** What a captured channel must show, as something that only such a line matches. */
const CASES: Readonly<Record<string, RegExp>> = {
  'a plain message': /emotes=;first-msg=0.* PRIVMSG #framescope :/,
  'a colour': /;color=#[0-9A-F]{6};/,
  'no colour': /;color=;/,
  'a moderator': /badges=moderator\/1.*;mod=1;.*user-type=mod /,
  'a VIP': /badges=vip\/1.*;vip=1 /,
  'a subscriber with months': /badge-info=subscriber\/\d+;badges=[^;]*subscriber\/\d+.*subscriber=1/,
  bits: /badges=[^;]*bits\/100.*;bits=\d+;.*:Cheer\d+/,
  'a first message': /first-msg=1/,
  'a returning chatter': /returning-chatter=1/,
  'an action': /PRIVMSG #framescope :[^ -~]ACTION .*[^ -~]$/,
  'a reply with an escaped quotation': /reply-parent-msg-body=use\\sC:\\\\games\\:\\sthen/,
  'a shared chat message': /source-id=[^;]+.*source-room-id=\d+.* PRIVMSG /,
  'emotes after emoji': /emotes=25:3-7,\d+-\d+\/425618:\d+-\d+.*:🎉🎉 Kappa/,
  'a localised display name': /display-name=[^ -~]+;.* :[a-z_0-9]+!/,
  'one message deleted': /login=[a-z_0-9]+;.*target-msg-id=[0-9a-f-]{36}.* CLEARMSG #framescope :/,
  'a time-out': /ban-duration=600;.* CLEARCHAT #framescope :/,
  'a ban': /^@room-id=\d+;target-user-id=\d+;tmi-sent-ts=\d+ :tmi.twitch.tv CLEARCHAT #framescope :/,
  'a cleared chat': / CLEARCHAT #framescope$/,
  ...Object.fromEntries(
    [
      'sub',
      'resub',
      'subgift',
      'submysterygift',
      'giftpaidupgrade',
      'raid',
      'announcement',
      'bitsbadgetier',
      'viewermilestone',
      'sharedchatnotice',
      'onetapstreakstarted',
    ].map((id) => [`the notice ${id}`, new RegExp(`;msg-id=${id};.*system-msg=.* USERNOTICE #framescope`)]),
  ),
  'an escaped system message': /system-msg=[^;]*\\sgifted\\sa\\sTier\\s1/,
  ...Object.fromEntries(
    [
      ['slow', '30', '0'],
      ['followers-only', '10', '-1'],
      ['emote-only', '1', '0'],
      ['subs-only', '1', '0'],
      ['r9k', '1', '0'],
    ].flatMap(([tag, on, off]) => [
      [
        `${tag} switched on, alone`,
        new RegExp(`^@(room-id=\\d+;)?${tag}=${on}(;room-id=\\d+)? :tmi.twitch.tv ROOMSTATE`),
      ],
      [
        `${tag} switched off, alone`,
        new RegExp(`^@(room-id=\\d+;)?${tag}=${off}(;room-id=\\d+)? :tmi.twitch.tv ROOMSTATE`),
      ],
    ]),
  ),
  'an explained notice': /^@msg-id=slow_on :tmi.twitch.tv NOTICE #framescope :/,
  'a refusal': /msg-id=msg_duplicate/,
  'a refusal of what comes too fast': /msg-id=msg_ratelimit :tmi.twitch.tv NOTICE #framescope :/,
  'a refusal in slow mode': /msg-id=msg_slowmode/,
  'a refusal for want of rights': /msg-id=no_permission/,
  'an announcement with a colour': /msg-param-color=(?:PRIMARY|BLUE|GREEN|ORANGE|PURPLE);/,
  'a whisper to the viewer': / WHISPER ada :/,
  'somebody joining': / JOIN #framescope$/,
  'somebody leaving': / PART #framescope$/,
  'a host': / HOSTTARGET #framescope :cosmic_comet 42$/,
  'a ping': /^PING :tmi.twitch.tv$/,
  'a request to reconnect': /^:tmi.twitch.tv RECONNECT$/,
};

describe('two minutes of the channel', () => {
  for (const rate of [1, 50])
    describe(`at ${rate} messages a second`, () => {
      const lines = [1, 2, 3].map((seed) => twoMinutes(seed, rate).flat());
      test.each(Object.entries(CASES))('have %s', (_name, pattern) => {
        for (const channel of lines) expect(channel.some((line) => pattern.test(line))).toBe(true);
      });
    });

  test('have several lines in one WebSocket message', () => {
    expect(twoMinutes(1, 1).some((lines) => lines.length >= 3)).toBe(true);
  });

  test('have a message from a clock that is ahead', () => {
    const channel = createChannel({ seed: 1, channel: '#c', viewer: 'ada', now: START });
    const ahead = Array.from({ length: 120 }, (_, second) => START + second * 1_000).some((now) =>
      channel.next(now).some((line) => Number(/tmi-sent-ts=(\d+).* PRIVMSG/.exec(line)?.[1]) > now),
    );
    expect(ahead).toBe(true);
  });

  test('delete and answer only messages that were there before', () => {
    const seen = new Set<string>();
    const unknown: string[] = [];
    for (const line of twoMinutes(4, 50).flat()) {
      const target = /(?:target-msg-id|reply-parent-msg-id)=([0-9a-f-]+)/.exec(line)?.[1];
      if (target && !seen.has(target)) unknown.push(line);
      const id = /;id=([0-9a-f-]+)/.exec(line)?.[1];
      if (id) seen.add(id);
    }
    expect(unknown).toEqual([]);
  });

  test('ask to reconnect once', () => {
    expect(
      twoMinutes(5, 20)
        .flat()
        .filter((line) => line.endsWith('RECONNECT')),
    ).toHaveLength(1);
  });

  test('keep every line within what a server may send', () => {
    for (const line of twoMinutes(6, 20).flat()) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(line.length).toBeLessThan(4_096);
    }
  });
});

describe('a seed', () => {
  test('gives the same channel again', () => {
    expect(twoMinutes(7, 5)).toEqual(twoMinutes(7, 5));
  });

  test('gives another channel than another', () => {
    expect(twoMinutes(7, 5)).not.toEqual(twoMinutes(8, 5));
  });
});

describe('emote ranges', () => {
  test('count code points, not UTF-16 units', () => {
    expect(emoteRanges('🔥 Kappa 👨‍👩‍👧 Kappa LUL')).toBe('25:2-6,14-18/425618:20-22');
  });

  test('of every generated message cut out the emote’s own code', () => {
    const codes = new Map(Object.entries(EMOTES).map(([code, id]) => [id, code]));
    let emotes = 0;
    for (const line of twoMinutes(9, 20).flat()) {
      const [, ranges, text] =
        /;emotes=([^;]+);.* PRIVMSG #framescope :(?:[^ -~]ACTION )?(.*)/.exec(line) ?? [];
      for (const emote of ranges?.split('/') ?? []) {
        const [id, places] = emote.split(':');
        for (const place of places!.split(',')) {
          const [first, last] = place.split('-').map(Number);
          expect(
            Array.from(text!)
              .slice(first, last! + 1)
              .join(''),
          ).toBe(codes.get(id!));
          emotes++;
        }
      }
    }
    expect(emotes).toBeGreaterThan(500);
  });
});
