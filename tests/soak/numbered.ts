// A message that says its number and when it was sent: what is lost, late or out of order shows by itself.

export interface Numbered {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly sentAt: number;
}

/** ASCII, padded to `size` bytes. */
export function formatNumbered(number: number, size: number): Uint8Array {
  return Buffer.from(`${number} ${Date.now()} `.padEnd(size, '.'), 'latin1');
}

export function parseNumbered(payload: Uint8Array): Numbered {
  const [number, sentAt] = Buffer.from(payload.buffer, payload.byteOffset, Math.min(40, payload.length))
    .toString('latin1')
    .split(' ');
  return { number: Number(number), sentAt: Number(sentAt) };
}
