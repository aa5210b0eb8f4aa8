// PING and PONG of IRC, paired by what they carry: either side may ask. One question of each side is remembered.

import type { Side } from '../../contract/model.ts';
import type { LoginLine } from './logins.ts';

interface Ping {
  readonly place: number;
  readonly at: number;
  readonly token: string;
}

export interface Beat {
  /** Where the PING stands. */
  readonly ping: number;
  /** Milliseconds. */
  readonly ms: number;
}

export class Heartbeats {
  readonly #waiting = new Map<string, Ping>();
  #last: number | null = null;

  /** Of the last answered PING, milliseconds. */
  get last(): number | null {
    return this.#last;
  }

  /** The PING that a PONG answers; null for everything else. */
  take(connection: number, { place, from, at, line }: LoginLine): Beat | null {
    const token = line.params.at(-1) ?? '';
    if (line.command === 'PING') this.#waiting.set(keyOf(connection, from), { place, at, token });
    if (line.command !== 'PONG') return null;
    const key = keyOf(connection, from === 'client' ? 'server' : 'client');
    const ping = this.#waiting.get(key);
    if (ping?.token !== token) return null;
    this.#waiting.delete(key);
    this.#last = at - ping.at;
    return { ping: ping.place, ms: this.#last };
  }
}

function keyOf(connection: number, from: Side): string {
  return `${connection} ${from}`;
}
