// What a killed engine had relayed and not yet stored: read from the wire log that it left, on from where the rows end.
// What is stored is told apart by each side's offset; where bytes are missing in between, the rest of that connection is
// a gap.

import type { RecordReader } from './wire-record.ts';
import type { CaptureEvent } from '../capture/sink.ts';
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

  return {
    event(event) {
      if (event.at < pausedAt && isNew(event, lastId, recorder)) reader.event(event);
    },
    bytes(id, from, chunk, at, offset, injected) {
      const progress = progressOf(id);
      if (progress.lost || at >= pausedAt) return;
      if (injected) {
        if (at > progress.readAt) reader.bytes(id, from, chunk, at, offset, true);
        return;
      }
      const seen = progress[from].offset - offset;
      if (seen < 0) {
        progress.lost = true;
        recorder.loseRest(id, at, chunk.length);
      } else if (seen < chunk.length) {
        progress[from].offset = offset + chunk.length;
        reader.bytes(id, from, chunk.subarray(seen), at, offset + seen, false);
      }
    },
  };
}

function atTheStart(): Progress {
  return { client: { offset: 0 }, server: { offset: 0 }, readAt: 0, lost: false };
}

function isNew(event: CaptureEvent, lastId: number, recorder: Recorder): boolean {
  if (event.type === 'opened') return event.id > lastId;
  const detail = recorder.connections.record(event.id)?.detail;
  if (event.type === 'answered') return detail?.status === null;
  if (event.type === 'body') return detail !== undefined && event.offset >= bodySize(detail, event.from);
  return true;
}

function bodySize(detail: { requestBodySize: number; responseBodySize: number }, from: Side): number {
  return from === 'client' ? detail.requestBodySize : detail.responseBodySize;
}
