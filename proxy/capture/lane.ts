// How a client's bytes reached us: on the proxy's own port, inside a CONNECT, with or without TLS. Decided once
// a socket and handed along with it.

import type { ConnectionId } from '../contract/ids.ts';
import type { End } from './end.ts';
import type { Target } from './target.ts';

export interface Lane {
  readonly client: End;
  /** The CONNECT target; null on the proxy's own port, where every request names its own. */
  readonly tunnel: Target | null;
  /** A Framescope replay announced itself: the connection that it plays again. */
  readonly ticket: ReplayTicket | null;
}

/** What `Session.replay` hands to its own client, which shows it in the `Proxy-Framescope` field. */
export interface ReplayTicket {
  readonly replayOf: ConnectionId;
  /** Told the new connection's id as soon as it has one. */
  readonly claimed: (id: ConnectionId) => void;
}

export const TICKET_FIELD = 'Proxy-Framescope';
