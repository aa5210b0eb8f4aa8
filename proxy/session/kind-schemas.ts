// The kinds among many messages, and the shape of each. Bounded for any input: kinds that come when there are too many
// are counted together.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import { wholeAndParts } from '../contract/filter-message.ts';
import { type KindSchema, type MessageSchema, MOST_KINDS } from '../contract/message-schema.ts';
import type { Decoded, Side } from '../contract/model.ts';
import { Room, ShapeCounts } from './shape-counts.ts';

/** Characters of a kind: more than a filter can name where it is cut. */
const LONGEST_KIND = 201;
const MOST_CONNECTIONS = 100;
/** Bytes; the JSON of a larger message without a field was not read: it is too large, or nested too deep. */
const MOST_EMPTY = 64;

export interface SeenMessage {
  readonly seq: Seq;
  readonly at: number;
  readonly from: Side;
  readonly connection: ConnectionId;
  /** Payload bytes, inflated. */
  readonly length: number;
}

export class KindSchemas {
  readonly #kinds = new Map<string, KindCounts>();
  #otherKinds = 0;
  #undecoded = 0;

  take(decoded: Decoded | null, message: SeenMessage): void {
    if (decoded === null) {
      this.#undecoded += 1;
      return;
    }
    const parts = Map.groupBy(wholeAndParts(decoded), keyOf);
    for (const [key, ofKind] of parts) {
      const counts = this.#kindOf(key, ofKind[0]!);
      if (counts) counts.take(ofKind, message);
      else this.#otherKinds += 1;
    }
  }

  get told(): Pick<MessageSchema, 'kinds' | 'otherKinds' | 'undecoded'> {
    const kinds = Array.from(this.#kinds.values(), ({ told }) => told);
    const amountOf = ({ messages: { client, server } }: KindSchema) => client + server;
    return {
      kinds: kinds.toSorted((a, b) => amountOf(b) - amountOf(a)),
      otherKinds: this.#otherKinds,
      undecoded: this.#undecoded,
    };
  }

  #kindOf(key: string, decoded: Decoded): KindCounts | null {
    const known = this.#kinds.get(key);
    if (known || this.#kinds.size === MOST_KINDS) return known ?? null;
    const counts = new KindCounts(decoded);
    this.#kinds.set(key, counts);
    return counts;
  }
}

class KindCounts {
  readonly #named: Pick<KindSchema, 'protocol' | 'kind'>;
  readonly #messages = { client: 0, server: 0 };
  readonly #shape = new ShapeCounts(new Room());
  readonly #connections = new Set<ConnectionId>();
  #firstAt = Infinity;
  #last: Pick<SeenMessage, 'seq' | 'at'> | null = null;
  #unread = 0;

  constructor({ protocol, kind }: Decoded) {
    this.#named = { protocol, kind: kind.slice(0, LONGEST_KIND) };
  }

  /** All of one message that are of this kind. */
  take(parts: readonly Decoded[], message: SeenMessage): void {
    const { seq, at, from, connection } = message;
    this.#messages[from] += 1;
    this.#firstAt = Math.min(this.#firstAt, at);
    if (this.#last === null || seq > this.#last.seq) this.#last = { seq, at };
    if (this.#connections.size < MOST_CONNECTIONS) this.#connections.add(connection);
    if (isUnread(parts[0]!, message)) this.#unread += 1;
    else for (const { fields } of parts) this.#shape.add(fields, { seq, at });
  }

  get told(): KindSchema {
    return {
      ...this.#named,
      messages: { ...this.#messages },
      firstAt: this.#firstAt,
      lastAt: this.#last!.at,
      last: this.#last!.seq,
      connections: [...this.#connections],
      shape: this.#shape.told,
      unread: this.#unread,
    };
  }
}

function isUnread({ protocol, fields }: Decoded, { length }: SeenMessage): boolean {
  return protocol === 'json' && length > MOST_EMPTY && Object.keys(fields).length === 0;
}

function keyOf({ protocol, kind }: Decoded): string {
  return `${protocol} ${kind.slice(0, LONGEST_KIND)}`;
}
