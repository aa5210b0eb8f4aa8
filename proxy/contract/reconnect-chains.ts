// Which connections to one target follow one another: each begins when the one before it has ended. Connections side by side
// are sessions of their own, as two tabs are. One pass over starts and ends in the order of time; nothing is allocated for each.

import type { Connection } from './model.ts';

/**
 * A client that saw the Close frame may be back before TCP has ended. Without such a frame there is no telling this from
 * connections side by side.
 */
const CLOSE_OVERLAP = 100;

/** What is known of the subprotocol while no member of a chain was accepted. */
const UNKNOWN = Symbol('unknown subprotocol');

type Subprotocol = string | null | typeof UNKNOWN;

/** A chain is a number, counted from 0 in the order of first starts. */
interface Chains {
  /** What each chain speaks. */
  readonly subprotocols: Subprotocol[];
  /** When each chain was last without a connection. */
  readonly restingSince: number[];
  /** Chains all of whose members have ended, by subprotocol; those that ended last are last. */
  readonly resting: Map<Subprotocol, number[]>;
}

/** The chain of each of the `connections`, which go to one target and stand in the order in which they were opened. */
export function chainReconnects(connections: readonly Connection[]): readonly number[] {
  const chains: Chains = { subprotocols: [], restingSince: [], resting: new Map() };
  const ends = connections.map(freeAt);
  const ended = placesByEnd(ends);
  const chainOf: number[] = [];
  let next = 0;
  connections.forEach((connection, place) => {
    for (let end = ended[next]; isOver(end, ends, connection, place); end = ended[++next]) {
      rest(chains, chainOf[end]!, ends[end]!);
    }
    chainOf.push(join(chains, subprotocolOf(connection)));
  });
  return chainOf;
}

/** When another connection may follow; Infinity while it is open. */
function freeAt({ ending, openedAt }: Connection): number {
  if (ending === null) return Infinity;
  return Math.max(openedAt, ending.at - (ending.code === null ? 0 : CLOSE_OVERLAP));
}

function placesByEnd(ends: readonly number[]): readonly number[] {
  return [...ends.keys()].toSorted((a, b) => ends[a]! - ends[b]! || a - b);
}

function isOver(
  end: number | undefined,
  ends: readonly number[],
  { openedAt }: Connection,
  place: number,
): end is number {
  return end !== undefined && end < place && ends[end]! <= openedAt;
}

function subprotocolOf({ status, subprotocol }: Connection): Subprotocol {
  return status === 101 ? subprotocol : UNKNOWN;
}

function rest({ subprotocols, restingSince, resting }: Chains, chain: number, at: number): void {
  const spoken = subprotocols[chain]!;
  restingSince[chain] = at;
  const stack = resting.get(spoken);
  if (stack) stack.push(chain);
  else resting.set(spoken, [chain]);
}

/** The chain that a new connection belongs to. */
function join(chains: Chains, subprotocol: Subprotocol): number {
  const chain = takeResting(chains, subprotocol) ?? chains.subprotocols.push(UNKNOWN) - 1;
  if (subprotocol !== UNKNOWN) chains.subprotocols[chain] = subprotocol;
  return chain;
}

/** The one that ended last of those that speak the same, or may do. */
function takeResting({ resting, restingSince }: Chains, subprotocol: Subprotocol): number | undefined {
  let latest: number[] = [];
  const since = (stack: readonly number[]) => restingSince[stack.at(-1) ?? -1] ?? -Infinity;
  for (const [spoken, stack] of resting) {
    const fits = subprotocol === UNKNOWN || spoken === UNKNOWN || spoken === subprotocol;
    if (fits && since(stack) > since(latest)) latest = stack;
  }
  return latest.pop();
}
