// What another tab asked the timeline for: a message, which is brought into sight and inspected whatever the filter hides, or
// what a filter shows.

import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { useApp, useAppStore, useReport } from '../../state/session-context.tsx';
import type { MessageView } from './use-message-view.ts';
import type { Search } from './use-search.ts';

interface Cursor {
  readonly moveTo: (index: number) => void;
  /** There are rows to move to, and all there are have been looked at. */
  readonly isRead: boolean;
}

type Filtering = Pick<Search, 'onText' | 'clear' | 'shown'>;

export function useRevealed(
  view: MessageView | null,
  { onText, clear, shown }: Filtering,
  { moveTo, isRead }: Cursor,
  inspect: () => void,
): void {
  const store = useAppStore();
  const report = useReport();
  const reveal = useApp((state) => (state.reveal?.tab === 'messages' ? state.reveal : null));
  useEffect(() => {
    if (reveal === null) return;
    const { seq, filter } = reveal;
    if (filter !== null) onText(filter, false);
    if (filter !== null || seq === null) return store.setState({ reveal: null });
    if (shown !== '') return clear();
    if (view?.filter !== '' || !isRead) return;
    const show = async () => {
      const place = await view.locate(seq);
      if (store.getState().reveal !== reveal) return;
      store.setState({ reveal: null });
      flushSync(() => moveTo(place)); // before more messages are drawn, which would be followed
      inspect();
    };
    show().catch(report);
  }, [reveal, view, isRead, shown, onText, clear, moveTo, inspect, store, report]);
}
