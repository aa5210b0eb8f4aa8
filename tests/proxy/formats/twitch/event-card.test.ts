import { describe, expect, test } from 'vitest';
import { decodeIrcLine, ircLines } from '../../../../proxy/formats/decoders/irc.ts';
import type { Emote } from '../../../../proxy/formats/twitch/twitch-tags.ts';
import { cutEmotes } from '../../../../proxy/formats/twitch/emote-cut.ts';
import { eventCard } from '../../../../proxy/formats/twitch/event-card.ts';
import { isRefusal, noticeMeaning } from '../../../../proxy/formats/twitch/notice-words.ts';

const decoded = (line: string) => decodeIrcLine(ircLines(line)[0]!);
const card = (tags: string) => eventCard(decoded(`@${tags} :tmi.twitch.tv USERNOTICE #dallas :hi`));

describe('a USERNOTICE', () => {
  test.each([
    ['msg-id=sub;msg-param-cumulative-months=1;msg-param-sub-plan=Prime', 'Sub', ['Prime', '1 month']],
    [
      'msg-id=resub;msg-param-cumulative-months=6;msg-param-streak-months=2;msg-param-sub-plan=3000',
      'Resub',
      ['Tier 3', '6 months', 'streak 2'],
    ],
    [
      'msg-id=subgift;msg-param-months=1;msg-param-gift-months=1;msg-param-recipient-display-name=Mr_Woodchuck;msg-param-sub-plan=1000',
      'Gift sub',
      ['Tier 1', 'to Mr_Woodchuck', '1 month'],
    ],
    [
      'msg-id=submysterygift;msg-param-mass-gift-count=20;msg-param-sender-count=50;msg-param-sub-plan=1000',
      'Mystery gift',
      ['20 subs', 'Tier 1', '50 in all'],
    ],
    ['msg-id=giftpaidupgrade;msg-param-sender-name=Lunar_Yeti', 'Gift continued', ['from Lunar_Yeti']],
    ['msg-id=raid;msg-param-displayName=TestChannel;msg-param-viewerCount=15', 'Raid', ['15 viewers']],
    ['msg-id=bitsbadgetier;msg-param-threshold=10000', 'Bits badge', ['10000 bits']],
    [
      'msg-id=viewermilestone;msg-param-category=watch-streak;msg-param-copoReward=450;msg-param-value=10',
      'Milestone',
      ['watch streak 10', '+450 points'],
    ],
  ])('%s is a card', (tags, title, facts) => {
    expect(card(tags)).toMatchObject({ title, facts, shared: false });
  });

  test('of an announcement has its colour', () => {
    expect(card('msg-id=announcement;msg-param-color=PURPLE')).toMatchObject({ color: 'PURPLE' });
    expect(card('msg-id=announcement')).toMatchObject({ color: 'PRIMARY' });
  });

  test('of a shared chat is what it is in the channel where it happened', () => {
    const tags = 'msg-id=sharedchatnotice;source-msg-id=raid;msg-param-viewerCount=5';
    expect(card(tags)).toMatchObject({ title: 'Raid', facts: ['5 viewers'], shared: true });
  });

  test('with an unknown id is shown raw', () => {
    expect(card('msg-id=onetapstreakstarted;msg-param-ms-remaining=30000')).toEqual({
      tone: 'raw',
      title: 'onetapstreakstarted',
      facts: ['ms-remaining=30000'],
      color: null,
      shared: false,
    });
    expect(card('msg-id=constructor')).toMatchObject({ tone: 'raw', title: 'constructor' });
  });

  test('is the only line that is a card', () => {
    expect(eventCard(decoded(':a!a@a.tmi.twitch.tv PRIVMSG #b :c'))).toBe(null);
  });
});

describe('a text', () => {
  const emote = (id: string, start: number, end: number): Emote => ({ id, start, end, text: '' });

  test('is cut by code points: an emoji before an emote counts once', () => {
    expect(cutEmotes('🎉🎉 Kappa!', [emote('25', 3, 7)])).toEqual([
      { text: '🎉🎉 ', emote: null },
      { text: 'Kappa', emote: '25' },
      { text: '!', emote: null },
    ]);
  });

  test('is whole again when its pieces are joined', () => {
    const pieces = cutEmotes('LUL 👨‍👩‍👧 LUL', [emote('1', 0, 2), emote('1', 10, 12)]);
    expect(pieces.map(({ text }) => text).join('')).toBe('LUL 👨‍👩‍👧 LUL');
    expect(pieces.map(({ emote: id }) => id)).toEqual(['1', null, '1']);
  });
});

describe('a NOTICE', () => {
  test('is explained by its id', () => {
    expect(noticeMeaning('msg_ratelimit', '')).toMatch(/20 messages in 30 seconds/);
    expect(noticeMeaning('usage_me', '')).toMatch(/how the command/);
    expect([isRefusal('msg_slowmode', ''), isRefusal('slow_on', '')]).toEqual([true, false]);
  });

  test('before a login, by its text', () => {
    expect(noticeMeaning(null, 'Login authentication failed')).toMatch(/token/);
    expect(isRefusal(null, 'Login authentication failed')).toBe(true);
  });

  test('that is not documented is not explained', () => {
    expect([noticeMeaning('toString', ''), noticeMeaning(null, 'hello')]).toEqual([null, null]);
  });
});
