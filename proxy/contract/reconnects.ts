// The logical sessions behind connections: WebSockets to one target that follow one another are one group, and so are the polls
// of one session. A value that is carried on from Change to Change; only the targets of connections that opened, were answered
// or ended are looked at again.

import type { ConnectionId } from './ids.ts';
import type { Connection } from './model.ts';
import { chainReconnects } from './reconnect-chains.ts';
import { reconnectTarget } from './reconnect-target.ts';

/** Two connections or more, in the order in which they were opened. */
export interface ReconnectGroup {
  /** That of the first member: it stays when others come. */
  readonly id: ConnectionId;
  readonly members: readonly ConnectionId[];
}

export interface ReconnectTarget {
  /** In the order in which they were opened. */
  readonly connections: readonly Connection[];
  /** The group of each of these; null for one that stands alone. */
  readonly groups: readonly (ReconnectGroup | null)[];
}

export type Reconnects = ReadonlyMap<string, ReconnectTarget>;

export const NO_RECONNECTS: Reconnects = new Map();

/** Null for a connection that stands alone. */
export function reconnectGroup(reconnects: Reconnects, connection: Connection): ReconnectGroup | null {
  if (!mayGroup(connection)) return null;
  const target = reconnects.get(targetOf(connection));
  if (!target) return null;
  const place = findPlace(target.connections, connection) - 1;
  return target.connections[place]?.id === connection.id ? target.groups[place]! : null;
}

/** What is replayed by Framescope is nothing that the client did. */
function mayGroup(connection: Connection): boolean {
  return isSessionPoll(connection) || (connection.kind === 'websocket' && connection.replayOf === null);
}

/** One of the requests that carry a session. */
export function isSessionPoll({ kind, session }: Connection): boolean {
  return kind === 'http' && session !== null;
}

function targetOf(connection: Connection): string {
  return isSessionPoll(connection) ? sessionName(connection) : reconnectTarget(connection);
}

/** What all connections of its session share, and nobody else. */
export function sessionName({ host, port, session }: Pick<Connection, 'host' | 'port' | 'session'>): string {
  return `${session}@${host}:${port}`;
}

/** `known` are the connections before the change. The same value comes back where nothing is grouped otherwise. */
export function carryReconnects(
  before: Reconnects,
  known: ReadonlyMap<ConnectionId, Connection>,
  changed: readonly Connection[],
): Reconnects {
  const relevant = changed.filter((connection) => mayRegroup(known.get(connection.id), connection));
  if (relevant.length === 0) return before;
  const after = new Map(before);
  for (const [target, connections] of Map.groupBy(relevant, targetOf)) {
    after.set(target, withConnections(before.get(target), connections));
  }
  return after;
}

function mayRegroup(before: Connection | undefined, after: Connection): boolean {
  if (!mayGroup(after)) return false;
  if (before === undefined || !mayGroup(before)) return true;
  if (isSessionPoll(after)) return false;
  return (
    before.ending?.at !== after.ending?.at ||
    before.status !== after.status ||
    before.subprotocol !== after.subprotocol
  );
}

function withConnections(
  before: ReconnectTarget | undefined,
  changed: readonly Connection[],
): ReconnectTarget {
  const connections = [...(before?.connections ?? [])];
  for (const connection of changed) {
    const place = findPlace(connections, connection);
    if (connections[place - 1]?.id === connection.id) connections[place - 1] = connection;
    else connections.splice(place, 0, connection);
  }
  return { connections, groups: groupsOf(connections, before) };
}

/** Behind the connection itself, or where it is to stand: ids count connections as they are opened. */
function findPlace(connections: readonly Connection[], connection: Connection): number {
  let [from, to] = [0, connections.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (connection.id < connections[middle]!.id) to = middle;
    else from = middle + 1;
  }
  return from;
}

function groupsOf(
  connections: readonly Connection[],
  before: ReconnectTarget | undefined,
): ReconnectTarget['groups'] {
  const polls = isSessionPoll(connections[0]!);
  const chainOf = polls ? connections.map(() => 0) : chainReconnects(connections);
  const chains: ConnectionId[][] = [];
  connections.forEach(({ id }, place) => (chains[chainOf[place]!] ??= []).push(id));
  const known = knownGroups(before);
  const groups = chains.map((members) =>
    members.length < 2 ? null : sameGroup(known.get(members[0]!), members),
  );
  return chainOf.map((chain) => groups[chain]!);
}

/** Keeps its identity where it has the same members. */
function sameGroup(before: ReconnectGroup | undefined, members: readonly ConnectionId[]): ReconnectGroup {
  const same =
    before?.members.length === members.length && members.every((id, place) => before.members[place] === id);
  return same ? before : { id: members[0]!, members };
}

function knownGroups(before: ReconnectTarget | undefined): ReadonlyMap<ConnectionId, ReconnectGroup> {
  const known = new Map<ConnectionId, ReconnectGroup>();
  for (const group of new Set(before?.groups)) if (group) known.set(group.id, group);
  return known;
}
