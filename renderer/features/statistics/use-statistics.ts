// The statistics of one view, asked for again when the view has changed: at most twice a second, and one at a time.

import { useEffect, useState } from 'react';
import type { Statistics } from '../../../proxy/contract/statistics.ts';
import { useAppStore, useReport } from '../../state/session-context.tsx';
import { Poll } from '../overview/poll.ts';
import type { MessageView } from '../timeline/use-message-view.ts';

const PACE_MS = 500;

/** Null until the first answer. */
export function useStatistics(view: MessageView | null): Statistics | null {
  const store = useAppStore();
  const report = useReport();
  const [statistics, setStatistics] = useState<Statistics | null>(null);
  useEffect(() => {
    if (!view) return;
    const ask = async () => {
      const answer = await view.statistics();
      if (answer) setStatistics(answer);
    };
    const poll = new Poll(ask, PACE_MS, report);
    poll.ask();
    const unsubscribe = store.subscribe(({ views }, before) => {
      if (views.get(view.view) !== before.views.get(view.view)) poll.ask();
    });
    return () => {
      unsubscribe();
      poll.stop();
    };
  }, [view, store, report]);
  return statistics;
}
