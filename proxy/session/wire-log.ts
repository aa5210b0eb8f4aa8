// The relay's side of the wire log: what was relayed is copied once, into recycled slabs that the sockets write from
// too, and goes to disk in large writes; rows come later, from there. It decodes nothing. Only its budgets may ask the
// relay to read slower (`lossless`) or to leave payloads out (`never-slow`): which of the two is the user's choice.

import { now } from '../capture/clock.ts';
import type { CaptureEvent, CaptureSink } from '../capture/sink.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { Side, WhenFull } from '../contract/model.ts';
import { type LostRun, LostRuns } from './lost-runs.ts';
import { Slab } from './slab.ts';
import type { WireFile } from './wire-file.ts';
import {
  type LogEvent,
  MOST_SKIPPED,
  type RelayedBytes,
  SKIPPED_LENGTH,
  encodeEvent,
  recordLength,
  writeBytes,
  writeEvent,
  writeSkipped,
} from './wire-record.ts';

/** A run of whole records, for the archive: in a segment, or, when the disk would not take them, as they are. */
export type Batch =
  | {
      readonly kind: 'stored';
      readonly segment: number;
      readonly position: number;
      readonly length: number;
    }
  | { readonly kind: 'memory'; readonly bytes: Uint8Array };

/** What the archive says for each batch, in their order. */
export const BATCH_READ = 'batch read';

export interface WireLogLimits {
  readonly slabBytes: number;
  /** Bytes that may wait in memory: for the disk, and, when it takes none, for the archive. */
  readonly memory: number;
  /** Bytes on disk that the archive may have before it. */
  readonly disk: number;
}

const LIMITS: WireLogLimits = {
  slabBytes: 1024 * 1024,
  memory: 64 * 1024 * 1024,
  disk: 8 * 1024 * 1024 * 1024,
};

/**
 * What was relayed is on its way to the disk after at most this long, milliseconds: soon where somebody watches (every
 * other frame of a screen; with 12 the traffic noticed who watched), else soon enough to lose little to a kill, and
 * seldom enough to leave the cores to the traffic.
 */
const DELAY_MS = { watched: 33, unwatched: 50 };
/** Slabs kept for use again; more than that are left to the collector. */
const SPARE_SLABS = 64;
/** So many times a budget is the end: what comes then is counted, and not even its headers are kept. */
const SPENT = 2;
/** A segment of so many bytes of which the archive has read all is left behind. */
const ENOUGH_BEHIND = 4 * 1024 * 1024;

export class WireLog implements CaptureSink {
  readonly #file: WireFile;
  readonly #send: (batch: Batch) => void;
  readonly #limits: WireLogLimits;
  readonly #drained: (() => void)[] = [];
  readonly #spare: Slab[] = [];
  /** Every slab in use, by its memory. */
  readonly #slabs = new Map<ArrayBufferLike, Slab>();
  /** Full slabs with something to save, oldest first. */
  readonly #queue: Slab[] = [];
  #slab: Slab;
  #timer: NodeJS.Timeout | null = null;
  #due = false;
  #saving: Promise<void> | null = null;
  /** Bytes of the batches that the archive has not read, in their order; negative: in memory. */
  readonly #unread: number[] = [];
  readonly #waiting = { forDisk: 0, inMemory: 0, onDisk: 0 };
  #whenFull: WhenFull = 'lossless';
  /** More is waiting than a budget allows, or so much more that nothing can be taken. */
  #over = false;
  #spent = false;
  #full = false;
  #skims = false;
  /** Bytes not kept since then. */
  #skipped = 0;
  readonly #lost = new LostRuns();
  readonly #skimming: (() => void)[] = [];
  #stopped = false;
  #delay = DELAY_MS.unwatched;

  /** `send` gets each batch. */
  constructor(file: WireFile, send: (batch: Batch) => void, limits: WireLogLimits = LIMITS) {
    this.#file = file;
    this.#send = send;
    this.#limits = limits;
    this.#slab = this.#takeSlab(0);
  }

  /** Bytes that the archive has not read yet. */
  get behind(): number {
    return this.#waiting.inMemory + this.#waiting.onDisk;
  }

  get full(): boolean {
    return this.#full;
  }

  /** Whether somebody watches what comes of it. */
  watch(on: boolean): void {
    this.#delay = on ? DELAY_MS.watched : DELAY_MS.unwatched;
    if (on) void this.flush();
  }

  get skims(): boolean {
    return this.#skims;
  }

  /** Bytes that were not kept since `skims` became true. */
  get skipped(): number {
    return this.#skipped;
  }

  /** What is done beyond a budget, from now on. */
  setWhenFull(whenFull: WhenFull): void {
    this.#whenFull = whenFull;
    this.#measure();
  }

  onDrain(listener: () => void): void {
    this.#drained.push(listener);
  }

  /** Calls back whenever `skims` has changed. */
  onSkimming(listener: () => void): void {
    this.#skimming.push(listener);
  }

  event(event: CaptureEvent): void {
    if (event.type === 'ended') this.#admitLost(this.#lost.take(event.id));
    this.#writeEvent(event);
  }

  keep(
    id: ConnectionId,
    from: Side,
    chunk: Uint8Array,
    at: number,
    offset: number,
    injected: boolean,
  ): Buffer {
    if (this.#spent) return this.#lose({ id, from, at, offset, injected }, chunk);
    const needed = recordLength(chunk.length);
    const slab = this.#reserve(needed);
    const kept = writeBytes(slab.memory, slab.used, id, from, chunk, at, offset, injected);
    slab.used += needed;
    slab.pins += 1;
    return kept;
  }

  skip(id: ConnectionId, from: Side, length: number, at: number, offset: number): void {
    this.#skipped += length;
    const bytes = { id, from, at, offset, injected: false };
    if (this.#spent) this.#lost.add(bytes, length);
    else this.#writeSkipped(bytes, length);
  }

  written(kept: Buffer): void {
    const slab = this.#slabs.get(kept.buffer);
    if (!slab) return;
    slab.pins -= 1;
    if (slab.isFree) this.#release(slab);
  }

  /** The archive has read the oldest batch that it had not. */
  read(): void {
    const length = this.#unread.shift() ?? 0;
    if (length < 0) this.#waiting.inMemory += length;
    else this.#waiting.onDisk -= length;
    this.#measure();
  }

  /** Resolves when the archive has been sent everything that there is. */
  async flush(): Promise<void> {
    this.#admitLost(this.#lost.takeAll());
    this.#due = true;
    await this.#save();
  }

  /** Nobody reads any more: from now on everything is let go, and nothing is asked to wait. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#measure();
  }

  /** After `stop`. */
  async close(): Promise<void> {
    await this.#saving;
    this.#file.close();
  }

  #writeEvent(event: LogEvent): void {
    const encoded = encodeEvent(event);
    const slab = this.#reserve(recordLength(encoded.length));
    writeEvent(slab.memory, slab.used, encoded);
    slab.used += recordLength(encoded.length);
  }

  /** Nothing more can be taken: the bytes are counted, and go on in memory that is no slab's. */
  #lose(bytes: RelayedBytes, chunk: Uint8Array): Buffer {
    this.#skipped += chunk.length;
    this.#lost.add(bytes, chunk.length);
    return Buffer.from(chunk);
  }

  #admitLost(runs: readonly LostRun[]): void {
    for (const { bytes, length } of runs) {
      for (let done = 0; done < length; done += MOST_SKIPPED) {
        const offset = bytes.injected ? bytes.offset : bytes.offset + done;
        this.#writeSkipped({ ...bytes, offset }, Math.min(length - done, MOST_SKIPPED));
      }
    }
  }

  #writeSkipped(bytes: RelayedBytes, length: number): void {
    const slab = this.#reserve(SKIPPED_LENGTH);
    writeSkipped(slab.memory, slab.used, bytes, length);
    slab.used += SKIPPED_LENGTH;
  }

  #reserve(needed: number): Slab {
    if (this.#slab.used + needed > this.#slab.size) this.#turn(needed);
    if (!this.#stopped) this.#timer ??= setTimeout(this.#onDue, this.#delay);
    return this.#slab;
  }

  readonly #onDue = (): void => {
    this.#timer = null;
    this.#due = true;
    void this.#save();
  };

  /** The slab is full: it goes to the disk, and another takes its place. */
  #turn(needed: number): void {
    const slab = this.#slab;
    slab.full = true;
    this.#slab = this.#takeSlab(needed);
    if (slab.saved < slab.used) this.#queue.push(slab);
    else if (slab.isFree) this.#release(slab);
    this.#waiting.forDisk += slab.used - slab.saved;
    this.#measure();
    void this.#save();
  }

  /** A slab with room for one record of `needed` bytes. */
  #takeSlab(needed: number): Slab {
    const { slabBytes } = this.#limits;
    const slab = needed > slabBytes ? new Slab(needed) : (this.#spare.pop() ?? new Slab(slabBytes));
    this.#slabs.set(slab.memory.bytes.buffer, slab);
    return slab;
  }

  #release(slab: Slab): void {
    this.#slabs.delete(slab.memory.bytes.buffer);
    if (slab.size !== this.#limits.slabBytes || this.#spare.length >= SPARE_SLABS) return;
    slab.reuse();
    this.#spare.push(slab);
  }

  /** Saves one slab after the other, in order; one at a time. */
  #save(): Promise<void> {
    this.#saving ??= this.#saveAll();
    return this.#saving;
  }

  async #saveAll(): Promise<void> {
    await Promise.resolve(); // it must not end before it is known to have begun
    for (let slab = this.#nextToSave(); slab; slab = this.#nextToSave()) {
      const { saved, used } = slab;
      if (!this.#stopped) this.#hand(await this.#append(slab.memory.bytes.subarray(saved, used)));
      slab.saved = used;
      if (slab.full) this.#saved(slab, used - saved);
    }
    this.#saving = null;
  }

  /** Full slabs at once; the one that is being appended to when it is time. */
  #nextToSave(): Slab | null {
    const [oldest] = this.#queue;
    if (oldest) return oldest;
    const isDue = this.#due;
    this.#due = false;
    return isDue && this.#slab.saved < this.#slab.used ? this.#slab : null;
  }

  #saved(slab: Slab, length: number): void {
    this.#waiting.forDisk -= length;
    if (slab.saved === slab.used) this.#queue.shift();
    if (slab.isFree) this.#release(slab);
    this.#measure();
  }

  async #append(records: Uint8Array): Promise<Batch> {
    try {
      if (this.#unread.length === 0 && this.#file.position > ENOUGH_BEHIND) this.#file.turn();
      return { kind: 'stored', ...(await this.#file.append(records)) };
    } catch {
      return { kind: 'memory', bytes: Uint8Array.from(records) }; // the store says what is wrong with the disk
    }
  }

  #hand(batch: Batch): void {
    if (this.#stopped) return;
    const length = batch.kind === 'stored' ? batch.length : -batch.bytes.length;
    if (length < 0) this.#waiting.inMemory -= length;
    else this.#waiting.onDisk += length;
    this.#unread.push(length);
    this.#send(batch);
  }

  /** Over at a budget, and until half of it is free again. */
  #measure(): void {
    const { memory, disk } = this.#limits;
    const { forDisk, inMemory, onDisk } = this.#waiting;
    const share = this.#stopped ? 0 : Math.max((forDisk + inMemory) / memory, onDisk / disk);
    const neverSlow = this.#whenFull === 'never-slow';
    this.#over = share > (this.#over ? 0.5 : 1);
    this.#spent = neverSlow && share > (this.#spent ? 1 : SPENT);
    if (!this.#spent && !this.#lost.isEmpty) this.#admitLost(this.#lost.takeAll());
    this.#setFull(this.#over && !neverSlow);
    this.#setSkims(this.#over && neverSlow);
  }

  #setFull(full: boolean): void {
    if (full === this.#full) return;
    this.#full = full;
    if (!full) for (const listener of this.#drained) listener();
  }

  #setSkims(skims: boolean): void {
    if (skims === this.#skims) return;
    this.#skims = skims;
    if (!skims && this.#skipped > 0) this.#writeEvent({ type: 'caught-up', at: now() });
    if (!skims) this.#skipped = 0;
    for (const listener of this.#skimming) listener();
  }
}
