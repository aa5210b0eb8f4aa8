// The event stream that is captured and killed: some hundred events whose number tells them apart.

import { gzipSync } from 'node:zlib';

export const STREAMED = Array.from({ length: 3000 }, (_, n) =>
  n % 7 === 0
    ? `: beat ${n}\n`
    : `id: ${n}\nevent: e${n % 3}\ndata: ${'x'.repeat((n * 31) % 97)} ${n * 2654435761}\n\n`,
);

/** @param coding `gzip`, or empty */
export function streamedBody(coding: string): Buffer {
  const text = Buffer.from(STREAMED.join(''));
  return coding === 'gzip' ? gzipSync(text) : text;
}
