// How far the bytes of each open connection have become rows, kept with every commit: after a kill they are read on from
// there, out of the wire log. It knows neither rows nor the log.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import { type Side, SIDES } from '../contract/model.ts';
import type { OpenStream } from '../store/open-streams.ts';
import type { Store } from '../store/store.ts';
import type { ConnectionRecord, Past } from './connection-record.ts';

/** The largest window of DEFLATE (RFC 1951 §2). */
const WINDOW_BYTES = 32 * 1024;

/** Rows of messages that were not finished when an engine was killed go: they are to be read again. */
export function rewind(store: Store): void {
  const streams = store.streams?.list() ?? [];
  if (streams.length === 0) return;
  store.begin();
  store.messages.rewind(streams);
  store.commit();
}

export function savePlace({ streams }: Store, { detail, observers, base }: ConnectionRecord): void {
  if (!observers) {
    streams?.delete(detail.id);
    return;
  }
  const place = (from: Side) => ({
    offset: base[from] + observers[from].boundary,
    seq: (observers[from].open[0]?.seq ?? null) as Seq | null,
  });
  streams?.save({
    connection: detail.id,
    readAt: detail.lastActivityAt,
    client: place('client'),
    server: place('server'),
  });
}

/** What a connection had sent before, as far as it is stored. */
export function pastOf({ messages }: Store, id: ConnectionId, place: OpenStream | undefined): Past {
  return {
    offset: (from) => place?.[from].offset ?? 0,
    window: (from) => messages.inflated(id, from, WINDOW_BYTES),
  };
}

/** The oldest segment of the wire log of which something would be read again after a kill. */
export function oldestUnread(records: Iterable<ConnectionRecord>): number {
  let oldest = Infinity;
  for (const { observers, since } of records) {
    for (const from of SIDES) {
      if (observers && observers[from].boundary < observers[from].pushed)
        oldest = Math.min(oldest, since[from]);
    }
  }
  return oldest;
}
