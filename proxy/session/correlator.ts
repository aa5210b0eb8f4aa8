// Which message answers which, within one dialogue, by the keys that its decoder reads in them (formats/decoders
// Turn). Bounded for any input: the oldest that wait are forgotten.

import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import type { Turn } from '../formats/decoders/decoder.ts';

/** Messages of one side that may wait for their answers. */
const MOST_WAITING = 1024;
/** Characters; longer keys are cut, so that what waits takes no room. */
const LONGEST_KEY = 200;

/** A message that asks, and the connection that it came in. */
export interface Asker {
  readonly connection: ConnectionId;
  readonly seq: Seq;
}

/** The message that is answered, and how long that took, milliseconds. */
export interface Answered {
  readonly to: Seq;
  readonly connection: ConnectionId;
  readonly after: number;
}

/** What must be known of a message that asks or answers. */
export interface Speech extends Asker {
  readonly from: Side;
  /** Epoch milliseconds of its first byte. */
  readonly at: number;
}

interface Waiting extends Asker {
  readonly at: number;
  readonly key: string;
  readonly patient: boolean;
}

export class Correlator {
  /** In the order in which they came. */
  readonly #waiting: Record<Side, Waiting[]> = { client: [], server: [] };

  /** Takes what a message asks and answers; the first that it answers is what counts. */
  take(speech: Speech, turns: readonly Turn[]): Answered | null {
    let answered: Answered | null = null;
    for (const turn of turns) {
      if ('asks' in turn) this.#wait(speech, turn.asks.slice(0, LONGEST_KEY), turn.patient ?? false);
      else answered ??= this.#answer(speech, turn.answers.slice(0, LONGEST_KEY), turn.newest ?? false);
    }
    return answered;
  }

  /** Those that have waited since before `at` for what should have come; each is told once. */
  takeOverdue(at: number): readonly Asker[] {
    return [...overdueOf(this.#waiting.client, at), ...overdueOf(this.#waiting.server, at)];
  }

  /** Something was not seen: what waits may have been answered. */
  forget(): void {
    this.#waiting.client = [];
    this.#waiting.server = [];
  }

  #wait({ connection, seq, from, at }: Speech, key: string, patient: boolean): void {
    const waiting = this.#waiting[from];
    waiting.push({ connection, seq, at, key, patient });
    if (waiting.length > MOST_WAITING) waiting.shift();
  }

  #answer({ from, at }: Speech, key: string, newest: boolean): Answered | null {
    const waiting = this.#waiting[from === 'client' ? 'server' : 'client'];
    const isIt = (each: Waiting) => each.key === key;
    const place = newest ? waiting.findLastIndex(isIt) : waiting.findIndex(isIt);
    const asked = waiting[place];
    if (!asked) return null;
    waiting.splice(place, 1);
    if (newest) removeBefore(waiting, place, key);
    const after = Math.max(0, Math.round((at - asked.at) * 1000) / 1000); // as it is stored
    return { to: asked.seq, connection: asked.connection, after };
  }
}

function removeBefore(waiting: Waiting[], end: number, key: string): void {
  for (let place = end - 1; place >= 0; place -= 1) {
    if (waiting[place]?.key === key) waiting.splice(place, 1);
  }
}

/** What is overdue stays to be answered late, and is told no more. */
function overdueOf(waiting: Waiting[], at: number): Asker[] {
  const told: Asker[] = [];
  for (const [place, each] of waiting.entries()) {
    if (each.at > at) break;
    if (each.patient) continue;
    told.push({ connection: each.connection, seq: each.seq });
    waiting[place] = { ...each, patient: true };
  }
  return told;
}
