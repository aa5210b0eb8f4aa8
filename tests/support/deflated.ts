// One side of permessage-deflate as its sender: messages compressed one after the other (RFC 7692 §7.2.1).

import { constants, deflateRawSync } from 'node:zlib';
import { concat } from './hex.ts';

/** Compresses the next message; with takeover it refers back to those before. */
export function createDeflater(takeover: boolean): (payload: Uint8Array) => Uint8Array {
  let window: Uint8Array = new Uint8Array(0);
  return (payload) => {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, ...(window.length > 0 && { dictionary: window }) };
    const deflated = deflateRawSync(payload, options).subarray(0, -4);
    if (takeover) window = concat(window, payload).subarray(-32 * 1024);
    return deflated;
  };
}
