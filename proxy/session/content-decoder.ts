// The content coding of a body (RFC 9110 §8.4), undone while it streams. Synchronously, so that what a piece of body says
// is stored together with it: Node has that only inside its zlib streams, in the handle that capture/inflate.ts uses as
// well. Where that is not as known, or the coding is not, nothing is decoded and the caller says so.

import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';

export interface ContentDecoder {
  /** False: it is not what its header says, or it grows beyond the limit; nothing may be pushed afterwards. */
  push(bytes: Uint8Array, emit: (piece: Uint8Array) => void): boolean;
  close(): void;
}

/** A body may become this large, bytes. */
const LIMIT = 64 * 1024 * 1024;
const PIECE = 64 * 1024;

/** What a zlib stream of Node holds inside. */
interface Internals {
  readonly _handle: Handle;
  /** Room left in the output and bytes left of the input, after a write. */
  readonly _writeState: Uint32Array;
}

interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
  close(): void;
  onerror: () => void;
}

interface Coding {
  readonly open: () => unknown;
  readonly flush: number;
}

const GZIP: Coding = { open: () => createGunzip(), flush: constants.Z_SYNC_FLUSH };

const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  deflate: { open: () => createInflate(), flush: constants.Z_SYNC_FLUSH },
  br: { open: () => createBrotliDecompress(), flush: constants.BROTLI_OPERATION_FLUSH },
  zstd: { open: () => createZstdDecompress(), flush: constants.ZSTD_e_flush },
};

/** `coding` is the value of Content-Encoding; null where it cannot be undone. */
export function createContentDecoder(coding: string): ContentDecoder | null {
  if (coding === '' || coding === 'identity') return IDENTITY;
  const known = CODINGS[coding];
  return known ? openHandle(known) : null;
}

const IDENTITY: ContentDecoder = {
  push(bytes, emit) {
    emit(bytes);
    return true;
  },
  close: () => undefined,
};

function openHandle({ open, flush }: Coding): ContentDecoder | null {
  const { _handle: handle, _writeState: state } = open() as Partial<Internals>;
  if (typeof handle?.writeSync !== 'function' || !(state instanceof Uint32Array)) return null;
  return new HandleDecoder(handle, state, flush);
}

class HandleDecoder implements ContentDecoder {
  readonly #handle: Handle;
  readonly #state: Uint32Array;
  readonly #flush: number;
  readonly #output = new Uint8Array(PIECE);
  #failed = false;
  #total = 0;

  constructor(handle: Handle, state: Uint32Array, flush: number) {
    this.#handle = handle;
    this.#state = state;
    this.#flush = flush;
    handle.onerror = () => (this.#failed = true);
  }

  push(bytes: Uint8Array, emit: (piece: Uint8Array) => void): boolean {
    let offset = 0;
    for (;;) {
      const left = bytes.length - offset;
      this.#handle.writeSync(this.#flush, bytes, offset, left, this.#output, 0, PIECE);
      if (this.#failed) return false;
      const [room = 0, unread = 0] = this.#state;
      offset += left - unread;
      this.#total += PIECE - room;
      if (this.#total > LIMIT) return false;
      if (room < PIECE) emit(this.#output.subarray(0, PIECE - room));
      if (room > 0) return true; // what is left of the input is behind the end
    }
  }

  close(): void {
    this.#handle.close();
  }
}
