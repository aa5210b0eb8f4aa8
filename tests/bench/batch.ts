// Messages framed beforehand, to be written over and over: the server that sends them is not what is measured.

import { constants, createDeflateRaw } from 'node:zlib';
import { formatFrame } from '../../proxy/protocol/frame.ts';
import { chatLine, jsonRpcResult } from './texts.ts';

export interface Batch {
  readonly bytes: Buffer;
  /** Where each message ends. */
  readonly ends: readonly number[];
}

const LENGTH = 256 * 1024;

export function plainBatch(size: number): Batch {
  const frame = formatFrame({ opcode: 1, payload: new Uint8Array(size).fill(0x61) });
  return joined(Array.from({ length: Math.max(1, Math.floor(LENGTH / frame.length)) }, () => frame));
}

/** Texts about as compressible as market data. */
export function jsonBatch(size: number): Batch {
  return textBatch((n) => jsonOf(size, n));
}

/** Messages of a protocol, each of which is looked at for what it answers when it is stored. */
export function spokenBatch(of: string): Batch {
  return textBatch(of === 'irc' ? chatLine : jsonRpcResult);
}

function textBatch(text: (n: number) => string): Batch {
  const payloads = Array.from({ length: 256 }, (_, n) => Buffer.from(text(n)));
  return joined(payloads.map((payload) => formatFrame({ opcode: 1, payload })));
}

/** The same, compressed (RFC 7692 §7.2.1) by one fresh deflater: they refer to nothing before themselves, so they may be repeated. */
export async function deflatedBatch(size: number): Promise<Batch> {
  const deflate = createDeflateRaw();
  const pieces: Buffer[] = [];
  const frames: Uint8Array[] = [];
  deflate.on('data', (piece: Buffer) => pieces.push(piece));
  for (let n = 0; n < 256; n += 1) {
    deflate.write(jsonOf(size, n));
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const payload = Buffer.concat(pieces.splice(0)).subarray(0, -4);
    frames.push(formatFrame({ opcode: 1, rsv1: true, payload }));
  }
  return joined(frames);
}

function joined(frames: readonly Uint8Array[]): Batch {
  let end = 0;
  return { bytes: Buffer.concat(frames), ends: frames.map((frame) => (end += frame.length)) };
}

function jsonOf(size: number, n: number): string {
  let seed = n + 1;
  const random = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0);
  let text = `{"id":${n},"event":"tick","price":${random() % 100_000}`;
  while (text.length < size - 40) text += `,"k${random() % 20}":"${random().toString(36)}"`;
  return `${text},"pad":"`.padEnd(size - 2, 'x').concat('"}');
}
