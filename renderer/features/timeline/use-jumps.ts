// Going to places of a timeline: to a time, and from one gap or violation to the next.

import { type RefObject, useCallback, useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { Overview } from '../../../proxy/contract/model.ts';
import { useAttempt } from '../../state/session-context.tsx';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { type Direction, findEvent } from './event-search.ts';
import type { MessageListHandle } from './message-list.tsx';
import type { Entry } from './use-entry.ts';
import type { MessageView } from './use-message-view.ts';
import type { RowCursor } from './use-row-cursor.ts';
import type { VisibleRows } from './visible-rows.ts';

interface Jumping {
  readonly view: MessageView | null;
  /** Shows only a part of the time. */
  readonly ranged: boolean;
  readonly entry: Entry;
  readonly overview: Overview | null;
  /** Rows are `[first, count)`. */
  readonly first: number;
  readonly count: number;
  readonly cursor: RowCursor;
  readonly visible: VisibleRows;
  readonly list: RefObject<MessageListHandle | null>;
}

export interface Jumps {
  /** The dialog that asks for a time is open. */
  readonly asked: boolean;
  readonly setAsked: (asked: boolean) => void;
  readonly ask: () => void;
  /** Makes a row the active one, and the first that is shown. */
  readonly show: (index: number) => void;
  readonly toTime: (at: number) => void;
}

export function useJumps(jumping: Jumping): Jumps {
  const { view, ranged, entry, overview, first, count, cursor, visible, list } = jumping;
  const attempt = useAttempt();
  const [asked, setAsked] = useState(false);
  const { active, moveTo } = cursor;
  const show = useCallback(
    (index: number) => {
      moveTo(index);
      list.current?.scrollToRow(index, 'start');
    },
    [moveTo, list],
  );
  useEffect(() => {
    if (view && ranged) list.current?.scrollToRow(0, 'start'); // a range is read from its beginning
  }, [view, ranged, list]);
  const toTime = useCallback(
    (at: number) => {
      if (!view || count === first) return;
      attempt(async () => show(Math.min(await view.locateTime(at), count - 1)));
    },
    [view, first, count, attempt, show],
  );
  const { target, onReached } = entry;
  useEffect(() => {
    if (!view || target === null || count === first) return;
    attempt(async () => show(Math.min(await view.locate(target), count - 1)));
    onReached();
  }, [view, target, onReached, first, count, attempt, show]);
  const toEvent = useCallback(
    (direction: Direction) => {
      if (!view || !overview) return;
      const start = active ?? (direction === 1 ? visible.from - 1 : visible.to);
      attempt(async () => {
        const found = await findEvent(view, overview, count, start, direction);
        if (found === null) toast(`No ${direction === 1 ? 'later' : 'earlier'} gap or violation.`);
        else show(found);
      });
    },
    [view, overview, count, active, visible, attempt, show],
  );
  const ask = useCallback(() => setAsked(true), []);
  useShortcut('jumpToTime', ask, count > first);
  useShortcut('nextEvent', () => toEvent(1));
  useShortcut('previousEvent', () => toEvent(-1));
  return { asked, setAsked, ask, show, toTime };
}
