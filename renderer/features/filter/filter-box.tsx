// The filter of the connection list, bound to its text in the store and to `/`.

import { useCallback, useRef } from 'react';
import type { SeenValues } from '../../../proxy/contract/filter-suggest.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { focusConnectionList } from '../connections/focus.ts';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { FilterField } from './filter-field.tsx';

export function FilterBox() {
  const store = useAppStore();
  const value = useApp((state) => state.listFilter);
  const input = useRef<HTMLInputElement>(null);
  useShortcut('filter', () => input.current?.select());
  const seen = useCallback(() => seenValues([...store.getState().connections.values()]), [store]);
  const change = useCallback((listFilter: string) => store.setState({ listFilter }), [store]);
  return (
    <FilterField
      ref={input}
      label="Filter connections"
      placeholder="Filter: ws host:*.twitch.tv  (press / )"
      value={value}
      onChange={change}
      seen={seen}
      onLeave={focusConnectionList}
    />
  );
}

/** Values of this capture, so that completion offers what is there. */
function seenValues(rows: readonly Connection[]): SeenValues {
  return {
    host: distinct(rows.map((row) => row.host)),
    method: distinct(rows.map((row) => row.method)),
    status: distinct(rows.map((row) => String(row.status ?? ''))),
    proto: distinct(rows.flatMap((row) => [row.decoder ?? '', row.subprotocol ?? ''])),
  };
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
