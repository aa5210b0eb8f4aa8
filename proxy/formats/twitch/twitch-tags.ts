// Tags of Twitch chat as values: badges, emotes, flags, times (dev.twitch.tv/docs/chat/irc). Tags that are missing,
// because the capability was not asked for, give null or nothing. It does not know which command carries which tag.

export type Tags = Readonly<Record<string, string>>;

/** An emote in a text; `start` and `end` (inclusive) count Unicode code points, as Twitch does. */
export interface Emote {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function textTag(tags: Tags, name: string): string | null {
  return tags[name] || null;
}

export function numberTag(tags: Tags, name: string): number | null {
  const value = tags[name];
  return value && Number.isFinite(Number(value)) ? Number(value) : null;
}

export function flagTag(tags: Tags, name: string): boolean {
  return tags[name] === '1' || tags[name] === 'true';
}

/** `broadcaster/1,subscriber/12` */
export function badgesTag(tags: Tags, name: string): Readonly<Record<string, string>> {
  const badges = (tags[name] ?? '').split(',').filter((badge) => badge !== '');
  return Object.fromEntries(badges.map(parseBadge));
}

function parseBadge(badge: string): readonly [string, string] {
  const slash = badge.indexOf('/');
  return slash < 0 ? [badge, ''] : [badge.slice(0, slash), badge.slice(slash + 1)];
}

type Range = Omit<Emote, 'text'>;

/**
 * `25:0-4,12-16/1902:6-10`, in the order of the text; ranges that lie outside of it or over another are left out, so
 * that all together hold no more than the text does.
 */
export function emotesTag(tags: Tags, text: string): readonly Emote[] {
  if (!tags['emotes']) return [];
  const points = Array.from(text);
  const ranges = tags['emotes'].split('/').flatMap((emote) => parseRanges(emote, points.length));
  let free = 0;
  return ranges
    .toSorted((a, b) => a.start - b.start)
    .flatMap((range) => {
      if (range.start < free) return [];
      free = range.end + 1;
      return [{ ...range, text: points.slice(range.start, free).join('') }];
    });
}

function parseRanges(emote: string, length: number): readonly Range[] {
  const colon = emote.lastIndexOf(':');
  const id = emote.slice(0, colon);
  return emote
    .slice(colon + 1)
    .split(',')
    .flatMap((range) => {
      const [start, end] = range.split('-').map(Number);
      const inside = start !== undefined && end !== undefined && start <= end && end < length;
      return colon > 0 && inside ? [{ id, start, end }] : [];
    });
}
