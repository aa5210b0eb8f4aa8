// What commands of Twitch chat mean (dev.twitch.tv/docs/chat/irc): one line for the timeline and typed fields, from a
// line that irc-line.ts has taken apart. Plain IRC reads the same way, with fewer fields. It keeps no state: what a
// line refers to, such as a deleted message, is named by its id.

import type { IrcLine } from './irc-line.ts';
import { badgesTag, emotesTag, flagTag, numberTag, type Tags, textTag } from './twitch-tags.ts';

export interface Reading {
  readonly summary: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Every field that a reading may have. */
export const TWITCH_FIELDS: readonly string[] = `
  channel user displayName userId color badges badgeInfo mod vip subscriber text action emotes bits id
  msgId firstMessage returningChatter reply source sentAt to systemMessage parameters banDuration
  targetId roomId slow followersOnly emoteOnly subsOnly r9k emoteSets target viewers
`
  .trim()
  .split(/\s+/);

type Reader = (line: IrcLine, tags: Tags) => Reading;

/** CTCP, as `/me` sends it: `\x01ACTION waves\x01`. */
const CTCP = '\u0001';
const ACTION = `${CTCP}ACTION `;
const ROOM_SETTINGS = {
  slow: ['slow', 'slow mode'],
  'followers-only': ['followersOnly', 'followers only'],
  'emote-only': ['emoteOnly', 'emotes only'],
  'subs-only': ['subsOnly', 'subscribers only'],
  r9k: ['r9k', 'unique messages only'],
} as const;

const READERS: Readonly<Record<string, Reader>> = {
  PRIVMSG: readMessage,
  WHISPER: readWhisper,
  USERNOTICE: readUserNotice,
  NOTICE: readNotice,
  CLEARCHAT: readClearChat,
  CLEARMSG: readClearMessage,
  ROOMSTATE: readRoomState,
  USERSTATE: readUserState,
  GLOBALUSERSTATE: readUserState,
  JOIN: readMembership,
  PART: readMembership,
  HOSTTARGET: readHostTarget,
};

/** Null for a command that means nothing more than its parameters. */
export function readTwitch(line: IrcLine): Reading | null {
  return READERS[line.command]?.(line, line.tags ?? {}) ?? null;
}

/** What a PRIVMSG says, and whether it is said as an action (`/me`); emotes are counted in `text`. */
export function spokenIn({ params }: IrcLine): { readonly text: string; readonly action: boolean } {
  const said = params[1] ?? '';
  const action = said.startsWith(ACTION);
  return { text: action ? said.slice(ACTION.length).replace(CTCP, '') : said, action };
}

function readMessage(line: IrcLine, tags: Tags): Reading {
  const { text, action } = spokenIn(line);
  const name = displayName(line, tags);
  return {
    summary: channel(line) + (action ? `* ${name} ${text}` : `${name}: ${text}`),
    fields: {
      channel: line.params[0] ?? null,
      ...speaker(line, tags),
      text,
      action,
      ...aboutMessage(tags, text),
    },
  };
}

/** Who speaks, and how the channel marks them. */
function speaker(line: IrcLine, tags: Tags): Reading['fields'] {
  return {
    user: textTag(tags, 'login') ?? line.source?.nick ?? null,
    displayName: displayName(line, tags),
    userId: textTag(tags, 'user-id'),
    color: textTag(tags, 'color'),
    badges: badgesTag(tags, 'badges'),
    badgeInfo: badgesTag(tags, 'badge-info'),
    mod: flagTag(tags, 'mod'),
    vip: flagTag(tags, 'vip') || tags['vip'] === '',
    subscriber: flagTag(tags, 'subscriber'),
  };
}

function aboutMessage(tags: Tags, text: string): Reading['fields'] {
  return {
    emotes: emotesTag(tags, text),
    bits: numberTag(tags, 'bits'),
    id: textTag(tags, 'id'),
    msgId: textTag(tags, 'msg-id'),
    firstMessage: flagTag(tags, 'first-msg'),
    returningChatter: flagTag(tags, 'returning-chatter'),
    reply: readReply(tags),
    source: readSource(tags),
    sentAt: numberTag(tags, 'tmi-sent-ts'),
  };
}

function readReply(tags: Tags): Reading['fields'] | null {
  if (!tags['reply-parent-msg-id']) return null;
  return {
    id: tags['reply-parent-msg-id'],
    user: textTag(tags, 'reply-parent-user-login'),
    displayName: textTag(tags, 'reply-parent-display-name'),
    text: textTag(tags, 'reply-parent-msg-body'),
    threadId: textTag(tags, 'reply-thread-parent-msg-id'),
  };
}

/** Shared chat: the channel in which the message was written. */
function readSource(tags: Tags): Reading['fields'] | null {
  if (!tags['source-room-id']) return null;
  return {
    roomId: tags['source-room-id'],
    id: textTag(tags, 'source-id'),
    badges: badgesTag(tags, 'source-badges'),
  };
}

function readWhisper(line: IrcLine, tags: Tags): Reading {
  const [to = null, text = ''] = line.params;
  const fields = {
    to,
    ...speaker(line, tags),
    text,
    emotes: emotesTag(tags, text),
    id: textTag(tags, 'message-id'),
  };
  return { summary: `whisper  ${displayName(line, tags)}: ${text}`, fields };
}

function readUserNotice(line: IrcLine, tags: Tags): Reading {
  const text = line.params[1] ?? '';
  const system = textTag(tags, 'system-msg');
  const msgId = textTag(tags, 'msg-id');
  const said = text && `${displayName(line, tags)}: ${text}`;
  return {
    summary: channel(line) + [system ?? msgId, said].filter(Boolean).join(' — '),
    fields: {
      channel: line.params[0] ?? null,
      ...speaker(line, tags),
      text,
      systemMessage: system,
      ...aboutMessage(tags, text),
      parameters: noticeParameters(tags),
    },
  };
}

/** `msg-param-cumulative-months=6` → `cumulative-months: 6` */
function noticeParameters(tags: Tags): Tags {
  const prefix = 'msg-param-';
  const found = Object.entries(tags).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

function readNotice(line: IrcLine, tags: Tags): Reading {
  const text = line.params[1] ?? '';
  const fields = { channel: line.params[0] ?? null, text, msgId: textTag(tags, 'msg-id') };
  return { summary: channel(line) + text, fields };
}

function readClearChat(line: IrcLine, tags: Tags): Reading {
  const user = line.params[1] ?? null;
  const seconds = numberTag(tags, 'ban-duration');
  const timedOut = `${user} timed out for ${seconds} s`;
  const banned = seconds === null ? `${user} banned` : timedOut;
  return {
    summary: channel(line) + (user === null ? 'chat cleared' : banned),
    fields: {
      channel: line.params[0] ?? null,
      user,
      userId: textTag(tags, 'target-user-id'),
      banDuration: seconds,
      sentAt: numberTag(tags, 'tmi-sent-ts'),
    },
  };
}

function readClearMessage(line: IrcLine, tags: Tags): Reading {
  const text = line.params[1] ?? '';
  const user = textTag(tags, 'login');
  return {
    summary: `${channel(line)}message of ${user ?? 'someone'} deleted: ${text}`,
    fields: {
      channel: line.params[0] ?? null,
      user,
      text,
      targetId: textTag(tags, 'target-msg-id'),
      sentAt: numberTag(tags, 'tmi-sent-ts'),
    },
  };
}

/** Only the settings that the line names: later lines tell one change each. */
function readRoomState(line: IrcLine, tags: Tags): Reading {
  const settings = Object.entries(ROOM_SETTINGS).filter(([tag]) => tag in tags);
  const values = settings.map(([tag, [field, words]]) => ({ field, words, value: numberTag(tags, tag) }));
  return {
    summary: channel(line) + values.map(({ words, value }) => `${words} ${inForce(words, value)}`).join(', '),
    fields: {
      channel: line.params[0] ?? null,
      roomId: textTag(tags, 'room-id'),
      ...Object.fromEntries(values.map(({ field, value }) => [field, value])),
    },
  };
}

/** Slow mode counts seconds, followers-only minutes from 0; -1 and 0 are off where nothing is counted. */
function inForce(words: string, value: number | null): string {
  if (words === 'followers only') return value === null || value < 0 ? 'off' : `${value} min`;
  if (!value) return 'off';
  return words === 'slow mode' ? `${value} s` : 'on';
}

function readUserState(line: IrcLine, tags: Tags): Reading {
  const fields = {
    channel: line.params[0] ?? null,
    ...speaker(line, tags),
    emoteSets: textTag(tags, 'emote-sets'),
  };
  return { summary: `${channel(line)}${textTag(tags, 'display-name') ?? 'you'}`, fields };
}

function readMembership(line: IrcLine): Reading {
  const user = line.source?.nick ?? null;
  const summary = [line.command, line.params[0], user].filter(Boolean).join(' ');
  return { summary, fields: { channel: line.params[0] ?? null, user } };
}

function readHostTarget(line: IrcLine): Reading {
  const [target = '-', viewers = ''] = (line.params[1] ?? '').split(' ');
  const hosting = target !== '-';
  return {
    summary: channel(line) + (hosting ? `hosts ${target}` : 'stopped hosting'),
    fields: {
      channel: line.params[0] ?? null,
      target: hosting ? target : null,
      viewers: Number(viewers) || null,
    },
  };
}

function displayName(line: IrcLine, tags: Tags): string {
  return textTag(tags, 'display-name') ?? textTag(tags, 'login') ?? line.source?.nick ?? 'you';
}

/** `#channel  `, as chat is written in one line. */
function channel({ params }: IrcLine): string {
  return params[0] ? `${params[0]}  ` : '';
}
