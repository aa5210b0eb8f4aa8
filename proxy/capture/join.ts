// Two ends joined until both are closed: a FIN arrives as a FIN with the other direction still flowing (RFC 9293
// §3.6), a reset as a reset, and a slow reader slows its sender. What is done with the bytes is the watcher's.

import type { EndCause, Side } from '../contract/model.ts';
import { type End, resetEnd, wasReset } from './end.ts';
import { readInto } from './read-into.ts';

export interface JoinWatcher {
  /**
   * Takes bytes of one side, valid only during the call, and writes them to the other; false rests that side until
   * `readOn`.
   */
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
interface Direction {
  readonly from: Side;
  readonly source: End;
  readonly sink: End;
  resting: boolean;
  /** The source's FIN was seen. */
  finished: boolean;
}

export function joinEnds(client: End, server: End, watcher: JoinWatcher): Join {
  const directions: readonly Direction[] = [
    { from: 'client', source: client, sink: server, resting: false, finished: false },
    { from: 'server', source: server, sink: client, resting: false, finished: false },
  ];
  let cause: EndCause = 'fin';
  let by: Side | null = null;
  let open = directions.length;

  const finish = (direction: Direction) => {
    if (direction.finished) return;
    direction.finished = true;
    by ??= direction.from;
    watcher.over(direction.from);
    direction.sink.socket.end();
  };
  const close = (direction: Direction) => {
    const { from, source, sink, finished } = direction;
    direction.finished = true;
    by ??= from;
    if (wasReset(source)) {
      cause = 'reset';
      resetEnd(sink);
    } else if (!finished) sink.socket.destroy();
    if (!finished) watcher.over(from);
    open -= 1;
    if (open === 0) watcher.ended(cause, by);
  };
  const take = (direction: Direction, chunk: Buffer) => {
    if (!watcher.data(direction.from, chunk)) direction.resting = true;
    if (direction.resting || direction.sink.socket.writableNeedDrain) direction.source.socket.pause();
  };
  const readOn = ({ resting, source, sink }: Direction) => {
    if (!resting && !sink.socket.writableNeedDrain) source.socket.resume();
  };

  for (const direction of directions) {
    readInto(direction.source.socket, (chunk) => take(direction, chunk));
    direction.source.socket.on('end', () => finish(direction));
    direction.source.socket.on('close', () => close(direction));
    direction.sink.socket.on('drain', () => readOn(direction));
  }
  for (const direction of directions) {
    const { socket } = direction.source; // what happened before nobody listened for
    if (socket.closed) close(direction);
    else if (socket.readableEnded) finish(direction);
    else readOn(direction);
  }
  return {
    readOn() {
      for (const direction of directions) {
        direction.resting = false;
        readOn(direction);
      }
    },
  };
}
