// The time axis of the listed connections, and where a connection lies on it. In fractions: it knows no pixels.

import type { Connection } from '../../proxy/contract/model.ts';
import type { ListRow } from './list-rows.ts';

/** Epoch milliseconds. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
}

/** Fractions of the axis. */
export interface Bar {
  readonly from: number;
  readonly to: number;
}

/** Bars closer to one another than this are one: nobody could tell them apart. */
const APART = 1 / 200;

/** From the first opening to the last end; to `now` while something still goes on. */
export function timeAxis(rows: readonly ListRow[], now: number): TimeAxis {
  let [from, to, live] = [Infinity, -Infinity, false];
  for (const { shown } of rows) {
    from = Math.min(from, shown.openedAt);
    to = Math.max(to, shown.ending?.at ?? shown.lastActivityAt);
    live ||= isLive(shown);
  }
  if (from === Infinity) return { from: now, to: now };
  return { from, to: live ? Math.max(now, from) : Math.max(to, from) };
}

export function isLive({ state }: Connection): boolean {
  return state === 'open' || state === 'connecting';
}

/** In the order of `connections`, which is that of time; those that touch are joined. */
export function barsOn(axis: TimeAxis, connections: readonly Connection[]): readonly Bar[] {
  const bars: Bar[] = [];
  for (const connection of connections) {
    const bar = barOf(axis, connection);
    const last = bars.at(-1);
    if (last && bar.from - last.to < APART) {
      bars[bars.length - 1] = { from: last.from, to: Math.max(last.to, bar.to) };
    } else bars.push(bar);
  }
  return bars;
}

function barOf({ from, to }: TimeAxis, connection: Connection): Bar {
  const length = to - from || 1;
  const place = (at: number) => Math.min(1, Math.max(0, (at - from) / length));
  const end = connection.ending?.at ?? (isLive(connection) ? to : connection.lastActivityAt);
  const start = place(connection.openedAt);
  return { from: start, to: Math.max(start, place(end)) };
}
