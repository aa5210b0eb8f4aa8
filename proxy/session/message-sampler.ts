// A sample of what was captured, decoded: the first messages of a connection, where it says who it is, and its newest.
// The work is bounded, however large the capture or its messages are.

import type { ConnectionId } from '../contract/ids.ts';
import type { Decoded } from '../contract/model.ts';
import { type MessageSample, sampleOf } from '../contract/message-sample.ts';
import type { StoredRow } from '../store/message-rows.ts';
import { filterMessage } from './filter-message-of.ts';
import type { ViewSource } from './message-view.ts';

const FIRST = 50;
const NEWEST = 350;
/** Of many connections only the last ones are looked at. */
const MAX_CONNECTIONS = 20;
/** Bytes: what is larger than one is left out, and all of them together end the sample. */
const MAX_PAYLOAD = 64 * 1024;
const MAX_READ = 1024 * 1024;

/** Of all connections where `connections` is null. */
export function sampleMessages(
  source: ViewSource,
  connections: readonly ConnectionId[] | null,
): MessageSample {
  const chosen = connections?.slice(-MAX_CONNECTIONS) ?? [null];
  const rows = chosen.flatMap((id) => rowsOf(source, id, chosen.length));
  return sampleOf(decodedOf(source, rows));
}

function rowsOf({ store }: ViewSource, id: ConnectionId | null, among: number): readonly StoredRow[] {
  const newest = store.messages.newest(Math.ceil(NEWEST / among), id, 0);
  const first = store.messages.after(0, Math.ceil(FIRST / among), id, 0);
  const oldest = newest.at(-1)?.seq ?? 0;
  return [...newest, ...first.filter(({ seq }) => seq < oldest)];
}

function* decodedOf(source: ViewSource, rows: readonly StoredRow[]): Generator<Decoded> {
  let left = MAX_READ;
  for (const row of rows) {
    if (row.length > MAX_PAYLOAD) continue;
    left -= row.length;
    if (left < 0) return;
    const connection = source.connection(row.connection);
    const head = source.store.messages.payload(row.seq, 0, MAX_PAYLOAD);
    const decoded = connection && filterMessage({ ...row, head }, connection, source).decoded();
    if (decoded) yield decoded;
  }
}
