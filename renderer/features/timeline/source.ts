// Whose messages a timeline shows: one connection's, or those of several merged in the order of arrival; and how a
// row names the connection that its message belongs to.

import { type ConnectionId, formatConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { connectionName, connectionNameWithoutHost } from '../../state/selectors.ts';

export interface TimelineSource {
  /** For `Session.openView`: null for all there are. The same array as long as they are the same. */
  readonly ids: readonly ConnectionId[] | null;
  /** Of one session: all of its connections so far, where `ids` are those it had at first. */
  readonly session?: readonly ConnectionId[];
  /** What is known of them now; at least one. */
  readonly members: readonly [Connection, ...Connection[]];
}

export function isMerged({ ids, members }: TimelineSource): boolean {
  return ids?.length !== 1 || members.length > 1;
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
  /** Of the session that both carry; null where it is of no such session. */
  readonly transport: 'polling' | 'WebSocket' | null;
  /** One of the few colours that tell neighbours apart; the id is what tells them all apart. */
  readonly hue: number;
}

const HUES = 6;

/** What tells connections apart: of one session their transports, of one host what comes after it. */
export type SourceNaming = 'transport' | 'host' | 'path';

export function sourceNaming({ members, session }: TimelineSource): SourceNaming {
  if (session) return 'transport';
  const [{ host, port }] = members;
  return members.every((each) => each.host === host && each.port === port) ? 'path' : 'host';
}

/** The same object for a connection every time. */
export function rowSources(
  naming: SourceNaming,
  connectionOf: (id: ConnectionId) => Connection | undefined,
): (id: ConnectionId) => RowSource | null {
  const known = new Map<ConnectionId, RowSource>();
  return (id) => {
    const connection = connectionOf(id);
    if (connection === undefined) return null;
    const source = known.get(id) ?? rowSource(connection, naming);
    known.set(id, source);
    return source;
  };
}

function rowSource(connection: Connection, naming: SourceNaming): RowSource {
  const { id, url } = connection;
  const transport = transportOf(connection);
  const name = transport !== null && naming === 'transport' ? transport : NAMES[naming](connection);
  return { id: formatConnectionId(id), name, url, transport, hue: id % HUES };
}

const NAMES: Readonly<Record<SourceNaming, (connection: Connection) => string>> = {
  transport: connectionName,
  host: connectionName,
  path: connectionNameWithoutHost,
};

function transportOf({ kind, session }: Connection): RowSource['transport'] {
  if (session === null) return null;
  return kind === 'http' ? 'polling' : 'WebSocket';
}
