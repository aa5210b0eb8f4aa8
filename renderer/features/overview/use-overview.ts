// The overview of one view, asked for again when the view has changed, a few times a second at most and one at a time.

import { useEffect, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Overview } from '../../../proxy/contract/model.ts';
import type { AppState } from '../../state/app-store.ts';
import { useAppStore, useReport } from '../../state/session-context.tsx';
import type { MessageView } from '../timeline/use-message-view.ts';
import { Poll } from './poll.ts';

/** From one answer to the next question. */
const PACE_MS = 300;

interface Known {
  readonly view: MessageView;
  readonly overview: Overview;
}

/** Null until the first answer. What was known of the same messages stays until the next view has counted them all. */
export function useOverview(view: MessageView | null): Overview | null {
  const store = useAppStore();
  const report = useReport();
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    if (!view) return;
    const poll = new Poll(
      async () => {
        const overview = await view.overview();
        if (overview) setKnown((before) => better(before, { view, overview }));
      },
      PACE_MS,
      report,
    );
    poll.ask();
    const unsubscribe = store.subscribe((state, before) => {
      if (concerns(view, state, before)) poll.ask();
    });
    return () => {
      unsubscribe();
      poll.stop();
    };
  }, [view, store, report]);
  return known?.overview ?? null;
}

function better(before: Known | null, next: Known): Known {
  const same = before?.view.filter === next.view.filter && before.view !== next.view;
  const complete = ({ overview: { scanned, total } }: Known) => scanned >= total;
  return same && complete(before) && !complete(next) ? before : next;
}

/** Messages came, a gap began or ended, or a connection did. */
function concerns({ view, connections }: MessageView, state: AppState, before: AppState): boolean {
  return (
    state.views.get(view) !== before.views.get(view) ||
    state.status?.totals.gaps !== before.status?.totals.gaps ||
    state.status?.recording !== before.status?.recording ||
    state.status?.totals.open !== before.status?.totals.open ||
    (connections?.length === 1 && hasEnded(connections[0], state) !== hasEnded(connections[0], before))
  );
}

function hasEnded(id: ConnectionId | undefined, { connections }: AppState): boolean {
  return id !== undefined && connections.get(id)?.ending !== null;
}
