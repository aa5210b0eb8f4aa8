// Two ends joined until both are closed: a FIN arrives as a FIN with the other direction still flowing (RFC 9293
// §3.6), a reset as a reset, and a slow reader slows its sender. What is done with the bytes is the watcher's.

import type { EndCause, Side } from '../contract/model.ts';
import { type End, resetEnd, wasReset } from './end.ts';

export interface JoinWatcher {
  /** Takes bytes of one side and writes them to the other; false rests that side until `readOn`. */
  data(from: Side, chunk: Buffer): boolean;
  /** Nothing more will come from this side. */
  over(from: Side): void;
  ended(cause: EndCause, by: Side | null): void;
}

export interface Join {
  /** Reads on after `data` asked for a rest. */
  readOn(): void;
}

/** One direction. */
interface Lane {
  readonly from: Side;
  readonly source: End;
  readonly sink: End;
  resting: boolean;
  /** The source's FIN was seen. */
  finished: boolean;
}

export function joinEnds(client: End, server: End, watcher: JoinWatcher): Join {
  const lanes: readonly Lane[] = [
    { from: 'client', source: client, sink: server, resting: false, finished: false },
    { from: 'server', source: server, sink: client, resting: false, finished: false },
  ];
  let cause: EndCause = 'fin';
  let by: Side | null = null;
  let open = lanes.length;

  const finish = (lane: Lane) => {
    if (lane.finished) return;
    lane.finished = true;
    by ??= lane.from;
    watcher.over(lane.from);
    lane.sink.socket.end();
  };
  const close = (lane: Lane) => {
    const { from, source, sink, finished } = lane;
    lane.finished = true;
    by ??= from;
    if (wasReset(source)) {
      cause = 'reset';
      resetEnd(sink);
    } else if (!finished) sink.socket.destroy();
    if (!finished) watcher.over(from);
    open -= 1;
    if (open === 0) watcher.ended(cause, by);
  };
  const take = (lane: Lane, chunk: Buffer) => {
    if (!watcher.data(lane.from, chunk)) lane.resting = true;
    if (lane.resting || lane.sink.socket.writableNeedDrain) lane.source.socket.pause();
  };
  const readOn = ({ resting, source, sink }: Lane) => {
    if (!resting && !sink.socket.writableNeedDrain) source.socket.resume();
  };

  for (const lane of lanes) {
    lane.source.socket.on('data', (chunk: Buffer) => take(lane, chunk));
    lane.source.socket.on('end', () => finish(lane));
    lane.source.socket.on('close', () => close(lane));
    lane.sink.socket.on('drain', () => readOn(lane));
  }
  for (const lane of lanes) {
    const { socket } = lane.source; // what happened before nobody listened for
    if (socket.closed) close(lane);
    else if (socket.readableEnded) finish(lane);
    else readOn(lane);
  }
  return {
    readOn() {
      for (const lane of lanes) {
        lane.resting = false;
        readOn(lane);
      }
    },
  };
}
