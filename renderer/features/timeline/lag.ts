// How late a line of Twitch chat arrived: arrival minus `tmi-sent-ts`, milliseconds. Negative where a clock is wrong.

import type { Decoded } from '../../../proxy/contract/model.ts';
import { formatDuration, formatExactDuration } from '../../ui/quantity.ts';

/** Of the first line that says when it was sent; null where none does. */
export function lagOf(at: number, decoded: Decoded | null): number | null {
  if (decoded?.protocol !== 'irc') return null;
  for (const { fields } of [decoded, ...decoded.parts]) {
    const tags = (fields['tags'] ?? {}) as Readonly<Record<string, string>>;
    const sentAt = Number(tags['tmi-sent-ts'] || Number.NaN);
    if (Number.isFinite(sentAt)) return at - sentAt;
  }
  return null;
}

export function formatLag(lag: number): string {
  return lag < 0 ? `−${formatDuration(-lag)}` : formatDuration(lag);
}

/** The exact time, and what it means. */
export function lagTitle(lag: number | null): string | undefined {
  if (lag === null) return undefined;
  if (lag < 0) return 'Arrived before it was sent: this computer’s clock is behind, or Twitch’s is ahead.';
  return `Arrived ${formatExactDuration(lag)} after Twitch had sent it (tmi-sent-ts).`;
}
