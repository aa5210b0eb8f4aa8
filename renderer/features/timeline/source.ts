// Whose messages a timeline shows: one connection's, or those of several merged in the order of arrival; and how a
// row names the connection that its message belongs to.

import { type ConnectionId, formatConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { connectionName, connectionNameWithoutHost } from '../../state/selectors.ts';

export interface TimelineSource {
  /** For `Session.openView`: null for all there are. The same array as long as they are the same. */
  readonly ids: readonly ConnectionId[] | null;
  /** What is known of them now; at least one. */
  readonly members: readonly [Connection, ...Connection[]];
}

export function isMerged({ ids }: TimelineSource): boolean {
  return ids?.length !== 1;
}

/** Epoch milliseconds at which the first of them opened. */
export function openedFirst({ members }: TimelineSource): number {
  return members.reduce((first, { openedAt }) => Math.min(first, openedAt), members[0].openedAt);
}

export interface RowSource {
  /** `c3` */
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** One of the few colours that tell neighbours apart; the id is what tells them all apart. */
  readonly hue: number;
}

const HUES = 6;

/** Where all are of one host, it is what comes after that tells them apart. */
export function shareHost({ members }: TimelineSource): boolean {
  return members.every(({ host, port }) => host === members[0].host && port === members[0].port);
}

/** The same object for a connection every time. */
export function rowSources(
  withHost: boolean,
  connectionOf: (id: ConnectionId) => Connection | undefined,
): (id: ConnectionId) => RowSource | null {
  const known = new Map<ConnectionId, RowSource>();
  return (id) => {
    const connection = connectionOf(id);
    if (connection === undefined) return null;
    const source = known.get(id) ?? rowSource(connection, withHost);
    known.set(id, source);
    return source;
  };
}

function rowSource(connection: Connection, withHost: boolean): RowSource {
  const { id, url } = connection;
  const name = withHost ? connectionName(connection) : connectionNameWithoutHost(connection);
  return { id: formatConnectionId(id), name, url, hue: id % HUES };
}
