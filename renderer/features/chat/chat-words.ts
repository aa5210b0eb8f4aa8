// What the engine knows of lines of chat, in words: strikes, settings of a room, logins, gaps. Pure.

import type {
  ChatClass,
  ChatNote,
  NoTags,
  RoomChange,
  RoomSetting,
  RoomSettings,
  Strike,
} from '../../../proxy/contract/chat.ts';
import { ROOM_SETTINGS } from '../../../proxy/contract/chat.ts';
import type { Decoded } from '../../../proxy/contract/model.ts';
import { formatConnectionId } from '../../../proxy/contract/ids.ts';
import { isInForce } from '../../../proxy/formats/twitch/rooms.ts';
import { formatDuration } from '../../ui/quantity.ts';

export const CLASS_NAMES: Readonly<Record<ChatClass, string>> = {
  chat: 'Chat',
  event: 'Events',
  moderation: 'Moderation',
  room: 'Room',
  membership: 'Joins',
  step: 'Login steps',
  heartbeat: 'Heartbeats',
  server: 'Server',
};

export const CLASS_TITLES: Readonly<Record<ChatClass, string>> = {
  chat: 'Messages and whispers: PRIVMSG, WHISPER',
  event: 'Subs, gifts, raids, announcements: USERNOTICE',
  moderation: 'Deleted messages, time-outs, bans: CLEARMSG, CLEARCHAT',
  room: 'Settings and notices: ROOMSTATE, NOTICE, HOSTTARGET',
  membership: 'Who comes and goes: JOIN, PART, lists of names',
  step: 'What makes up a login (PASS, NICK, 002 to 376) and repeats one’s own state (USERSTATE)',
  heartbeat: 'PING and PONG of IRC, apart from those of WebSocket',
  server: 'Logins, capabilities, RECONNECT, errors',
};

const SETTING_NAMES: Readonly<Record<RoomSetting, string>> = {
  slow: 'slow mode',
  'followers-only': 'followers only',
  'emote-only': 'emotes only',
  'subs-only': 'subscribers only',
  r9k: 'unique messages',
};

/** `slow mode 30 s`; of what is off its name and `off`. */
export function formatSetting(setting: RoomSetting, value: number): string {
  return `${SETTING_NAMES[setting]} ${formatSettingValue(setting, value)}`;
}

function formatSettingValue(setting: RoomSetting, value: number): string {
  if (!isInForce(setting, value)) return 'off';
  if (setting === 'slow') return `${value} s`;
  if (setting === 'followers-only') return value === 0 ? 'any' : `${value} min`;
  return 'on';
}

/** `slow mode off → 30 s` */
export function formatChange({ setting, before, after }: RoomChange): string {
  const from = before === null ? '' : `${formatSettingValue(setting, before)} → `;
  return `${SETTING_NAMES[setting]} ${from}${formatSettingValue(setting, after)}`;
}

/** The settings that are in force, in a fixed order. */
export function modesOf(settings: RoomSettings): readonly string[] {
  return ROOM_SETTINGS.flatMap((setting) => {
    const value = settings[setting];
    return value !== undefined && isInForce(setting, value) ? [formatSetting(setting, value)] : [];
  });
}

/** A row's short word for it: `timed out 10 min`. */
export function formatStrike({ kind, seconds }: Strike): string {
  switch (kind) {
    case 'deleted':
      return 'deleted';
    case 'timeout':
      return `timed out ${formatSeconds(seconds ?? 0)}`;
    case 'ban':
      return 'banned';
    case 'clear':
      return 'chat cleared';
  }
}

export function describeStrike(strike: Strike): string {
  const reason = strike.reason === null ? 'Twitch does not say why' : `the reason: “${strike.reason}”`;
  return `${STRIKES[strike.kind](strike)} by a moderator; ${reason}, nor which moderator it was.`;
}

const STRIKES: Readonly<Record<Strike['kind'], (strike: Strike) => string>> = {
  deleted: () => 'This message was deleted',
  timeout: ({ seconds }) => `Its author was timed out for ${formatSeconds(seconds ?? 0)}`,
  ban: () => 'Its author was banned for good',
  clear: () => 'The whole chat was cleared',
};

/** `45 s`, `10 min`, `2 h`, `14 days` */
export function formatSeconds(seconds: number): string {
  if (seconds < 60 || seconds % 60 !== 0) return `${seconds} s`;
  if (seconds < 3600 || seconds % 3600 !== 0) return `${seconds / 60} min`;
  if (seconds < 86_400 || seconds % 86_400 !== 0) return `${seconds / 3600} h`;
  return `${seconds / 86_400} days`;
}

/** What a line says for which nothing better is known, without its command. */
export function plainWords({ kind, summary, fields }: Decoded): string {
  const command = fields['command'] as string;
  const user = fields['user'];
  if (typeof user === 'string' && command === 'JOIN') return `${user} joined`;
  if (typeof user === 'string' && command === 'PART') return `${user} left`;
  if (command === 'RECONNECT') return 'the server asks to connect again';
  const params = (fields['params'] ?? []) as readonly string[];
  if (/^\d{3}$/.test(command)) return params.slice(1).join(' ');
  return summary.startsWith(`${kind} `) ? summary.slice(kind.length + 1) : summary;
}

/** One line; null where a row says it otherwise. */
export function formatNote(note: ChatNote): string | null {
  switch (note.type) {
    case 'room':
      return note.changes.length === 0 ? 'nothing new' : note.changes.map(formatChange).join(', ');
    case 'heartbeat':
      return note.ms === null ? 'no answer yet' : formatDuration(note.ms);
    case 'capabilities':
      return `${note.names.map(shortCapability).join(', ')} ${answerOf(note)}`;
    case 'login':
      return `Logged in as ${note.nick}${note.ms === null ? '' : ` in ${formatDuration(note.ms)}`}${capabilitiesOf(note)}`;
    case 'gap':
      return describeGap(note);
    case 'no-tags':
      return null;
  }
}

type NoteOf<Type extends ChatNote['type']> = Extract<ChatNote, { type: Type }>;

function answerOf({ granted, ms }: NoteOf<'capabilities'>): string {
  if (granted === null) return 'asked for, not answered yet';
  return `${granted ? 'granted' : 'refused'}${ms === null ? '' : ` after ${formatDuration(ms)}`}`;
}

function capabilitiesOf({ capabilities }: NoteOf<'login'>): string {
  return capabilities.length === 0
    ? ', without capabilities'
    : ` with ${capabilities.map(shortCapability).join(', ')}`;
}

/** `twitch.tv/tags` → `tags` */
function shortCapability(name: string): string {
  return name.replace(/^twitch\.tv\//, '');
}

function describeGap({ previous, next, from, to, asked }: NoteOf<'gap'>): string {
  const why = asked ? 'the server had asked to reconnect' : 'the connection ended';
  const ids = `${formatConnectionId(previous)} → ${formatConnectionId(next)}`;
  return `${formatDuration(to - from)} without a connection: ${why} (${ids})`;
}

export const NO_TAGS: Readonly<Record<NoTags, string>> = {
  'not-asked':
    'Tags are missing because the capability was not asked for: send CAP REQ :twitch.tv/tags before JOIN.',
  refused: 'Tags are missing because the server refused the capability twitch.tv/tags.',
  'not-yet': 'Tags are missing because the server had not yet granted the capability twitch.tv/tags.',
};
