// What a killed engine had relayed and not yet stored: read from the wire log that it left, on from where the rows end.
// What is stored is told apart by each side's offset; where bytes are missing in between, the rest of that connection is
// a gap.

import type { LogEvent, RecordReader, RelayedBytes } from './wire-record.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import type { OpenStream } from '../store/open-streams.ts';
import type { Recorder } from './recorder.ts';
import { readSegments } from './wire-reader.ts';

/** Reads the log's segments into the recorder, and then ends what the killed engine had open. */
export function recover(file: string, recorder: Recorder, streams: readonly OpenStream[]): void {
  readSegments(file, onlyWhatIsNew(recorder, streams), () => recorder.commit());
  recorder.endKilled();
}

interface Progress {
  readonly client: { offset: number };
  readonly server: { offset: number };
  readonly readAt: number;
  lost: boolean;
}

function onlyWhatIsNew(recorder: Recorder, streams: readonly OpenStream[]): RecordReader {
  const { reader } = recorder;
  const lastId = recorder.connections.lastId;
  const pausedAt = recorder.pausedAt ?? Infinity;
  const known = new Map<ConnectionId, Progress>();
  for (const { connection, client, server, readAt } of streams) {
    known.set(connection, { client: { ...client }, server: { ...server }, readAt, lost: false });
  }
  const progressOf = (id: ConnectionId): Progress => {
    let progress = known.get(id);
    if (!progress) known.set(id, (progress = atTheStart()));
    return progress;
  };

  /** How many of these bytes are read already, or cannot be read any more; those behind them are, from here on. */
  const seenOf = ({ id, from, at, offset, injected }: RelayedBytes, length: number): number => {
    const progress = progressOf(id);
    if (progress.lost || at >= pausedAt) return length;
    if (injected) return at > progress.readAt ? 0 : length;
    const seen = progress[from].offset - offset;
    if (seen < 0) {
      progress.lost = true;
      recorder.loseRest(id, at, length);
      return length;
    }
    if (seen < length) progress[from].offset = offset + length;
    return seen;
  };

  return {
    event(event) {
      if (event.at < pausedAt && isNew(event, lastId, recorder)) reader.event(event);
    },
    bytes(id, from, chunk, at, offset, injected) {
      const seen = seenOf({ id, from, at, offset, injected }, chunk.length);
      if (seen < chunk.length) reader.bytes(id, from, chunk.subarray(seen), at, offset + seen, injected);
    },
    skipped(bytes, length) {
      const seen = seenOf(bytes, length);
      if (seen < length) reader.skipped({ ...bytes, offset: bytes.offset + seen }, length - seen);
    },
  };
}

function atTheStart(): Progress {
  return { client: { offset: 0 }, server: { offset: 0 }, readAt: 0, lost: false };
}

function isNew(event: LogEvent, lastId: number, recorder: Recorder): boolean {
  if (event.type === 'caught-up') return true;
  if (event.type === 'opened') return event.id > lastId;
  const detail = recorder.connections.record(event.id)?.detail;
  if (event.type === 'answered') return detail?.status === null;
  if (event.type === 'body') return detail !== undefined && event.offset >= bodySize(detail, event.from);
  return true;
}

function bodySize(detail: { requestBodySize: number; responseBodySize: number }, from: Side): number {
  return from === 'client' ? detail.requestBodySize : detail.responseBodySize;
}
