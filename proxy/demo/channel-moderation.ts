// Moderation, room settings and the server's own lines: CLEARMSG, CLEARCHAT, ROOMSTATE, NOTICE, JOIN, PART,
// WHISPER, HOSTTARGET, PING, RECONNECT. https://dev.twitch.tv/docs/chat/irc/

import { say } from './channel-chat.ts';
import { type Tags, formatLine } from './irc-line.ts';
import { SERVER, type ChannelEvent, type Room, channelLine, someone, userPrefix } from './room.ts';

interface Setting {
  readonly tag: string;
  readonly on: string;
  readonly off: string;
  readonly notice: readonly [on: string, off: string];
  readonly said: readonly [on: string, off: string];
}

/** How long a setting stays on, in milliseconds. */
const SETTING_LASTS = 8_000;

const SETTINGS: readonly Setting[] = [
  {
    tag: 'slow',
    on: '30',
    off: '0',
    notice: ['slow_on', 'slow_off'],
    said: [
      'This room is now in slow mode. You may send messages every 30 seconds.',
      'This room is no longer in slow mode.',
    ],
  },
  {
    tag: 'followers-only',
    on: '10',
    off: '-1',
    notice: ['followers_on', 'followers_off'],
    said: [
      'This room is now in 10 minutes followers-only mode.',
      'This room is no longer in followers-only mode.',
    ],
  },
  {
    tag: 'emote-only',
    on: '1',
    off: '0',
    notice: ['emote_only_on', 'emote_only_off'],
    said: ['This room is now in emote-only mode.', 'This room is no longer in emote-only mode.'],
  },
  {
    tag: 'subs-only',
    on: '1',
    off: '0',
    notice: ['subs_on', 'subs_off'],
    said: ['This room is now in subscribers-only mode.', 'This room is no longer in subscribers-only mode.'],
  },
  {
    tag: 'r9k',
    on: '1',
    off: '0',
    notice: ['r9k_on', 'r9k_off'],
    said: ['This room is now in unique-chat mode.', 'This room is no longer in unique-chat mode.'],
  },
];

/** Every setting at rest, as it is told to somebody who joins. */
export function wholeRoomState(room: Room): string {
  const settings = Object.fromEntries(SETTINGS.map((setting) => [setting.tag, setting.off]));
  return channelLine(room, 'ROOMSTATE', { ...settings, 'room-id': room.roomId });
}

export const MODERATION_EVENTS: readonly ChannelEvent[] = [
  deletion,
  (room, now) => removal(room, now, { 'ban-duration': '600' }),
  (room, now) => removal(room, now, {}),
  (room, now) => [
    channelLine(room, 'CLEARCHAT', { 'room-id': room.roomId, 'tmi-sent-ts': String(Math.floor(now)) }),
  ],
  ...SETTINGS.map(
    (setting): ChannelEvent =>
      (room, now) =>
        change(room, now, setting),
  ),
];

/** What a client is told of its own messages and commands that were not taken. */
const REFUSALS: readonly (readonly [id: string, text: string])[] = [
  [
    'msg_duplicate',
    'Your message was not sent because it is identical to the previous one you sent, less than 30 seconds ago.',
  ],
  ['msg_ratelimit', 'Your message was not sent because you are sending messages too quickly.'],
  ['msg_slowmode', 'This room is in slow mode. You may send messages in 12 seconds.'],
  ['no_permission', 'You do not have permission to perform that action.'],
];

export const SERVER_EVENTS: readonly ChannelEvent[] = [
  comings,
  whisper,
  ...REFUSALS.map(([id, text]): ChannelEvent => (room) => [
    channelLine(room, 'NOTICE', { 'msg-id': id }, text),
  ]),
  (room) => [channelLine(room, 'HOSTTARGET', {}, 'cosmic_comet 42')],
  ping,
  ping,
];

export const RECONNECT = formatLine({ tags: {}, prefix: SERVER, command: 'RECONNECT', params: [] });

/** A message and, a moment later, its deletion. */
function deletion(room: Room, now: number): readonly string[] {
  const line = say(room, now, someone(room), 'buy followers at followers.example');
  const { id, chatter, text } = room.recent.at(-1)!;
  const tags = {
    login: chatter.login,
    'room-id': '',
    'target-msg-id': id,
    'tmi-sent-ts': String(Math.floor(now)),
  };
  room.later.push({ at: now + 1_500, lines: [channelLine(room, 'CLEARMSG', tags, text)] });
  return [line];
}

/** Of everything that one of the recent chatters has said: for a time, or for good. */
function removal(room: Room, now: number, duration: Tags): readonly string[] {
  const chatter = (room.recent.at(-2) ?? room.recent.at(-1))?.chatter ?? someone(room);
  const tags = {
    ...duration,
    'room-id': room.roomId,
    'target-user-id': chatter.userId,
    'tmi-sent-ts': String(Math.floor(now)),
  };
  return [channelLine(room, 'CLEARCHAT', tags, chatter.login)];
}

function change(room: Room, now: number, { tag, on, off, notice, said }: Setting): readonly string[] {
  const lines = (value: string, id: string, text: string) => [
    channelLine(room, 'ROOMSTATE', { 'room-id': room.roomId, [tag]: value }),
    channelLine(room, 'NOTICE', { 'msg-id': id }, text),
  ];
  room.later.push({ at: now + SETTING_LASTS, lines: lines(off, notice[1], said[1]) });
  return lines(on, notice[0], said[0]);
}

function comings(room: Room): readonly string[] {
  const membership = (command: string) => {
    const { login } = someone(room);
    return formatLine({ tags: {}, prefix: userPrefix(login), command, params: [room.channel] });
  };
  return ['JOIN', 'JOIN', 'PART', 'JOIN', 'PART'].map(membership);
}

function whisper(room: Room): readonly string[] {
  const { login, displayName, userId, color } = someone(room);
  const tags = {
    badges: '',
    color,
    'display-name': displayName,
    emotes: '25:6-10',
    'message-id': '1',
    'thread-id': `${userId}_1000`,
    turbo: '0',
    'user-id': userId,
    'user-type': '',
  };
  return [
    formatLine({ tags, prefix: userPrefix(login), command: 'WHISPER', params: [room.viewer, 'psst! Kappa'] }),
  ];
}

function ping(): readonly string[] {
  return [formatLine({ tags: {}, prefix: '', command: 'PING', params: [SERVER] })];
}
