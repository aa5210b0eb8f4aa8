// Who reads messages: the decoders of ours and a person's own, and which of them were chosen for what a side says to a host.
// What is to be read anew when they change is not known here.

import { choiceFor } from '../contract/decoder-choice.ts';
import type { DecoderChoices, DecoderInfo } from '../contract/model.ts';
import { Decoders } from '../formats/decoders/decoders.ts';
import { BUILT_IN } from '../formats/decoders/registry.ts';
import { type FolderReader, OwnDecoders } from './own/own-decoders.ts';

export class Decoding {
  readonly #changed: () => void;
  readonly #own: OwnDecoders[] = [];
  /** Null: nobody has said yet. */
  #choices: DecoderChoices | null = null;
  #current = new Decoders(BUILT_IN);
  #version = 0;

  /** `changed` is called whenever messages are read otherwise than before. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Others after each change. */
  get current(): Decoders {
    return this.#current;
  }

  /** Another number after each change; see Status. */
  get version(): number {
    return this.#version;
  }

  get choices(): DecoderChoices {
    return this.#choices ?? {};
  }

  /** Whether it is known what is chosen. */
  get isSettled(): boolean {
    return this.#choices !== null;
  }

  /** Nothing is chosen, and nobody's own decoders pair. */
  get isPlain(): boolean {
    const own = this.#own.flatMap(({ all }) => all);
    return Object.keys(this.choices).length === 0 && own.every(({ turns }) => turns === undefined);
  }

  /** Pairs were found anew: rows that are shown are not as they were. */
  renew(): void {
    this.#version += 1;
  }

  decoders(): readonly DecoderInfo[] {
    const ours = BUILT_IN.map(({ name, label }) => ({ name, label, own: false, file: null, error: null }));
    const all = [...this.#own.flatMap(({ infos }) => infos), ...ours];
    return all.toSorted((a, b) => a.label.localeCompare(b.label));
  }

  /** What is said is read by these from now on, where one was chosen. */
  decodeBy(choices: DecoderChoices): void {
    this.#choices = choices;
    this.#change();
  }

  /** Those of a folder read as well, and are read anew when they change. */
  async openFolder(folder: string, load: FolderReader): Promise<void> {
    const own = new OwnDecoders(folder, load, () => this.#change());
    await own.open();
    this.#own.push(own);
    if (own.all.length > 0) this.#change();
  }

  close(): void {
    for (const own of this.#own) own.close();
  }

  #change(): void {
    const all = [...this.#own.flatMap(({ all: own }) => own), ...BUILT_IN];
    this.#current = new Decoders(all, (host, from) => choiceFor(this.choices, host)?.[from] ?? null);
    this.#version += 1;
    this.#changed();
  }
}
