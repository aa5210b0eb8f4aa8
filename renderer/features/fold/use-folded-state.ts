// The state after a step, as the engine folds it: asked for again when another step is wanted, when more messages have
// come, and while it still reads.

import { useEffect, useRef, useState } from 'react';
import { formatError } from '../../../proxy/contract/errors.ts';
import type { FoldedState, FoldQuery } from '../../../proxy/contract/fold.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { type Asking, keepAsking } from '../../state/keep-asking.ts';
import { useAppStore, useSession } from '../../state/session-context.tsx';

export interface Folding {
  /** Null until it is here. */
  readonly folded: FoldedState | null;
  /** Why the engine cannot fold in this way; empty: it can. */
  readonly refused: string;
}

const NOTHING: Folding = { folded: null, refused: '' };

/** `place` null: the newest step. */
export function useFoldedState(query: FoldQuery | null, place: number | null): Folding {
  const session = useSession();
  const store = useAppStore();
  const [folding, setFolding] = useState(NOTHING);
  const asking = useRef<Asking | null>(null);
  const wanted = useRef(place);
  useEffect(() => {
    wanted.current = place;
    asking.current?.again();
  }, [place]);
  useEffect(() => {
    if (query === null) return;
    const tell = (folded: FoldedState) => setFolding({ folded, refused: '' });
    const fail = (error: unknown) => setFolding({ folded: null, refused: formatError(error) });
    const current = keepAsking(() => session.foldState(query, wanted.current), tell, fail);
    asking.current = current;
    const stop = store.subscribe((state, before) => {
      const id = query.connection;
      if (messagesOf(state.connections.get(id)) !== messagesOf(before.connections.get(id))) current.again();
    });
    return () => {
      stop();
      current.end();
    };
  }, [session, store, query]);
  return query === null ? NOTHING : folding;
}

function messagesOf(connection: Connection | undefined): number {
  return connection ? connection.sentMessages + connection.receivedMessages : 0;
}
