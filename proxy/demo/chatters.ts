// The people of a channel: a few talk all the time, most now and then. Names, colours, badges; no words.

import type { Random } from './random.ts';
import { COLOURS, LOCALISED_NAMES, NAME_ENDS, NAME_STARTS } from './vocabulary.ts';

export interface Chatter {
  readonly login: string;
  readonly displayName: string;
  readonly userId: string;
  /** `#RRGGBB`; empty for somebody who never chose one. */
  readonly color: string;
  /** `moderator/1`, `subscriber/12` */
  readonly badges: readonly string[];
  /** Months of subscription; 0 without one. */
  readonly months: number;
}

/** Names that need no number to tell them apart. */
const PAIRS = NAME_STARTS.length * NAME_ENDS.length;

export function createChatters(random: Random, count: number): readonly Chatter[] {
  return Array.from({ length: count }, (_, index) => createChatter(random, index));
}

/** The first of the list are heard most. */
export function pickChatter(random: Random, chatters: readonly Chatter[]): Chatter {
  return chatters[Math.floor(chatters.length * random.next() ** 2.5)]!;
}

export function hasBadge(chatter: Chatter, badge: string): boolean {
  return chatter.badges.some((each) => each.startsWith(`${badge}/`));
}

function createChatter(random: Random, index: number): Chatter {
  const start = NAME_STARTS[index % NAME_STARTS.length]!;
  const end = NAME_ENDS[(index + Math.floor(index / NAME_STARTS.length)) % NAME_ENDS.length]!;
  const number = index < PAIRS && random.chance(0.5) ? '' : String(index);
  const months = random.chance(0.35) ? 1 + random.below(48) : 0;
  return {
    login: `${start}_${end}${number}`,
    displayName:
      index % 40 === 7 ? random.pick(LOCALISED_NAMES) : `${capital(start)}_${capital(end)}${number}`,
    userId: String(20_000_000 + random.below(900_000_000)),
    color: random.chance(0.15) ? '' : random.pick(COLOURS),
    badges: badgesOf(random, index, months),
    months,
  };
}

/** Among the busiest are one moderator and one VIP at least. */
function badgesOf(random: Random, index: number, months: number): readonly string[] {
  const rank =
    index === 3 || random.chance(0.02) ? 'moderator/1' : index === 5 || random.chance(0.03) ? 'vip/1' : null;
  const badges = rank ? [rank] : [];
  if (months > 0) badges.push(`subscriber/${subscriberTier(months)}`);
  if (random.chance(0.2)) badges.push('premium/1');
  return badges;
}

/** The badge is of the last step reached, `badge-info` has the month. */
function subscriberTier(months: number): number {
  return [48, 36, 24, 12, 6, 3, 2].find((step) => step <= months) ?? 0;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
