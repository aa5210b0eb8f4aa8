// What is counted of one view, asked for again when the view has changed: at most twice a second, and one at a time.

import { useEffect, useState } from 'react';
import type { MessageSchema } from '../../../proxy/contract/message-schema.ts';
import type { Statistics } from '../../../proxy/contract/statistics.ts';
import { useAppStore, useReport } from '../../state/session-context.tsx';
import { Poll } from '../overview/poll.ts';
import type { MessageView } from './use-message-view.ts';

const PACE_MS = 500;

/** Null until the first answer. */
export function useStatistics(view: MessageView | null): Statistics | null {
  return useCounted(view, view?.statistics);
}

/** Null until the first answer. */
export function useSchema(view: MessageView | null): MessageSchema | null {
  return useCounted(view, view?.schema);
}

/** @param question of the view, and the same as long as the view is */
function useCounted<T>(view: MessageView | null, question: (() => Promise<T | null>) | undefined): T | null {
  const store = useAppStore();
  const report = useReport();
  const [counted, setCounted] = useState<T | null>(null);
  useEffect(() => {
    if (!view || !question) return;
    const ask = async () => {
      const answer = await question();
      if (answer !== null) setCounted(answer);
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
  }, [view, question, store, report]);
  return counted;
}
