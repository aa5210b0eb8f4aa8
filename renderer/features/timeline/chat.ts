// Reads a decoded line of Twitch chat for a timeline row: who speaks, in which colour, with which badges.
// Only what the row draws; the whole of it stands in the inspector.

import type { Decoded } from '../../../proxy/contract/model.ts';

export interface ChatLine {
  readonly channel: string;
  readonly name: string;
  /** `#rrggbb`, as the speaker chose it. */
  readonly color: string | null;
  readonly badges: readonly string[];
  readonly text: string;
  readonly action: boolean;
  readonly bits: number | null;
  readonly firstMessage: boolean;
  /** Whom it answers. */
  readonly replyTo: string | null;
}

/** Null for anything but a line of chat. */
export function readChatLine({ protocol, kind, fields }: Decoded): ChatLine | null {
  if (protocol !== 'irc' || kind !== 'PRIVMSG' || typeof fields['text'] !== 'string') return null;
  return {
    channel: textOf(fields['channel']) ?? '',
    name: textOf(fields['displayName']) ?? textOf(fields['nick']) ?? '?',
    color: textOf(fields['color']),
    badges: Object.keys(recordOf(fields['badges'])),
    text: fields['text'],
    action: fields['action'] === true,
    bits: typeof fields['bits'] === 'number' ? fields['bits'] : null,
    firstMessage: fields['firstMessage'] === true,
    replyTo: textOf(recordOf(fields['reply'])['displayName']),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Badges short enough for a row; the others are shown by name. */
const SHORT_BADGES: Readonly<Record<string, string>> = {
  broadcaster: 'host',
  moderator: 'mod',
  subscriber: 'sub',
  'sub-gifter': 'gifter',
  vip: 'vip',
  staff: 'staff',
  admin: 'admin',
  partner: '✓',
  premium: 'prime',
  founder: 'founder',
};

export function shortBadge(badge: string): string {
  return SHORT_BADGES[badge] ?? badge;
}
