// The lines of a chat in the order of arrival, 13 bytes each: where a line is stored, and the little that must be known of it
// without reading it. Columns of typed arrays, in chunks; the oldest go together.

/** Lines of one chunk. */
const CHUNK = 1 << 14;
/** Lines by which one may be away from where its seq would stand. */
const NEAR = 1024;
/** Of what stands in no message: a gap. A message may list as many lines as are below. */
export const NO_PART = 0xffff;
/** Lines of one message that are told apart. */
export const MOST_PARTS = NO_PART - 1;

export interface LineFacts {
  readonly seq: number;
  readonly part: number;
  /** Its number in `CHAT_CLASSES`. */
  readonly class: number;
  /** The number of its channel; 0 for none. */
  readonly channel: number;
  /** The lower half of its id's fingerprint; 0 without an id. */
  readonly id: number;
}

interface Chunk {
  readonly seq: Uint32Array;
  readonly id: Uint32Array;
  readonly part: Uint16Array;
  readonly channel: Uint16Array;
  readonly class: Uint8Array;
}

/** Bytes of memory that a line takes. */
export const LINE_BYTES = 4 + 4 + 2 + 2 + 1;

export class LineColumns {
  readonly #chunks: Chunk[] = [];
  /** Chunks that are gone. */
  #gone = 0;
  #first = 0;
  #length = 0;

  /** Places are `[first, length)`; those before were dropped. */
  get first(): number {
    return this.#first;
  }

  get length(): number {
    return this.#length;
  }

  /** Returns its place. */
  push(line: LineFacts): number {
    const place = this.#length;
    const at = place % CHUNK;
    if (at === 0) this.#chunks.push(newChunk());
    const chunk = this.#chunks.at(-1)!;
    chunk.seq[at] = line.seq;
    chunk.part[at] = line.part;
    chunk.class[at] = line.class;
    chunk.channel[at] = line.channel;
    chunk.id[at] = line.id;
    this.#length += 1;
    return place;
  }

  seq(place: number): number {
    return this.#chunk(place).seq[place % CHUNK]!;
  }

  part(place: number): number {
    return this.#chunk(place).part[place % CHUNK]!;
  }

  class(place: number): number {
    return this.#chunk(place).class[place % CHUNK]!;
  }

  channel(place: number): number {
    return this.#chunk(place).channel[place % CHUNK]!;
  }

  /** The place of a line, or of the first one after it. Messages that were long on their way stand a little later. */
  find(seq: number, part: number): number {
    let [low, high] = [this.#first, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.seq(middle) < seq) low = middle + 1;
      else high = middle;
    }
    const is = (place: number) =>
      place >= this.#first && place < this.#length && this.seq(place) === seq && this.part(place) === part;
    if (is(low + part)) return low + part;
    for (let away = 0; away < NEAR; away += 1) {
      if (is(low + away)) return low + away;
      if (is(low - away)) return low - away;
    }
    return low;
  }

  /** Places of lines whose id may be this one, newest first. @param id as in `LineFacts` */
  *withId(id: number): Generator<number, void> {
    for (let chunk = this.#chunks.length - 1; chunk >= 0; chunk -= 1) {
      const ids = this.#chunks[chunk]!.id;
      const base = (chunk + this.#gone) * CHUNK;
      for (let at = ids.lastIndexOf(id); at >= 0; at = at === 0 ? -1 : ids.lastIndexOf(id, at - 1)) {
        if (base + at >= this.#first && base + at < this.#length) yield base + at;
      }
    }
  }

  /** Lines of messages up to this one are stored no more. */
  dropThrough(seq: number): void {
    while (this.#first < this.#length && this.seq(this.#first) <= seq) this.#first += 1;
    const whole = Math.floor(this.#first / CHUNK) - this.#gone;
    this.#chunks.splice(0, whole);
    this.#gone += whole;
  }

  #chunk(place: number): Chunk {
    return this.#chunks[Math.floor(place / CHUNK) - this.#gone]!;
  }
}

function newChunk(): Chunk {
  return {
    seq: new Uint32Array(CHUNK),
    id: new Uint32Array(CHUNK),
    part: new Uint16Array(CHUNK),
    channel: new Uint16Array(CHUNK),
    class: new Uint8Array(CHUNK),
  };
}
