// What Twitch announces in a channel (USERNOTICE): one row a `msg-id`, with its parameters and its sentence.
// https://dev.twitch.tv/docs/chat/irc/#usernotice-tags

import { PARTNER_ROOM, emoteRanges } from './channel-chat.ts';
import type { Chatter } from './chatters.ts';
import type { Tags } from './irc-line.ts';
import { randomUuid } from './random.ts';
import { type ChannelEvent, type Room, authorTags, channelLine, sentAt, someone } from './room.ts';

interface Notice {
  readonly id: string;
  readonly system: (name: string) => string;
  readonly params: Tags;
  /** What the user wrote along with it. */
  readonly text?: string;
}

const PLAN = { 'sub-plan': '1000', 'sub-plan-name': 'Channel Subscription (framescope)' };
const GIFTS = 3;
const ANNOUNCEMENT_COLOURS = ['PRIMARY', 'BLUE', 'GREEN', 'ORANGE', 'PURPLE'] as const;

const NOTICES: readonly Notice[] = [
  {
    id: 'sub',
    system: (name) => `${name} subscribed with Prime.`,
    params: { 'cumulative-months': '1', 'should-share-streak': '0', ...PLAN, 'sub-plan': 'Prime' },
  },
  {
    id: 'resub',
    system: (name) =>
      `${name} subscribed at Tier 1. They've subscribed for 14 months, currently on a 3 month streak!`,
    params: { 'cumulative-months': '14', 'should-share-streak': '1', 'streak-months': '3', ...PLAN },
    text: 'fourteen months of 🔥 frameHype',
  },
  {
    id: 'subgift',
    system: (name) => `${name} gifted a Tier 1 sub to Tiny_Teapot!`,
    params: { ...recipient('tiny_teapot', 'Tiny_Teapot', '31415926'), ...PLAN },
  },
  {
    id: 'giftpaidupgrade',
    system: (name) => `${name} is continuing the Gift Sub they got from Lunar_Yeti!`,
    params: { 'sender-login': 'lunar_yeti', 'sender-name': 'Lunar_Yeti' },
  },
  {
    id: 'bitsbadgetier',
    system: (name) => `${name} just earned a new 1K Bits badge!`,
    params: { threshold: '1000' },
    text: 'new badge PogChamp',
  },
  {
    id: 'viewermilestone',
    system: (name) => `${name} watched 10 consecutive streams and sparked a watch streak!`,
    params: { category: 'watch-streak', copoReward: '450', value: '10' },
    text: 'never missed one',
  },
  {
    id: 'onetapstreakstarted',
    system: (name) => `${name} started a streak; this kind of notice is new.`,
    params: { 'ms-remaining': '30000' },
  },
];

export const NOTICE_EVENTS: readonly ChannelEvent[] = [
  ...NOTICES.map((notice): ChannelEvent => (room, now) => [announce(room, now, someone(room), notice)]),
  announcement,
  raid,
  giftStorm,
  sharedNotice,
];

function announce(room: Room, now: number, chatter: Chatter, notice: Notice, extra: Tags = {}): string {
  const text = notice.text ?? '';
  const tags = {
    ...authorTags(room, chatter, randomUuid(room.random)),
    emotes: emoteRanges(text),
    login: chatter.login,
    'msg-id': notice.id,
    ...Object.fromEntries(Object.entries(notice.params).map(([key, value]) => [`msg-param-${key}`, value])),
    'system-msg': notice.system(chatter.displayName),
    'tmi-sent-ts': sentAt(room, now),
    ...extra,
  };
  return channelLine(room, 'USERNOTICE', tags, ...(text === '' ? [] : [text]));
}

function announcement(room: Room, now: number): readonly string[] {
  const notice: Notice = {
    id: 'announcement',
    system: () => '',
    params: { color: room.random.pick(ANNOUNCEMENT_COLOURS) },
    text: 'the next run starts in ten minutes <3',
  };
  return [announce(room, now, someone(room), notice)];
}

function raid(room: Room, now: number): readonly string[] {
  const raider = someone(room);
  const viewerCount = String(20 + room.random.below(5_000));
  const notice: Notice = {
    id: 'raid',
    system: (name) => `${viewerCount} raiders from ${name} have joined!`,
    params: { displayName: raider.displayName, login: raider.login, viewerCount },
  };
  return [announce(room, now, raider, notice)];
}

/** A mystery gift and the gifts that came out of it, in one WebSocket message. */
function giftStorm(room: Room, now: number): readonly string[] {
  const giver = someone(room);
  const origin = { 'community-gift-id': String(room.random.below(2 ** 31)) };
  const storm: Notice = {
    id: 'submysterygift',
    system: (name) => `${name} is gifting ${GIFTS} Tier 1 Subs to framescope's community!`,
    params: { ...origin, 'mass-gift-count': String(GIFTS), 'sender-count': '12', 'sub-plan': '1000' },
  };
  const gifts = Array.from({ length: GIFTS }, () => someone(room)).map((lucky): Notice => ({
    id: 'subgift',
    system: (name) => `${name} gifted a Tier 1 sub to ${lucky.displayName}!`,
    params: { ...origin, ...recipient(lucky.login, lucky.displayName, lucky.userId), ...PLAN },
  }));
  return [storm, ...gifts].map((notice) => announce(room, now, giver, notice));
}

/** A notice of the partner's channel in a shared chat: its own `msg-id` is in `source-msg-id`. */
function sharedNotice(room: Room, now: number): readonly string[] {
  const notice: Notice = {
    id: 'sharedchatnotice',
    system: (name) => `${name} subscribed at Tier 1.`,
    params: PLAN,
  };
  const source = {
    'source-id': randomUuid(room.random),
    'source-msg-id': 'sub',
    'source-room-id': PARTNER_ROOM,
    'source-badges': '',
    'source-badge-info': '',
  };
  return [announce(room, now, someone(room), notice, source)];
}

function recipient(login: string, displayName: string, userId: string): Tags {
  return {
    'recipient-user-name': login,
    'recipient-display-name': displayName,
    'recipient-id': userId,
    months: '1',
    'gift-months': '1',
  };
}
