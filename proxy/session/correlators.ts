// Who waits for an answer in which dialogue. A connection has one to itself; those of a logical session, as polls are and the
// WebSocket after them, have one together: it goes on from each to the next, and is let go when the session is over.

import { now } from '../capture/clock.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { Connection } from '../contract/model.ts';
import { sessionName } from '../contract/reconnects.ts';
import { type Asker, Correlator } from './correlator.ts';

/** Whose dialogue is asked for. */
export type Speaker = Pick<Connection, 'id' | 'host' | 'port' | 'session' | 'replayOf'>;

/** A dialogue: of a connection by itself, or of a session. */
export type DialogueKey = ConnectionId | string;

/** What is replayed by Framescope is nothing that the session's client said. */
export function dialogueKey(speaker: Speaker): DialogueKey {
  return speaker.session === null || speaker.replayOf !== null ? speaker.id : sessionName(speaker);
}

interface Kept {
  readonly correlator: Correlator;
  /** When the session was last known to go on, epoch milliseconds. */
  seenAt: number;
}

export class Correlators {
  readonly #sessions = new Map<DialogueKey, Kept>();

  /** To be asked once by each connection that begins to speak. */
  of(speaker: Speaker): Correlator {
    const key = dialogueKey(speaker);
    if (typeof key === 'number') return new Correlator();
    const kept = this.#sessions.get(key) ?? { correlator: new Correlator(), seenAt: 0 };
    kept.seenAt = now();
    this.#sessions.set(key, kept);
    return kept.correlator;
  }

  /** Whether a session is kept: another of its connections may come. */
  has(speaker: Speaker): boolean {
    return this.#sessions.has(dialogueKey(speaker));
  }

  /** Of those of a session that asked before `at`; what nobody has gone on with since then is let go. Each is told once. */
  takeOverdue(at: number, open: ReadonlySet<DialogueKey>): readonly Asker[] {
    const told: Asker[] = [];
    for (const [key, kept] of this.#sessions) {
      if (open.has(key)) kept.seenAt = now();
      told.push(...kept.correlator.takeOverdue(at));
      if (kept.seenAt < at) this.#sessions.delete(key);
    }
    return told;
  }

  /** Something of a session was not seen. */
  forget(speaker: Speaker): void {
    this.#sessions.get(dialogueKey(speaker))?.correlator.forget();
  }

  delete(speaker: Speaker): void {
    this.#sessions.delete(dialogueKey(speaker));
  }

  /** Sessions are gone on with from where another has come to. */
  adopt(others: Correlators): void {
    for (const [key, { correlator }] of others.#sessions)
      this.#sessions.set(key, { correlator, seenAt: now() });
  }
}
