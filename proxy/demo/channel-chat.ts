// Chat messages (PRIVMSG) in all their forms: emotes after emoji, /me, bits, replies, shared chat, first messages.
// Emote ranges count code points (Twitch's "Emotes" tag), so `🔥 Kappa` has its emote at 2-6.

import { type Chatter, hasBadge } from './chatters.ts';
import { type Tags, formatLine } from './irc-line.ts';
import { randomUuid } from './random.ts';
import { type ChannelEvent, type Room, authorTags, sentAt, someone, userPrefix } from './room.ts';
import { EMOTES, PHRASES } from './vocabulary.ts';

const REMEMBERED = 64;
/** Another channel of the same shared chat. */
export const PARTNER_ROOM = '77000111';

export const chat: ChannelEvent = (room, now) => [say(room, now, someone(room), room.random.pick(PHRASES))];

export const CHAT_EVENTS: readonly ChannelEvent[] = [
  (room, now) => [say(room, now, someone(room), 'hides behind the couch Kappa', {}, true)],
  (room, now) => [cheer(room, now)],
  (room, now) => [say(room, now, someone(room), 'first time here, hello everyone!', { 'first-msg': '1' })],
  (room, now) => [say(room, now, someone(room), 'i am back :)', { 'returning-chatter': '1' })],
  (room, now) => [say(room, now, withBadge(room, 'moderator'), 'please keep it civil <3')],
  (room, now) => [say(room, now, withBadge(room, 'vip'), 'the one with the diamond says hi')],
  (room, now) => [say(room, now, withBadge(room, 'subscriber'), 'frameHype frameHype')],
  (room, now) => [say(room, now, someone(room), '🎉🎉 Kappa 👨‍👩‍👧 LUL Kappa')],
  (room, now) => [
    say(room, now, someone(room), 'is my clock wrong?', { 'tmi-sent-ts': String(Math.floor(now) + 40) }),
  ],
  (room, now) => [say(room, now, someone(room), 'read this!', { 'msg-id': 'highlighted-message' })],
  (room, now) => [say(room, now, localised(room), 'my name has letters of its own')],
  (room, now) => [shared(room, now)],
  thread,
  burst,
];

/** One chat line; it can be replied to and moderated from then on. */
export function say(
  room: Room,
  now: number,
  chatter: Chatter,
  text: string,
  extra: Tags = {},
  action = false,
): string {
  const id = randomUuid(room.random);
  const tags = {
    ...authorTags(room, chatter, id),
    'client-nonce': room.random.hex(32),
    emotes: emoteRanges(text),
    'first-msg': '0',
    'returning-chatter': '0',
    'tmi-sent-ts': sentAt(room, now),
    ...extra,
  };
  room.recent.push({ id, chatter, text });
  if (room.recent.length > REMEMBERED) room.recent.shift();
  const body = action ? `\u0001ACTION ${text}\u0001` : text;
  return formatLine({
    tags,
    prefix: userPrefix(chatter.login),
    command: 'PRIVMSG',
    params: [room.channel, body],
  });
}

/** `25:0-4,12-16/425618:6-8`: the code points, both ends included, of each emote. */
export function emoteRanges(text: string): string {
  const ranges = new Map<string, string[]>();
  let at = 0;
  for (const word of text.split(' ')) {
    const { length } = Array.from(word);
    const id = EMOTES[word];
    if (id !== undefined) ranges.set(id, [...(ranges.get(id) ?? []), `${at}-${at + length - 1}`]);
    at += length + 1;
  }
  return [...ranges].map(([id, places]) => `${id}:${places.join(',')}`).join('/');
}

function withBadge(room: Room, badge: string): Chatter {
  return room.chatters.find((chatter) => hasBadge(chatter, badge))!;
}

/** Whose display name is not their login in other letters. */
function localised(room: Room): Chatter {
  return room.chatters.find(({ displayName }) => !/^\w+$/.test(displayName))!;
}

function cheer(room: Room, now: number): string {
  const bits = String(room.random.pick([1, 100, 500, 1_000]));
  const chatter = someone(room);
  const badges = [...chatter.badges, 'bits/100'].join(',');
  return say(room, now, chatter, `Cheer${bits} for the keyboard`, { bits, badges });
}

/** Somebody in the partner's chat; the copy has an id of its own. */
function shared(room: Room, now: number): string {
  const chatter = someone(room);
  return say(room, now, chatter, 'hello from the other side of the shared chat', {
    'source-badge-info': '',
    'source-badges': chatter.badges.join(','),
    'source-id': randomUuid(room.random),
    'source-only': '0',
    'source-room-id': PARTNER_ROOM,
  });
}

/** A message whose text needs every escape of a tag value, and the reply that quotes it there. */
function thread(room: Room, now: number): readonly string[] {
  const first = say(room, now, someone(room), String.raw`use C:\games; then /reset ;) LUL`);
  const parent = room.recent.at(-1)!;
  const { login, displayName, userId } = parent.chatter;
  const reply = say(room, now, someone(room), `@${displayName} that worked, thanks <3`, {
    'reply-parent-display-name': displayName,
    'reply-parent-msg-body': parent.text,
    'reply-parent-msg-id': parent.id,
    'reply-parent-user-id': userId,
    'reply-parent-user-login': login,
    'reply-thread-parent-display-name': displayName,
    'reply-thread-parent-msg-id': parent.id,
    'reply-thread-parent-user-id': userId,
    'reply-thread-parent-user-login': login,
  });
  return [first, reply];
}

/** Several lines in one WebSocket message, as the server sends them when it is busy. */
function burst(room: Room, now: number): readonly string[] {
  return Array.from({ length: 3 + room.random.below(4) }, () => chat(room, now)).flat();
}
