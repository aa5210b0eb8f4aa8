// What a timeline shows of a whole view at once: its histogram, and beside it what happened to the capture and to the
// connections meanwhile. Bounded however long the capture is.

import type { ConnectionId } from '../contract/ids.ts';
import type { Connection, ConnectionEnd, Gap, Overview } from '../contract/model.ts';
import { isSessionPoll } from '../contract/reconnects.ts';
import type { MessageView } from './message-view.ts';

/** Gaps beyond this many are joined with their neighbours; of the ends, the newest are told. */
const MARKERS = 256;

export interface OverviewSource {
  readonly gaps: () => readonly Gap[];
  readonly ids: () => readonly ConnectionId[];
  readonly connection: (id: ConnectionId) => Connection | null;
}

export function overviewOf(view: MessageView, source: OverviewSource): Overview {
  const ids = (view.connections ?? source.ids()).slice(-MARKERS);
  const connections = ids.map(source.connection).filter((connection) => connection !== null);
  return {
    ...view.overview(),
    gaps: joinGaps(source.gaps().filter((gap) => connections.some((each) => touches(gap, each)))),
    ends: connections.flatMap(endOf),
  };
}

function touches(gap: Gap, { openedAt, ending }: Connection): boolean {
  return (gap.to ?? Infinity) >= openedAt && gap.from <= (ending?.at ?? Infinity);
}

/** A poll ends each time; the session goes on. */
function endOf(connection: Connection): ConnectionEnd[] {
  const { id, kind, ending } = connection;
  return ending && !isSessionPoll(connection)
    ? [{ connection: id, kind, at: ending.at, code: ending.code, cause: ending.cause }]
    : [];
}

/** Halves their number until they are few enough: neighbours become one, with the sum of what was skipped. */
export function joinGaps(gaps: readonly Gap[], limit = MARKERS): readonly Gap[] {
  if (gaps.length <= limit) return gaps;
  const joined: Gap[] = [];
  for (let n = 0; n < gaps.length; n += 2) joined.push(joinTwo(gaps[n]!, gaps[n + 1] ?? null));
  return joinGaps(joined, limit);
}

function joinTwo(first: Gap, second: Gap | null): Gap {
  if (!second) return first;
  const messages = first.messages + second.messages;
  return { ...first, to: second.to, messages, bytes: first.bytes + second.bytes };
}
