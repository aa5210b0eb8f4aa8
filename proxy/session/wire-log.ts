// The relay's side of the hand-over: copies what was relayed into recycled slabs and sends them off in batches.
// Its budget is the only thing that may ask the relay to read slower (lossless, by choice). It decodes nothing.

import type { ConnectionId } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import type { CaptureEvent, CaptureSink } from '../capture/sink.ts';
import { type Batch, type SlabViews, recordLength, viewSlab, writeRecord } from './batch.ts';

const SLAB_BYTES = 1024 * 1024;
/** Slabs kept for use again; more than that are left to the collector. */
const SPARE_SLABS = 32;
/** A batch leaves at the latest this long after its first entry, milliseconds; while this many are unread, when full. */
const DELAY_MS = 8;
const ENOUGH_UNREAD = 4;
/** Bytes of slabs that the archive has not read yet; beyond it sockets are read slower. */
const BUDGET = 256 * 1024 * 1024;

export interface WireLog extends CaptureSink {
  /** The archive has read the oldest batch that it had not. */
  reclaim(): void;
  /** Sends what is there. */
  flush(): void;
  /** Nobody reads any more: from now on everything is let go, and nothing is asked to wait. */
  stop(): void;
}

export interface WireLogLimits {
  readonly slabBytes: number;
  readonly budget: number;
}

/** `send` gets each batch; its slab is the reader's until `reclaim`. */
export function createWireLog(
  send: (batch: Batch) => void,
  limits: WireLogLimits = { slabBytes: SLAB_BYTES, budget: BUDGET },
): WireLog {
  return new SlabLog(send, limits);
}

class SlabLog implements WireLog {
  readonly #send: (batch: Batch) => void;
  readonly #limits: WireLogLimits;
  readonly #spare: SharedArrayBuffer[] = [];
  readonly #drained: (() => void)[] = [];
  #slab: SharedArrayBuffer;
  #views: SlabViews;
  #used = 0;
  #events: { at: number; event: CaptureEvent }[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Slabs of the batches that the archive has, oldest first, and their bytes. */
  readonly #unread: SharedArrayBuffer[] = [];
  #unreadBytes = 0;
  #stalled = false;
  #stopped = false;

  constructor(send: (batch: Batch) => void, limits: WireLogLimits) {
    this.#send = send;
    this.#limits = limits;
    this.#slab = new SharedArrayBuffer(limits.slabBytes);
    this.#views = viewSlab(this.#slab);
  }

  event(event: CaptureEvent): void {
    if (this.#stopped) return;
    this.#events.push({ at: this.#used, event });
    this.#schedule();
  }

  bytes(id: ConnectionId, from: Side, chunk: Uint8Array, at: number, injected: boolean): boolean {
    if (this.#stopped) return true;
    const needed = recordLength(chunk.length);
    if (this.#used + needed > this.#slab.byteLength) this.#turn(needed);
    this.#used = writeRecord(this.#views, this.#used, id, from, chunk, at, injected);
    this.#schedule();
    this.#stalled ||= this.#unreadBytes > this.#limits.budget;
    return !this.#stalled;
  }

  onDrain(listener: () => void): void {
    this.#drained.push(listener);
  }

  reclaim(): void {
    const slab = this.#unread.shift();
    if (!slab) return;
    this.#unreadBytes -= slab.byteLength;
    if (slab.byteLength === this.#limits.slabBytes && this.#spare.length < SPARE_SLABS)
      this.#spare.push(slab);
    if (this.#stalled && this.#unreadBytes <= this.#limits.budget / 2) this.#drain();
    if (this.#used > 0 || this.#events.length > 0) this.#schedule();
  }

  flush(): void {
    if (this.#used > 0 || this.#events.length > 0) this.#turn(0);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#events = [];
    this.#used = 0;
    if (this.#stalled) this.#drain();
  }

  #drain(): void {
    this.#stalled = false;
    for (const listener of this.#drained) listener();
  }

  #schedule(): void {
    if (this.#unread.length < ENOUGH_UNREAD) this.#timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** Sends the slab and takes another, large enough for one record of `needed` bytes. */
  #turn(needed: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#used > 0 || this.#events.length > 0) this.#dispatch();
    const { slabBytes } = this.#limits;
    this.#slab =
      needed > slabBytes
        ? new SharedArrayBuffer(needed)
        : (this.#spare.pop() ?? new SharedArrayBuffer(slabBytes));
    this.#views = viewSlab(this.#slab);
    this.#used = 0;
    this.#events = [];
  }

  #dispatch(): void {
    this.#unread.push(this.#slab);
    this.#unreadBytes += this.#slab.byteLength;
    this.#send({ slab: this.#slab, used: this.#used, events: this.#events });
  }
}
