// The settings of each channel, as ROOMSTATE tells them: all of them when one joins, later only what changes
// (dev.twitch.tv/docs/chat/irc#roomstate-tags). A line's change is what differs from before.

import { ROOM_SETTINGS, type RoomChange, type RoomSetting, type RoomSettings } from '../../contract/chat.ts';
import type { IrcLine } from './irc-line.ts';
import { numberTag } from './twitch-tags.ts';
import { channelOf } from './chat-class.ts';

/** Channels whose settings are kept. */
const KEPT = 4096;

export interface RoomUpdate {
  readonly changes: readonly RoomChange[];
  /** Nothing had been told of the channel before. */
  readonly first: boolean;
}

export class Rooms {
  readonly #rooms = new Map<string, RoomSettings>();

  settings(channel: string): RoomSettings {
    return this.#rooms.get(channel) ?? {};
  }

  take(line: IrcLine): RoomUpdate {
    const channel = channelOf(line);
    const before = this.#rooms.get(channel) ?? null;
    const told = settingsOf(line);
    if (before !== null || this.#rooms.size < KEPT) this.#rooms.set(channel, { ...before, ...told });
    return { changes: changesOf(before ?? {}, told), first: before === null };
  }
}

function settingsOf({ tags }: IrcLine): RoomSettings {
  const told = ROOM_SETTINGS.map((setting) => [setting, numberTag(tags ?? {}, setting)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== null));
}

function changesOf(before: RoomSettings, told: RoomSettings): readonly RoomChange[] {
  return (Object.entries(told) as [RoomSetting, number][])
    .map(([setting, after]) => ({ setting, before: before[setting] ?? null, after }))
    .filter((change) => change.before !== change.after);
}

/** Slow mode counts seconds and followers-only minutes from 0; the others are 0 or 1. */
export function isInForce(setting: RoomSetting, value: number): boolean {
  return setting === 'followers-only' ? value >= 0 : value > 0;
}
