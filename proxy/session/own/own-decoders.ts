// The folder of decoders that a person wrote: read when it is opened, and again whenever a file in it changes.

import { type FSWatcher, readFileSync, readdirSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import type { DecoderInfo } from '../../contract/model.ts';
import type { Decoder } from '../../formats/decoders/decoder.ts';
import { type OwnDecoder, ownDecoder } from './own-decoder.ts';

/** Editors write a file in several steps: what has changed is read this long after, milliseconds. */
const SETTLE_MS = 150;
const LONGEST_FILE = 1024 * 1024;

interface Loaded {
  readonly info: DecoderInfo;
  readonly own: OwnDecoder | null;
}

export class OwnDecoders {
  readonly #folder: string;
  readonly #changed: () => void;
  #loaded: readonly Loaded[] = [];
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /** `changed` is called after every other reading of the folder. */
  constructor(folder: string, changed: () => void) {
    this.#folder = folder;
    this.#changed = changed;
  }

  /** Reads the folder, and goes on watching it. Where there is none, there are no decoders. */
  async open(): Promise<void> {
    await this.#read();
    try {
      this.#watcher = watch(this.#folder, () => this.#readSoon()).on('error', () => this.#watcher?.close());
    } catch {
      // no such folder, or a system that cannot watch it: what is there was read
    }
  }

  get all(): readonly Decoder[] {
    return this.#loaded.flatMap(({ own }) => own?.decoder ?? []);
  }

  /** Of those that could not be run, too. */
  get infos(): readonly DecoderInfo[] {
    return this.#loaded.map(({ info }) => info);
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
      void this.#read().then(() => this.#closed || this.#changed());
    }, SETTLE_MS);
  }

  async #read(): Promise<void> {
    const loaded = await Promise.all(filesOf(this.#folder).map(load));
    const before = this.#closed ? loaded : this.#loaded;
    this.#loaded = this.#closed ? [] : loaded;
    for (const { own } of before) own?.dispose();
  }
}

function filesOf(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^[\w.-]+\.js$/.test(name));
    return names.toSorted().map((name) => join(folder, name));
  } catch {
    return []; // there is no such folder
  }
}

async function load(file: string): Promise<Loaded> {
  const name = basename(file, '.js');
  const named = { name: `own:${name}`, own: true, file };
  try {
    const source = readFileSync(file, 'utf8');
    if (source.length > LONGEST_FILE) throw new Error('it is larger than 1 MiB');
    const own = await ownDecoder(name, source);
    return { info: { ...named, label: own.decoder.label, error: null }, own };
  } catch (error) {
    return { info: { ...named, label: name, error: (error as Error).message }, own: null };
  }
}
