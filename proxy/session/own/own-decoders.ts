// A folder of what a person wrote to have messages read, scripts or .proto files: read when it is opened, and again
// whenever a file in it changes.

import { type FSWatcher, watch } from 'node:fs';
import type { DecoderInfo } from '../../contract/model.ts';
import type { Decoder } from '../../formats/decoders/decoder.ts';
import type { OwnDecoder } from './own-decoder.ts';

/** Editors write a file in several steps: what has changed is read this long after, milliseconds. */
const SETTLE_MS = 150;

export interface Loaded {
  readonly info: DecoderInfo;
  readonly own: OwnDecoder | null;
}

/** Nothing where there is no such folder. `begunAgain`: one of them reads again what it could not. */
export type FolderReader = (folder: string, begunAgain: () => void) => Promise<readonly Loaded[]>;

export class OwnDecoders {
  readonly #folder: string;
  readonly #load: FolderReader;
  readonly #changed: () => void;
  #loaded: readonly Loaded[] = [];
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** One reading after the other: that of an older file, which may take longer, is not the last. */
  #reading: Promise<void> = Promise.resolve();
  #closed = false;

  /** `changed` is called after every other reading of the folder. */
  constructor(folder: string, load: FolderReader, changed: () => void) {
    this.#folder = folder;
    this.#load = load;
    this.#changed = changed;
  }

  /** Reads the folder, and goes on watching it. Where there is none, there are no decoders. */
  async open(): Promise<void> {
    await this.#read();
    try {
      this.#watcher = watch(this.#folder, { recursive: true }, () => this.#readSoon());
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // no such folder, or a system that cannot watch it: what is there was read
    }
  }

  get all(): readonly Decoder[] {
    return this.#loaded.flatMap(({ own }) => own?.decoder ?? []);
  }

  /** Of those that could not be run, too, and what went wrong since with those that could. */
  get infos(): readonly DecoderInfo[] {
    return this.#loaded.map(({ info, own }) => ({ ...info, ...own?.trouble() }));
  }

  close(): void {
    this.#closed = true;
    this.#watcher?.close();
    if (this.#timer) clearTimeout(this.#timer);
    for (const { own } of this.#loaded) own?.dispose();
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#reading = this.#reading.then(() => this.#readAgain());
    }, SETTLE_MS);
  }

  async #readAgain(): Promise<void> {
    await this.#read();
    if (!this.#closed) this.#changed();
  }

  async #read(): Promise<void> {
    const loaded = await this.#load(this.#folder, () => this.#closed || this.#changed());
    const before = this.#closed ? loaded : this.#loaded;
    this.#loaded = this.#closed ? [] : loaded;
    for (const { own } of before) own?.dispose();
  }
}
