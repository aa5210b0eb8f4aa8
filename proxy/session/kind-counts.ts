// How many messages of each kind there are, and how long those of each waited for an answer. Bounded for any input: of
// too many kinds, those that are rare are counted together.

import { type Amount, type KindAmount, type Latency, TOP_KINDS } from '../contract/statistics.ts';
import { wholeAndParts } from '../contract/filter-message.ts';
import type { Decoded } from '../contract/model.ts';
import { MICROS, addTo, amount } from './fact-counts.ts';
import { Quantiles } from './quantiles.ts';

/** With more, the rarer half is joined. */
const MOST_KINDS = 2048;
const MOST_LATENCIES = 256;
/** Characters of a kind. */
const LONGEST = 200;

interface Named {
  readonly protocol: string;
  readonly kind: string;
}

export class KindCounts {
  readonly #kinds = new Map<string, Named & { readonly count: ReturnType<typeof amount> }>();
  readonly #rare = amount();

  /** A message of this many bytes. */
  take(decoded: Decoded, bytes: number): void {
    if (decoded.parts.length === 0) return this.#add(decoded, bytes);
    const kinds = new Map(wholeAndParts(decoded).map((each) => [keyOf(each), each]));
    for (const each of kinds.values()) this.#add(each, bytes);
  }

  get top(): readonly KindAmount[] {
    return this.#inOrder()
      .slice(0, TOP_KINDS)
      .map(({ protocol, kind, count: { messages, bytes } }) => ({ protocol, kind, messages, bytes }));
  }

  /** Of all that are not among the top ones. */
  get others(): Amount {
    const others = { ...this.#rare };
    for (const { count } of this.#inOrder().slice(TOP_KINDS)) join(others, count);
    return others;
  }

  #add({ protocol, kind }: Named, bytes: number): void {
    const key = keyOf({ protocol, kind });
    let known = this.#kinds.get(key);
    if (!known) {
      known = { protocol, kind: kind.slice(0, LONGEST), count: amount() };
      this.#kinds.set(key, known);
    }
    addTo(known.count, bytes);
    if (this.#kinds.size > MOST_KINDS) this.#joinRare();
  }

  #joinRare(): void {
    for (const each of this.#inOrder().slice(MOST_KINDS / 2)) {
      join(this.#rare, each.count);
      this.#kinds.delete(keyOf(each));
    }
  }

  #inOrder() {
    return [...this.#kinds.values()].toSorted((a, b) => b.count.messages - a.count.messages);
  }
}

export class LatencyCounts {
  readonly #kinds = new Map<string, Named & { readonly times: Quantiles }>();
  readonly #others = new Quantiles();

  /** A message of this kind was answered after so many milliseconds; null: its kind is not known. */
  take(asked: Named | null, milliseconds: number): void {
    this.#timesOf(asked).add(Math.round(milliseconds * MICROS));
  }

  get top(): readonly Latency[] {
    const inOrder = [...this.#kinds.values()].toSorted((a, b) => b.times.count - a.times.count);
    const others = new Quantiles();
    others.addAll(this.#others);
    for (const { times } of inOrder.slice(TOP_KINDS)) others.addAll(times);
    const top = inOrder.slice(0, TOP_KINDS);
    return [...top, { protocol: '', kind: null, times: others }].flatMap(({ protocol, kind, times }) => {
      const distribution = times.distribution(MICROS);
      return distribution ? [{ protocol, kind, times: distribution }] : [];
    });
  }

  #timesOf(asked: Named | null): Quantiles {
    if (!asked) return this.#others;
    const key = keyOf(asked);
    const known = this.#kinds.get(key);
    if (known || this.#kinds.size === MOST_LATENCIES) return known?.times ?? this.#others;
    const times = new Quantiles();
    this.#kinds.set(key, { protocol: asked.protocol, kind: asked.kind.slice(0, LONGEST), times });
    return times;
  }
}

function keyOf({ protocol, kind }: Named): string {
  return `${protocol} ${kind.length > LONGEST ? kind.slice(0, LONGEST) : kind}`;
}

function join(sum: ReturnType<typeof amount>, { messages, bytes }: Amount): void {
  sum.messages += messages;
  sum.bytes += bytes;
}
