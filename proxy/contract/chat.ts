// A chat as engine and fronts agree on it: lines of IRC as they are read, what is known of a line beyond its words (who struck
// it through, what it changed, what it answers), and what all of them say together. Plain, structured-cloneable records.

import type { ConnectionId, Seq } from './ids.ts';
import type { Decoded, Side } from './model.ts';

/** What a line is for, so that kinds of lines can be hidden together. */
export const CHAT_CLASSES = [
  'chat', // PRIVMSG, WHISPER
  'event', // USERNOTICE
  'moderation', // CLEARCHAT, CLEARMSG
  'room', // ROOMSTATE, NOTICE, HOSTTARGET
  'membership', // JOIN, PART, the list of names
  'step', // of a login, and what the server repeats of the user's own state
  'heartbeat', // PING, PONG
  'server', // logged in, capabilities, RECONNECT, errors, gaps, and what nobody knows
] as const;
export type ChatClass = (typeof CHAT_CLASSES)[number];

export interface ChatQuery {
  /** Read as one session, in the order of arrival. */
  readonly connections: readonly ConnectionId[];
  readonly hidden: readonly ChatClass[];
  /** Only lines of this channel, and those of none; null: of all. */
  readonly channel: string | null;
}

/** One line: of which message, and the how manieth of it, from 0. */
export interface LineRef {
  readonly seq: Seq;
  readonly part: number;
}

/** A line that is looked for, by itself or by the id that Twitch gave it. */
export type ChatTarget = LineRef | { readonly messageId: string };

export type StrikeKind = 'deleted' | 'timeout' | 'ban' | 'clear';

/** Why a line is struck through. Twitch does not say which moderator it was. */
export interface Strike {
  readonly kind: StrikeKind;
  readonly by: LineRef;
  /** When the moderation arrived, epoch milliseconds. */
  readonly at: number;
  /** Of a timeout. */
  readonly seconds: number | null;
  /** Where the moderation names one. */
  readonly reason: string | null;
}

export const ROOM_SETTINGS = ['slow', 'followers-only', 'emote-only', 'subs-only', 'r9k'] as const;
/** A tag of ROOMSTATE. */
export type RoomSetting = (typeof ROOM_SETTINGS)[number];

/** Seconds of slow mode, minutes of followers-only, else 0 or 1. Off: 0, of followers-only −1. Absent: never told. */
export type RoomSettings = Readonly<Partial<Record<RoomSetting, number>>>;

export interface RoomChange {
  readonly setting: RoomSetting;
  /** Null: it had not been told before. */
  readonly before: number | null;
  readonly after: number;
}

/** Why tags are missing where the server sends some. */
export type NoTags = 'not-asked' | 'refused' | 'not-yet';

/** What is known of a line from other lines. */
export type ChatNote =
  | { readonly type: 'room'; readonly changes: readonly RoomChange[]; readonly first: boolean }
  /** `ms` from the PING to its PONG; null while there is none. */
  | { readonly type: 'heartbeat'; readonly ms: number | null }
  /** A CAP REQ or its answer; `granted` null while there is none. */
  | {
      readonly type: 'capabilities';
      readonly names: readonly string[];
      readonly granted: boolean | null;
      readonly ms: number | null;
    }
  | {
      readonly type: 'login';
      readonly nick: string;
      readonly capabilities: readonly string[];
      /** From NICK to the welcome; null where no NICK was seen. */
      readonly ms: number | null;
    }
  /** Between two sockets of one session: when the one ended and the next was opened, epoch milliseconds. */
  | {
      readonly type: 'gap';
      readonly previous: ConnectionId;
      readonly next: ConnectionId;
      readonly from: number;
      readonly to: number;
      /** The server had asked for it (RECONNECT). */
      readonly asked: boolean;
    }
  | { readonly type: 'no-tags'; readonly why: NoTags };

export interface ChatRow extends LineRef {
  readonly connection: ConnectionId;
  readonly from: Side;
  /** Of its message, epoch milliseconds. */
  readonly at: number;
  readonly class: ChatClass;
  /** The line alone; null for a gap. Secrets are masked. */
  readonly decoded: Decoded | null;
  readonly struck: Strike | null;
  readonly note: ChatNote | null;
}

/** One of those that were counted most. */
export interface Tally {
  readonly name: string;
  readonly count: number;
  /** `count` may be this much too large, where there were too many names to keep. */
  readonly error: number;
}

/** Arrival minus `tmi-sent-ts`, milliseconds; percentiles are null without a line. */
export interface LagFigures {
  readonly lines: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Lines that arrived before they were sent: a clock is wrong. */
  readonly negative: number;
  /** The most negative of them. */
  readonly min: number | null;
}

export interface ChatChannel {
  readonly name: string;
  readonly lines: number;
  readonly settings: RoomSettings;
}

/** What all lines of a chat say together, whatever is hidden. */
export interface ChatSummary {
  readonly lines: number;
  readonly classes: Readonly<Record<ChatClass, number>>;
  /** Those with most lines first. */
  readonly channels: readonly ChatChannel[];
  /** Messages of each of the last seconds, the newest (which goes on) last. */
  readonly perSecond: readonly number[];
  /** When the newest of them began, epoch milliseconds. */
  readonly newestSecond: number | null;
  /** The most of one second. */
  readonly peak: number;
  readonly chatters: readonly Tally[];
  /** Words with which a message begins, such as `!uptime`. */
  readonly words: readonly Tally[];
  readonly emotes: readonly Tally[];
  /** IRC commands. */
  readonly commands: readonly Tally[];
  readonly lag: LagFigures;
  /** Of the last answered PING, milliseconds. */
  readonly heartbeat: number | null;
  /** Moderations that are so many that the oldest are not linked any more. */
  readonly unlinked: number;
}
