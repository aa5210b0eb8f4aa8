// The keyboard of the message list. What a key does to the list stands in one table.

import { type KeyboardEvent, useCallback } from 'react';
import { matchesShortcut, type ShortcutId } from '../shortcuts/shortcuts.ts';
import type { Reach, RowCursor } from './use-row-cursor.ts';

export interface TimelineActions {
  readonly open: () => void;
  /** False where there was nothing to close. */
  readonly close: () => boolean;
  readonly resend: () => void;
  readonly copy: () => void;
  readonly compare: () => void;
  readonly framing: () => void;
  readonly toggleMark: () => void;
  readonly nextMark: () => void;
  readonly unfold: () => void;
  readonly fold: () => void;
  readonly unfoldAll: () => void;
  readonly foldAll: () => void;
}

interface Rows {
  /** Rows of the list, those beneath messages among them, are `[first, count)`. */
  readonly first: number;
  readonly count: number;
  /** Rows of one page. */
  readonly page: () => number;
  /** The active one; null: none. */
  readonly active: number | null;
  readonly moveTo: (index: number, reach: Reach) => void;
  readonly cursor: RowCursor;
}

export function useTimelineKeys(rows: Rows, actions: TimelineActions) {
  return useCallback(
    (event: KeyboardEvent) => {
      if (!moves(event, rows) && !acts(event, rows, actions)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    [rows, actions],
  );
}

function moves(event: KeyboardEvent, { first, count, page, active, moveTo, cursor }: Rows): boolean {
  const steps: readonly (readonly [boolean, number])[] = [
    [is(event, 'messageDown'), 1],
    [is(event, 'messageUp'), -1],
    [event.key === 'PageDown', page()],
    [event.key === 'PageUp', -page()],
    [is(event, 'messageFirst'), -Infinity],
    [is(event, 'messageLast'), Infinity],
  ];
  const step = steps.find(([pressed]) => pressed)?.[1];
  if (step === undefined || count === first) return false;
  const from = active ?? (step > 0 ? first - 1 : count);
  moveTo(Math.min(Math.max(from + step, first), count - 1), event.shiftKey ? 'extend' : 'only');
  if (step === Infinity && !event.shiftKey) cursor.setFollow(true);
  return true;
}

function acts(event: KeyboardEvent, { cursor }: Rows, actions: TimelineActions): boolean {
  if (is(event, 'inspect')) actions.open();
  else if (is(event, 'closeInspector')) return actions.close();
  else if (is(event, 'holdTail')) cursor.setFollow(!cursor.follow);
  else if (is(event, 'resend')) actions.resend();
  else if (is(event, 'copy')) actions.copy();
  else if (is(event, 'compare')) actions.compare();
  else if (is(event, 'frames')) actions.framing();
  else if (is(event, 'messageAll')) cursor.selectAll();
  else if (is(event, 'markMessage')) actions.toggleMark();
  else if (is(event, 'nextMessageColor')) actions.nextMark();
  else if (is(event, 'unfold')) actions.unfold();
  else if (is(event, 'fold')) actions.fold();
  else if (is(event, 'unfoldAll')) actions.unfoldAll();
  else if (is(event, 'foldAll')) actions.foldAll();
  else return false;
  return true;
}

function is(event: KeyboardEvent, shortcut: ShortcutId): boolean {
  return matchesShortcut(event, shortcut);
}
