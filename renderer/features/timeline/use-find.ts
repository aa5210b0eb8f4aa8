// Finding without hiding: a second view holds the matches alone, and its places are looked up in the first.

import { useCallback } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import { useReport } from '../../state/session-context.tsx';
import type { TimelineSource } from './source.ts';
import { type MessageView, useMessageView, useViewState } from './use-message-view.ts';

export interface Find {
  /** Null while nothing is looked for. */
  readonly matches: number | null;
  /** Goes to the next (1) or previous (-1) match, round the ends. */
  readonly step: (direction: 1 | -1) => void;
}

/** `filter` null: nothing is looked for. */
export function useFind(
  { ids, session }: Pick<TimelineSource, 'ids' | 'session'>,
  filter: string | null,
  view: MessageView | null,
  current: Seq | null,
  goTo: (index: number) => void,
): Find {
  const report = useReport();
  const { view: found } = useMessageView(ids, filter, false, false, session !== undefined);
  const state = useViewState(found);
  const first = state?.evicted ?? 0;
  const matches = (state?.count ?? 0) - first;
  const step = useCallback(
    (direction: 1 | -1) => {
      if (!view || matches === 0 || found?.filter !== filter) return;
      void neighbour(found, { first, matches }, current, direction)
        .then((seq) => view.locate(seq))
        .then(goTo)
        .catch(report);
    },
    [found, filter, view, first, matches, current, goTo, report],
  );
  return { matches: found ? matches : null, step };
}

/** How many there are, and the place of the first. */
interface Matches {
  readonly first: number;
  readonly matches: number;
}

/** The match before or after a message; the first or the last where there is none. */
async function neighbour(
  found: MessageView,
  { first, matches }: Matches,
  current: Seq | null,
  direction: 1 | -1,
): Promise<Seq> {
  if (current === null) return seqAt(found, first + (direction === 1 ? 0 : matches - 1));
  const place = (await found.locate(current)) - first;
  const onMatch = place < matches && (await seqAt(found, first + place)) === current;
  const next = direction === 1 ? (onMatch ? place + 1 : place) : place - 1;
  return seqAt(found, first + ((next + matches) % matches));
}

async function seqAt(found: MessageView, index: number): Promise<Seq> {
  const [row] = await found.fetch(index, 1);
  if (!row) throw new Error(`The match at ${index} is gone; the capture was cleared.`);
  return row.seq;
}
