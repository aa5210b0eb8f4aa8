// Values of this capture, so that completion offers what is there: of the connections, which the page holds, and of
// messages, which the engine samples when it is asked.

import { useCallback, useRef, useState } from 'react';
import { decodersOf } from '../../../proxy/contract/decoder-choice.ts';
import type { SeenValues } from '../../../proxy/contract/filter-suggest.ts';
import { type ConnectionId, formatConnectionId } from '../../../proxy/contract/ids.ts';
import { EMPTY_SAMPLE, type MessageSample } from '../../../proxy/contract/message-sample.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { useAppStore, useReport, useSession } from '../../state/session-context.tsx';

/** Newest connections that values are taken from. */
const NEWEST = 2000;
/** Milliseconds that a sample serves. */
const FRESH = 2000;

export function seenInConnections(all: Iterable<Connection>): SeenValues {
  const rows = [...all].slice(-NEWEST).toReversed();
  return {
    host: mostFrequent(rows.map((row) => row.host)),
    method: mostFrequent(rows.map((row) => row.method)),
    status: mostFrequent(rows.map((row) => String(row.status ?? ''))),
    path: mostFrequent(rows.map((row) => row.path.split('?', 1)[0] ?? '')),
    proto: mostFrequent(rows.flatMap((row) => [...decodersOf(row), row.subprotocol ?? ''])),
    subprotocol: mostFrequent(rows.map((row) => row.subprotocol ?? '')),
    close: mostFrequent(rows.map((row) => String(row.ending?.code ?? ''))),
    id: rows.map((row) => formatConnectionId(row.id)),
  };
}

function mostFrequent(values: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
}

/** Of the connections as they are when it is called. */
export function useSeenConnections(): () => SeenValues {
  const store = useAppStore();
  return useCallback(() => seenInConnections(store.getState().connections.values()), [store]);
}

/** Of connections and of their messages (null: of all); `wake` asks for the messages anew where that is due. */
export function useSeenMessages(connections: readonly ConnectionId[] | null) {
  const session = useSession();
  const report = useReport();
  const ofConnections = useSeenConnections();
  const [sample, setSample] = useState<MessageSample>(EMPTY_SAMPLE);
  const askedAt = useRef(-Infinity);
  const wake = useCallback(() => {
    const now = performance.now();
    if (now - askedAt.current < FRESH) return;
    askedAt.current = now;
    void session.sample(connections).then(setSample, report);
  }, [session, report, connections]);
  const seen = useCallback(
    () => ({ ...ofConnections(), kind: sample.kinds, fields: sample.fields }),
    [ofConnections, sample],
  );
  return { seen, wake };
}
