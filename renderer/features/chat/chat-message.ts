// A decoded line of chat, read for its row and its details: who speaks, how the channel marks them, what is said.

import type { Decoded } from '../../../proxy/contract/model.ts';
import type { Emote } from '../../../proxy/formats/twitch/twitch-tags.ts';
import { type ChatPiece, cutEmotes } from '../../../proxy/formats/twitch/emote-cut.ts';

export interface ChatMessage {
  readonly channel: string;
  readonly name: string;
  readonly login: string | null;
  readonly userId: string | null;
  /** `#rrggbb`, as the speaker chose it. */
  readonly color: string | null;
  readonly badges: readonly Badge[];
  readonly pieces: readonly ChatPiece[];
  readonly text: string;
  readonly action: boolean;
  readonly bits: number | null;
  readonly id: string | null;
  readonly msgId: string | null;
  readonly firstMessage: boolean;
  readonly returningChatter: boolean;
  readonly reply: Reply | null;
  /** Shared chat: the room in which it was written. */
  readonly sourceRoom: string | null;
}

export interface Badge {
  readonly name: string;
  readonly version: string;
  /** Of `badge-info`, such as months. */
  readonly info: string | null;
}

export interface Reply {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export function readChatMessage({ fields }: Decoded): ChatMessage {
  const text = textOf(fields['text']) ?? '';
  return {
    channel: textOf(fields['channel']) ?? '',
    name: textOf(fields['displayName']) ?? textOf(fields['nick']) ?? '?',
    login: textOf(fields['user']),
    userId: textOf(fields['userId']),
    color: textOf(fields['color']),
    badges: badgesOf(fields),
    pieces: cutEmotes(text, (fields['emotes'] ?? []) as readonly Emote[]),
    text,
    action: fields['action'] === true,
    bits: typeof fields['bits'] === 'number' ? fields['bits'] : null,
    id: textOf(fields['id']),
    msgId: textOf(fields['msgId']),
    firstMessage: fields['firstMessage'] === true,
    returningChatter: fields['returningChatter'] === true,
    reply: replyOf(recordOf(fields['reply'])),
    sourceRoom: textOf(recordOf(fields['source'])['roomId']),
  };
}

/** `subscriber/12` and what `badge-info` adds. */
export function describeBadge({ name, version, info }: Badge): string {
  const months = name === 'subscriber' && info ? `, for ${info} months` : '';
  return `${name}${version ? `/${version}` : ''}${months || (info ? ` (${info})` : '')}`;
}

function badgesOf(fields: Decoded['fields']): readonly Badge[] {
  const info = recordOf(fields['badgeInfo']);
  return Object.entries(recordOf(fields['badges'])).map(([name, version]) => ({
    name,
    version: String(version),
    info: textOf(info[name]),
  }));
}

function replyOf(reply: Readonly<Record<string, unknown>>): Reply | null {
  const id = textOf(reply['id']);
  if (id === null) return null;
  const name = textOf(reply['displayName']) ?? textOf(reply['user']) ?? '?';
  return { id, name, text: textOf(reply['text']) ?? '' };
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
