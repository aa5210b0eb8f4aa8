// Arrives at a place that somebody wants to go to: a message, a time, or a filter. What is in force and hides the message
// is taken away first.

import { useEffect } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { useApp, useAppStore, useReport } from '../../state/session-context.tsx';
import type { TimelineSource } from './source.ts';
import type { MessageView } from './use-message-view.ts';
import type { Search } from './use-search.ts';

interface Going {
  readonly source: TimelineSource;
  readonly view: MessageView | null;
  readonly state: ViewState | null;
  readonly search: Search;
  readonly show: (index: number) => void;
  readonly toTime: (at: number) => void;
}

export function useGoing({ source, view, state, search, show, toTime }: Going): void {
  const store = useAppStore();
  const report = useReport();
  const going = useApp((app) => app.going);
  const mine = going !== null && source.members.some(({ id }) => id === going.connection) ? going : null;
  const looked = state !== null && state.scanned >= state.total;
  const empty = (state?.count ?? 0) === 0;
  const { onText, clear } = search;
  useEffect(() => {
    if (mine === null || mine.kind === 'connection') return;
    const arrived = () => store.setState((app) => (app.going === mine ? { going: null } : {}));
    if (mine.kind === 'filter') {
      arrived();
      return onText(mine.filter, false);
    }
    if (!view || !looked) return;
    const goOn = (index: number | null) => {
      if (store.getState().going !== mine) return;
      if (index === null && view.filter !== '') return clear();
      arrived();
      if (index !== null) show(index);
    };
    if (mine.kind === 'message') void placeOf(view, mine.seq).then(goOn).catch(report);
    else if (view.filter !== '' && empty) clear();
    else {
      arrived();
      toTime(mine.at);
    }
  }, [mine, view, looked, empty, store, report, onText, clear, show, toTime]);
}

/** Null where the view does not hold it. */
async function placeOf(view: MessageView, seq: Seq): Promise<number | null> {
  const index = await view.locate(seq);
  const [row] = await view.fetch(index, 1);
  return row?.seq === seq ? index : null;
}
