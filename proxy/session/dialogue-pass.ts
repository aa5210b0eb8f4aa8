// Some dialogues read once more from what is stored, in slices: what a message is to those before it is written down anew.
// What is stored meanwhile is come to, also of connections that join their session; what becomes whole behind it is given to it.

import { now } from '../capture/clock.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { ConnectionDetail, Gap } from '../contract/model.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import { isControl } from '../protocol/frame.ts';
import type { MessageBatch } from '../store/message-batch.ts';
import type { MessageRows } from '../store/message-rows.ts';
import { ANSWER_DUE } from './asked.ts';
import { Correlators, type DialogueKey, type Speaker, dialogueKey } from './correlators.ts';
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
  /** Who waits in the sessions among them. */
  readonly correlators = new Correlators();
  readonly #reread: Reread;
  readonly #keys: ReadonlySet<DialogueKey>;
  readonly #ids: Set<ConnectionId>;
  readonly #dialogues = new Map<ConnectionId, Dialogue>();
  readonly #crossing: GapCrossing;
  /** Messages up to this one have been looked at. */
  #cursor: number;
  /** The last batch of them begins here at the latest. */
  #end: number;
  /** Newest of those that should have been answered by now, if ever. */
  #settled = 0;

  /** @param speakers everyone who has spoken in these dialogues */
  constructor(speakers: readonly Speaker[], reread: Reread) {
    const ids = speakers.map(({ id }) => id);
    this.#reread = reread;
    this.#keys = new Set(speakers.map(dialogueKey));
    this.#ids = new Set(ids);
    this.#crossing = new GapCrossing(reread.gaps.filter(({ messages }) => messages > 0));
    const extents = ids.map((id) => reread.messages.extent(id)).filter((extent) => extent !== null);
    this.#cursor = Math.min(reread.messages.lastSeq() + 1, ...extents.map(({ first }) => first)) - 1;
    const goesOn = ids.some((id) => reread.connection(id)?.ending === null);
    this.#end = goesOn ? Infinity : Math.max(...extents.map(({ last }) => last));
  }

  get ids(): readonly ConnectionId[] {
    return [...this.#ids];
  }

  /** Whether it reads the dialogue of this connection. */
  has(speaker: Speaker): boolean {
    return this.#keys.has(dialogueKey(speaker));
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
    this.#ids.add(connection.id);
    if (said.seq <= this.#cursor) return this.#dialogue(connection).take(connection, said, payload);
    this.#end = Math.max(this.#end, said.seq);
    return null;
  }

  /** Reads on, within a transaction. False when it is through. */
  scan(until: number): boolean {
    const due = now() - ANSWER_DUE;
    const [only] = this.#ids;
    const batches = this.#reread.messages.batches(
      this.#cursor,
      this.#ids.size === 1 && only !== undefined ? only : null,
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
    this.#crossing.pass(at, () => this.#dialogues.forEach((dialogue) => dialogue.forget()));
    const id = batch.connection(place);
    if (!this.#ids.has(id) || isControl(batch.opcode(place))) return;
    const seq = batch.seq(place);
    if (at <= due) this.#settled = seq;
    const connection = this.#reread.connection(id);
    if (!connection || !this.has(connection) || this.#reread.isUnfinished(seq)) return;
    const said = saidAt(batch, place);
    this.#relate(batch, place, this.#dialogue(connection).take(connection, said, payloadOf(batch, place)));
  }

  #relate(batch: MessageBatch, place: number, { answered, carried }: Place): void {
    const before = batch.related(place);
    const related = { rtt: answered?.after ?? null, answers: answered?.to ?? null, carried };
    const same =
      before.answers === related.answers && before.rtt === related.rtt && before.carried === carried;
    if (!same) this.#reread.messages.relate(batch, place, related);
  }

  #dialogue(connection: ConnectionDetail): Dialogue {
    const known = this.#dialogues.get(connection.id);
    if (known) return known;
    const dialogue = new Dialogue(
      this.#reread.decoders,
      this.correlators.of(connection),
      this.#reread.messages,
    );
    this.#dialogues.set(connection.id, dialogue);
    return dialogue;
  }
}

function saidAt(batch: MessageBatch, place: number): Said {
  return {
    seq: batch.seq(place),
    from: batch.from(place),
    opcode: batch.opcode(place),
    at: batch.at(place),
    length: batch.length(place),
    skipped: batch.dropped(place),
  };
}

/** Null where it lies in parts, or something of it was dropped. */
function payloadOf(batch: MessageBatch, place: number): Uint8Array | null {
  return batch.isParted(place) || batch.dropped(place) > 0 ? null : batch.payload(place);
}
