// A text of chat cut where its emotes are. Twitch counts code points, so that an emoji before an emote is one and not two.

import type { Emote } from './twitch-tags.ts';

export interface ChatPiece {
  readonly text: string;
  /** Null: words. */
  readonly emote: string | null;
}

/** @param emotes in the order of the text, none over another */
export function cutEmotes(text: string, emotes: readonly Emote[]): readonly ChatPiece[] {
  if (emotes.length === 0) return text === '' ? [] : [{ text, emote: null }];
  const points = Array.from(text);
  const pieces: ChatPiece[] = [];
  let at = 0;
  for (const { id, start, end } of emotes) {
    if (start > at) pieces.push({ text: points.slice(at, start).join(''), emote: null });
    pieces.push({ text: points.slice(start, end + 1).join(''), emote: id });
    at = end + 1;
  }
  if (at < points.length) pieces.push({ text: points.slice(at).join(''), emote: null });
  return pieces;
}
