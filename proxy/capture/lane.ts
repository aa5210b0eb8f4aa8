// How a client's bytes reached us: on the proxy's own port, inside a CONNECT, with or without TLS. Decided once
// a socket and handed along with it.

import type { ConnectionId } from '../contract/ids.ts';
import type { UpgradeChange } from '../contract/upgrade-change.ts';
import { type RequestHead, headerValue } from '../protocol/http-head.ts';
import type { End } from './end.ts';
import { type AbsoluteTarget, type Target, parseAbsolute, parseAuthority } from './target.ts';

export interface Lane {
  readonly client: End;
  /** The CONNECT target; null on the proxy's own port, where every request names its own. */
  readonly tunnel: Target | null;
  /** A client of Framescope's own announced itself. */
  readonly ticket: Ticket | null;
}

/** What the session knows of a client of its own (a replay, a retry), which shows a nonce in the `Proxy-Framescope` field. */
export interface Ticket {
  readonly replayOf: ConnectionId;
  /** What a retry changed; null for a replay. */
  readonly retry: readonly UpgradeChange[] | null;
  /** Aborted when it leaves without an answer; the reason is a Failure that says why. */
  readonly leaving: AbortSignal | null;
  /** Told the new connection's id as soon as it has one. */
  readonly claimed: (id: ConnectionId) => void;
}

export const TICKET_FIELD = 'Proxy-Framescope';

/** RFC 9112 §3.2.4: how a client asks a proxy for `OPTIONS *`. */
const AUTHORITY_ONLY = /^https?:\/\/[^/?#]*$/i;

/**
 * Where a request goes, and what to ask for there: the CONNECT target when there is one, whatever the Host field says;
 * else the absolute URI's, else the Host field's. Null when it names no valid host.
 */
export function wayOf(
  { method, target: url, headers }: RequestHead,
  { tunnel }: Lane,
): AbsoluteTarget | null {
  const absolute = parseAbsolute(url);
  if (tunnel) return { target: tunnel, path: absolute?.path ?? url };
  if (absolute && method === 'OPTIONS' && AUTHORITY_ONLY.test(url)) return { ...absolute, path: '*' };
  if (absolute) return absolute;
  const authority = parseAuthority(headerValue(headers, 'host') ?? '', 80);
  return authority && { target: { ...authority, secure: false }, path: url };
}
