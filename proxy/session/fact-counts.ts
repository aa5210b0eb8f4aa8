// The statistics that need no look at a payload: amounts, sizes, opcodes, fragments, round trips, idle gaps. A message
// costs the same whether it is the first or the ten millionth.

import type { ConnectionId } from '../contract/ids.ts';
import type { Side } from '../contract/model.ts';
import type { Amount, IdleGap, RoundTrips, SideStatistics } from '../contract/statistics.ts';
import { OPCODE, isControl } from '../protocol/frame.ts';
import type { Measured } from '../store/message-batch.ts';
import { IdleGaps } from './idle-gaps.ts';
import { Quantiles } from './quantiles.ts';

const OPCODES = 16;
/** Times are counted in microseconds. */
export const MICROS = 1000;

export class FactCounts {
  readonly #sides: Readonly<Record<Side, SideCount>> = { client: new SideCount(), server: new SideCount() };
  readonly #idle = new IdleGaps();

  take(message: Measured): void {
    this.#sides[message.from].take(message);
    this.#idle.take(message);
  }

  get idle(): readonly IdleGap[] {
    return [...this.#idle.longest];
  }

  get sides(): Readonly<Record<Side, SideStatistics>> {
    const { client, server } = this.#sides;
    return { client: client.told, server: server.told };
  }
}

class SideCount {
  readonly #all = amount();
  readonly #opcodes = Array.from({ length: OPCODES }, amount);
  readonly #compressed = { ...amount(), wireBytes: 0 };
  readonly #plain = amount();
  readonly #sizes = new Quantiles();
  readonly #pongs = new PongCount();
  #wireBytes = 0;
  #frames = 0;
  #fragmented = 0;
  #mostFrames = 0;

  take(message: Measured): void {
    const { opcode, length, wireLength, frames, rtt } = message;
    addTo(this.#all, length);
    addTo(this.#opcodes[opcode]!, length);
    this.#wireBytes += wireLength;
    this.#frames += frames;
    if (frames > 1) this.#fragmented += 1;
    this.#mostFrames = Math.max(this.#mostFrames, frames);
    if (opcode === OPCODE.pong && rtt !== null) this.#pongs.take(message.connection, rtt);
    if (!isControl(opcode)) this.#takeData(message);
  }

  #takeData({ length, wireLength, headerLength, compressed, dropped }: Measured): void {
    this.#sizes.add(length);
    if (!compressed) return addTo(this.#plain, length);
    if (dropped > 0) return; // what it would inflate to is not known
    addTo(this.#compressed, length);
    this.#compressed.wireBytes += wireLength - headerLength;
  }

  get told(): SideStatistics {
    return {
      ...this.#all,
      wireBytes: this.#wireBytes,
      frames: this.#frames,
      fragmented: this.#fragmented,
      mostFrames: this.#mostFrames,
      opcodes: this.#opcodes.map((each) => ({ ...each })),
      sizes: this.#sizes.distribution(),
      octaves: this.#sizes.octaves(),
      pongs: this.#pongs.told,
      compressed: { ...this.#compressed },
      plain: { ...this.#plain },
    };
  }
}

/** Round trips, and how much one differs from the next of the same connection. */
class PongCount {
  readonly #times = new Quantiles();
  readonly #last = new Map<ConnectionId, number>();
  #differences = 0;
  #sum = 0;

  take(connection: ConnectionId, rtt: number): void {
    this.#times.add(Math.round(rtt * MICROS));
    const last = this.#last.get(connection);
    this.#last.set(connection, rtt);
    if (last === undefined) return;
    this.#differences += 1;
    this.#sum += Math.abs(rtt - last);
  }

  get told(): RoundTrips | null {
    const times = this.#times.distribution(MICROS);
    return times && { times, jitter: this.#differences === 0 ? null : this.#sum / this.#differences };
  }
}

type Count = { -readonly [field in keyof Amount]: Amount[field] };

export function amount(): Count {
  return { messages: 0, bytes: 0 };
}

export function addTo(count: Count, bytes: number): void {
  count.messages += 1;
  count.bytes += bytes;
}
