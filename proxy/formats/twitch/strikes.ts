// Which line takes which earlier lines back: CLEARMSG one message by its id, CLEARCHAT all of a user's or all of a channel's
// (dev.twitch.tv/docs/chat/irc). Only moderations are kept, by places of the chat; what they strike is found when it is shown.

import type { StrikeKind } from '../../contract/chat.ts';
import type { IrcLine } from './irc-line.ts';
import { numberTag, textTag } from './twitch-tags.ts';
import { channelOf } from './chat-class.ts';
import { fingerprint } from './fingerprint.ts';
import { NewestMap } from './newest-map.ts';

/** Of each kind; about 100 bytes each. */
const KEPT = 1 << 18;
/** Of one user, or one channel. */
const KEPT_OF_ONE = 1024;

export class Strikes {
  /** By the target's id. */
  readonly #deleted = new NewestMap<number>(KEPT);
  /** By channel and user, or by channel alone: places, oldest first. */
  readonly #cleared = new NewestMap<readonly number[]>(KEPT);
  #shortened = 0;

  /** Moderations whose lines are not found any more. */
  get dropped(): number {
    return this.#deleted.dropped + this.#cleared.dropped + this.#shortened;
  }

  /** Whether it strikes anything. */
  take(place: number, line: IrcLine): boolean {
    if (line.command === 'CLEARMSG') return this.#delete(place, line.tags?.['target-msg-id']);
    if (line.command !== 'CLEARCHAT') return false;
    const key = clearKey(channelOf(line), line.params[1] ?? '');
    const before = this.#cleared.get(key) ?? [];
    if (before.length >= KEPT_OF_ONE) this.#shortened += 1;
    this.#cleared.set(key, [...before.slice(1 - KEPT_OF_ONE), place]);
    return true;
  }

  /** The place of the first line that takes this one back; null where none does. */
  of(place: number, line: IrcLine): number | null {
    if (line.command !== 'PRIVMSG') return null;
    const channel = channelOf(line);
    const user = textTag(line.tags ?? {}, 'login') ?? line.source?.nick ?? null;
    const id = line.tags?.['id'];
    const found = [
      id ? this.#deleted.get(fingerprint(id)) : null,
      ...(this.#cleared.get(clearKey(channel, '')) ?? []),
      ...((user && this.#cleared.get(clearKey(channel, user))) || []),
    ].filter((by) => by !== null && by > place);
    return found.length === 0 ? null : Math.min(...(found as number[]));
  }

  #delete(place: number, target: string | undefined): boolean {
    if (!target) return false;
    this.#deleted.set(fingerprint(target), place);
    return true;
  }
}

function clearKey(channel: string, user: string): number {
  return fingerprint(`${channel} ${user.toLowerCase()}`);
}

/** What a moderation does to a line; null where it is about another one. */
export function strikeBy(by: IrcLine, line: IrcLine): { kind: StrikeKind; seconds: number | null } | null {
  if (by.command === 'CLEARMSG') {
    return by.tags?.['target-msg-id'] === line.tags?.['id'] ? { kind: 'deleted', seconds: null } : null;
  }
  if (channelOf(by) !== channelOf(line)) return null;
  if (by.params[1] === undefined) return { kind: 'clear', seconds: null };
  const seconds = numberTag(by.tags ?? {}, 'ban-duration');
  return { kind: seconds === null ? 'ban' : 'timeout', seconds };
}
