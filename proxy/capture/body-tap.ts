// A body on its way through the HTTP lane: each chunk is passed on, then shown, and the next one waits until the
// writer has room.

import { Transform, type Writable } from 'node:stream';

export function createBodyTap(
  show: (piece: Uint8Array) => void,
  writer: () => Writable | undefined,
): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      this.push(chunk);
      show(chunk);
      whenRoom(writer(), done);
    },
  });
}

function whenRoom(writer: Writable | undefined, then: () => void): void {
  if (!writer?.writableNeedDrain) {
    then();
    return;
  }
  const go = () => {
    writer.off('drain', go);
    writer.off('close', go);
    then();
  };
  writer.on('drain', go);
  writer.on('close', go);
}
