// The retries that were made of a connection's upgrade, out of the list: it knows no answer of theirs.

import { useMemo } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { type UpgradeChange, describeChanges } from '../../../proxy/contract/upgrade-change.ts';
import { isUnanswered } from '../../../proxy/formats/doctor/outcome.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';

/** One that was made; of several that changed the same, the newest. */
export interface MadeRetry {
  readonly connection: ConnectionId;
  readonly changes: readonly UpgradeChange[];
  /** There is no answer yet. */
  readonly waits: boolean;
}

export function useRetries(original: ConnectionId): readonly MadeRetry[] {
  const store = useAppStore();
  const key = useApp(({ connections }) => keyOf(retriesOf(connections, original)));
  return useMemo(() => {
    const made = retriesOf(store.getState().connections, original);
    return key === '' ? [] : [...new Map(made.map((each) => [describeChanges(each.changes), each])).values()];
  }, [store, original, key]);
}

function retriesOf(connections: ReadonlyMap<ConnectionId, Connection>, original: ConnectionId): MadeRetry[] {
  const made: MadeRetry[] = [];
  for (const each of connections.values()) {
    if (each.replayOf !== original || each.retry === null) continue;
    made.push({ connection: each.id, changes: each.retry, waits: isUnanswered(each) });
  }
  return made;
}

/** Another text when there is something else to show. */
function keyOf(made: readonly MadeRetry[]): string {
  return made.map(({ connection, waits }) => `${connection} ${waits}`).join();
}
