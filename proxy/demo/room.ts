// The state of one generated channel, and the ways to write a line into it that every event shares.

import { type Chatter, hasBadge, pickChatter } from './chatters.ts';
import { type Tags, formatLine } from './irc-line.ts';
import type { Random } from './random.ts';

/** A chat message that was sent, for replies and moderation to point at. */
export interface Said {
  readonly id: string;
  readonly chatter: Chatter;
  readonly text: string;
}

export interface Room {
  readonly random: Random;
  /** `#framescope` */
  readonly channel: string;
  readonly roomId: string;
  /** Login of the one who watches; whispers go there. */
  readonly viewer: string;
  readonly chatters: readonly Chatter[];
  /** Newest last. */
  readonly recent: Said[];
  /** Lines that are due at a later time (epoch milliseconds), the earliest first. */
  readonly later: { readonly at: number; readonly lines: readonly string[] }[];
}

/** Writes what happens at `now` (epoch milliseconds): the lines of one WebSocket message. */
export type ChannelEvent = (room: Room, now: number) => readonly string[];

export const SERVER = 'tmi.twitch.tv';

export function someone(room: Room): Chatter {
  return pickChatter(room.random, room.chatters);
}

export function userPrefix(login: string): string {
  return `${login}!${login}@${login}.${SERVER}`;
}

/** A line from the server about the channel. */
export function channelLine(room: Room, command: string, tags: Tags, ...params: readonly string[]): string {
  return formatLine({ tags, prefix: SERVER, command, params: [room.channel, ...params] });
}

/** What every message and notice says of its author. */
export function authorTags(room: Room, chatter: Chatter, id: string): Tags {
  const has = (badge: string) => (hasBadge(chatter, badge) ? '1' : '0');
  return {
    'badge-info': chatter.months > 0 ? `subscriber/${chatter.months}` : '',
    badges: chatter.badges.join(','),
    color: chatter.color,
    'display-name': chatter.displayName,
    flags: '',
    id,
    mod: has('moderator'),
    'room-id': room.roomId,
    subscriber: has('subscriber'),
    turbo: '0',
    'user-id': chatter.userId,
    'user-type': has('moderator') === '1' ? 'mod' : '',
    ...(has('vip') === '1' ? { vip: '1' } : {}),
  };
}

/** Twitch's clock when it took the message: a little before it arrives. */
export function sentAt(room: Room, now: number): string {
  const delay = room.random.chance(0.01) ? 800 : 0;
  return String(Math.floor(now) - 20 - room.random.below(120) - delay);
}
