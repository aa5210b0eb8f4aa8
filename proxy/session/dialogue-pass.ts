// The dialogues of some connections read once more from what is stored, in slices: what a message is to those before it is
// written down anew. What is stored meanwhile is come to; what becomes whole behind it is given to it.

import { now } from '../capture/clock.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { ConnectionDetail, Gap } from '../contract/model.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import { isControl } from '../protocol/frame.ts';
import type { MessageBatch } from '../store/message-batch.ts';
import type { MessageRows } from '../store/message-rows.ts';
import { ANSWER_DUE } from './asked.ts';
import { Dialogue, type Place, type Said } from './dialogue.ts';
import { GapCrossing } from './facts-pass.ts';

/** Messages between two looks at the clock. */
const STEP = 32;

export interface Reread {
  readonly messages: MessageRows;
  readonly decoders: () => Decoders;
  readonly connection: (id: ConnectionId) => ConnectionDetail | null;
  readonly isUnfinished: (seq: Seq) => boolean;
  readonly gaps: readonly Gap[];
}

export class DialoguePass {
  readonly ids: readonly ConnectionId[];
  readonly #reread: Reread;
  readonly #dialogues: Map<ConnectionId, Dialogue | null>;
  readonly #crossing: GapCrossing;
  /** Messages up to this one have been looked at. */
  #cursor: number;
  /** The last batch of them begins here. */
  readonly #end: number;
  /** Newest of those that should have been answered by now, if ever. */
  #settled = 0;

  constructor(ids: readonly ConnectionId[], reread: Reread) {
    this.ids = ids;
    this.#reread = reread;
    this.#dialogues = new Map(ids.map((id) => [id, null]));
    this.#crossing = new GapCrossing(reread.gaps.filter(({ messages }) => messages > 0));
    const extents = ids.map((id) => reread.messages.extent(id)).filter((extent) => extent !== null);
    this.#cursor = Math.min(reread.messages.lastSeq() + 1, ...extents.map(({ first }) => first)) - 1;
    const goesOn = ids.some((id) => reread.connection(id)?.ending === null);
    this.#end = goesOn ? Infinity : Math.max(...extents.map(({ last }) => last));
  }

  has(id: ConnectionId): boolean {
    return this.#dialogues.has(id);
  }

  /** What it has read of one, to be gone on with; null: it says nothing of which others would have to know. */
  dialogue(id: ConnectionId): Dialogue | null {
    return this.#dialogues.get(id) ?? null;
  }

  get settled(): number {
    return this.#settled;
  }

  /** A message has become whole; null: it is still to be come to. */
  take(connection: ConnectionDetail, said: Said, payload: Uint8Array | null): Place | null {
    return said.seq > this.#cursor ? null : this.#dialogue(connection.id).take(connection, said, payload);
  }

  /** Reads on, within a transaction. False when it is through. */
  scan(until: number): boolean {
    const due = now() - ANSWER_DUE;
    const [only] = this.ids;
    const batches = this.#reread.messages.batches(
      this.#cursor,
      this.ids.length === 1 && only !== undefined ? only : null,
    );
    for (const batch of batches) {
      if (batch.first > this.#end) return false;
      const end = batch.last;
      for (let place = batch.after(this.#cursor); place < batch.count; place += 1) {
        this.#look(batch, place, due);
        this.#cursor = batch.seq(place);
        if (place % STEP === 0 && performance.now() > until) return true;
      }
      this.#cursor = Math.max(this.#cursor, end);
      if (performance.now() > until) return true;
    }
    return false;
  }

  #look(batch: MessageBatch, place: number, due: number): void {
    const at = batch.at(place);
    this.#crossing.pass(at, () => this.#dialogues.forEach((dialogue) => dialogue?.forget()));
    const id = batch.connection(place);
    if (!this.#dialogues.has(id) || isControl(batch.opcode(place))) return;
    const seq = batch.seq(place);
    if (at <= due) this.#settled = seq;
    const connection = this.#reread.connection(id);
    if (!connection || this.#reread.isUnfinished(seq)) return;
    const said = { seq, from: batch.from(place), opcode: batch.opcode(place), at };
    this.#relate(batch, place, this.#dialogue(id).take(connection, said, payloadOf(batch, place)));
  }

  #relate(batch: MessageBatch, place: number, { answered, carried }: Place): void {
    const before = batch.related(place);
    const related = { rtt: answered?.after ?? null, answers: answered?.to ?? null, carried };
    const same =
      before.answers === related.answers && before.rtt === related.rtt && before.carried === carried;
    if (!same) this.#reread.messages.relate(batch, place, related);
  }

  #dialogue(id: ConnectionId): Dialogue {
    let dialogue = this.#dialogues.get(id);
    if (!dialogue) this.#dialogues.set(id, (dialogue = new Dialogue(this.#reread.decoders)));
    return dialogue;
  }
}

/** As it was at hand when the message was stored. */
function payloadOf(batch: MessageBatch, place: number): Uint8Array | null {
  return batch.isParted(place) || batch.dropped(place) > 0 ? null : batch.payload(place);
}
