// What two sides say to each other, the same for whoever asks: long enough to be cut off anywhere. The server's messages
// are compressed with context takeover, some in fragments with a ping in between.

import { constants, createDeflateRaw } from 'node:zlib';
import { formatFrame } from '../../../proxy/protocol/frame.ts';

export interface Spoken {
  readonly bytes: Buffer;
  /** The text of each message, in order of the bytes that end it. */
  readonly texts: readonly string[];
}

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

export function spokenByClient(count: number): Spoken {
  const texts = Array.from({ length: count }, (_, n) => `client ${n}`);
  const frames = texts.map((text) => formatFrame({ opcode: 1, payload: Buffer.from(text), maskingKey: KEY }));
  return { bytes: Buffer.concat(frames), texts };
}

/** Payload bytes of each message of `spokenAtLength`. */
export const lengthOf = (n: number): number => (n * 53) % 900;

/** By a client, in messages most of which are long enough to be skipped. */
export function spokenAtLength(count: number): Buffer {
  const payloads = Array.from({ length: count }, (_, n) => new Uint8Array(lengthOf(n)).fill(n));
  return Buffer.concat(payloads.map((payload) => formatFrame({ opcode: 2, payload, maskingKey: KEY })));
}

export async function spokenByServer(count: number): Promise<Spoken> {
  const deflate = createDeflateRaw();
  const pieces: Buffer[] = [];
  deflate.on('data', (piece: Buffer) => pieces.push(piece));
  const frames: Uint8Array[] = [];
  const texts: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const text = `{"server":${n},"words":"${'again and again '.repeat(n % 7)}"}`;
    deflate.write(text);
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const payload = Buffer.concat(pieces.splice(0)).subarray(0, -4);
    if (n % 5 === 0) {
      const half = payload.length >> 1;
      frames.push(formatFrame({ opcode: 1, rsv1: true, fin: false, payload: payload.subarray(0, half) }));
      frames.push(formatFrame({ opcode: 9, payload: Buffer.from(`ping ${n}`) }));
      frames.push(formatFrame({ opcode: 0, payload: payload.subarray(half) }));
      texts.push(`ping ${n}`);
    } else frames.push(formatFrame({ opcode: 1, rsv1: true, payload }));
    texts.push(text);
  }
  return { bytes: Buffer.concat(frames), texts };
}
