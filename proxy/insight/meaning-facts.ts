// What decoding the messages of one connection tells beside what their frames do: the heartbeats of the protocol inside,
// and what asked in vain. It is fed when somebody asks, in the order of the messages; memory is bounded.

import type { Seq } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import { type Beat, Unanswered, otherSide } from './connection-facts.ts';
import { Rhythm } from './rhythm.ts';

/** Milliseconds within which a heartbeat of the other side is the answer to one. */
const ANSWERS_WITHIN = 10_000;

export class HeartbeatFacts {
  readonly rhythm = new Rhythm();
  first: Seq | null = null;
  /** Its heartbeats that answered one of the other side. */
  answers = 0;
  /** Its newest one, as long as nothing has answered it. */
  waiting: Beat | null = null;
}

export interface MeantMessage {
  readonly seq: Seq;
  readonly from: Side;
  readonly at: number;
  readonly heartbeat: boolean;
  /** It asked, had no answer, and nobody was told when that was so: it was stored before. */
  readonly unanswered: boolean;
}

export class MeaningFacts {
  readonly client = new HeartbeatFacts();
  readonly server = new HeartbeatFacts();
  readonly unanswered = new Unanswered();

  take({ seq, from, at, heartbeat, unanswered }: MeantMessage): void {
    if (unanswered) this.unanswered.add(seq);
    if (!heartbeat) return;
    const [own, other] = [this[from], this[otherSide(from)]];
    own.first ??= seq;
    own.rhythm.add(at);
    if (other.waiting && at - other.waiting.at <= ANSWERS_WITHIN) own.answers += 1;
    else own.waiting = { seq, at };
    other.waiting = null;
  }

  interrupt(): void {
    for (const side of [this.client, this.server]) {
      side.rhythm.interrupt();
      side.waiting = null;
    }
  }

  /** Who begins: the other side only answers. Null where nobody does, or both. */
  get asks(): Side | null {
    const { client, server } = this;
    if (client.rhythm.beats === 0 && server.rhythm.beats === 0) return null;
    if (2 * server.answers > server.rhythm.beats || server.rhythm.beats === 0) return 'client';
    if (2 * client.answers > client.rhythm.beats || client.rhythm.beats === 0) return 'server';
    return null;
  }
}
