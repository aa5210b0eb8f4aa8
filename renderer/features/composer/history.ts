// What was sent from here before, newest last, and walking through it with the arrow keys. Pure.

import type { Draft } from './draft.ts';

const LIMIT = 50;

export interface History {
  readonly sent: readonly Draft[];
  /** Place in `sent` that is shown; its length while a new message is written. */
  readonly at: number;
}

export const NO_HISTORY: History = { sent: [], at: 0 };

export function remember({ sent }: History, draft: Draft): History {
  const last = sent.at(-1);
  const again = last?.text === draft.text && last.type === draft.type && last.to === draft.to;
  const next = again ? sent : [...sent, draft].slice(-LIMIT);
  return { sent: next, at: next.length };
}

/** The message before (-1) or after (1); null at either end. */
export function walk({ sent, at }: History, step: 1 | -1): readonly [History, Draft | null] {
  const next = Math.min(Math.max(at + step, 0), sent.length);
  return [{ sent, at: next }, next === at ? null : (sent[next] ?? null)];
}
