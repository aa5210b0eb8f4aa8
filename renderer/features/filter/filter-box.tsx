// The filter of the connection list, bound to its text in the store and to `/`.

import { useCallback, useRef } from 'react';
import type { Filter } from '../../../proxy/contract/filter.ts';
import { describeFilter } from '../../../proxy/contract/filter-describe.ts';
import { messageTerms } from '../../../proxy/contract/filter-match.ts';
import { isAboutResources } from '../../state/resource-filter.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { focusConnectionList } from '../connections/focus.ts';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { FilterField } from './filter-field.tsx';
import { typeBehind } from './free-text.ts';
import { useSeenConnections } from './seen-values.ts';

export function FilterBox() {
  const store = useAppStore();
  const value = useApp((state) => state.listFilter);
  const input = useRef<HTMLInputElement>(null);
  const change = useCallback(
    (listFilter: string, listFilterUnfinished: boolean) =>
      store.setState({ listFilter, listFilterUnfinished }),
    [store],
  );
  const leave = useCallback(() => {
    input.current?.blur(); // there may be no list to go to
    focusConnectionList();
  }, []);
  useShortcut('filter', () => typeBehind(input.current, value, isAboutResources, change));
  return (
    <FilterField
      ref={input}
      label="Filter connections"
      placeholder="Filter: ws host:*.twitch.tv  (press / )"
      place="connections"
      value={value}
      onChange={change}
      seen={useSeenConnections()}
      remark={notAsked}
      onLeave={leave}
    />
  );
}

/** The page holds no messages: what only they can answer hides no connection. */
function notAsked(filter: Filter): string | null {
  const [term] = messageTerms(filter);
  if (!term) return null;
  return `This list does not look into messages, so “${describeFilter(term)}” hides no connection. Filter the messages of one in its timeline.`;
}
