// The gap of what the relay's thread had no room for: from the first byte that is missing until there is room again and
// the last message of which something is missing is finished. A message is counted when it is finished: one that is read
// again after a kill is counted once.

import { SIDES } from '../contract/model.ts';
import type { Message } from '../protocol/message.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { GapLog } from './gap-log.ts';

export class BudgetGap {
  readonly #gaps: GapLog;
  /** Bytes of messages of theirs are missing. */
  readonly #lacking = new Set<ConnectionRecord>();
  /** Since when everything is kept again. */
  #caughtUpAt: number | null = null;

  constructor(gaps: GapLog) {
    this.#gaps = gaps;
  }

  /** Bytes of this connection are missing. While something else makes a gap, that one counts them. */
  begin(record: ConnectionRecord, at: number): void {
    this.#caughtUpAt = null;
    this.#lacking.add(record);
    if (this.#gaps.reason === null) this.#gaps.begin('budget', at);
  }

  /** A message is finished of which something is missing. */
  finished({ skipped, endedAt }: Message): void {
    if (this.#gaps.reason === null) this.#gaps.begin('budget', endedAt);
    this.#gaps.skip(1, skipped);
    if (this.#caughtUpAt !== null) this.caughtUp(Math.max(this.#caughtUpAt, endedAt));
  }

  /** From here on everything is kept again. */
  caughtUp(at: number): void {
    this.#caughtUpAt = at;
    for (const record of this.#lacking) if (!lacks(record)) this.#lacking.delete(record);
    if (this.#lacking.size === 0 && this.#gaps.reason === 'budget') this.#gaps.end(at);
  }
}

function lacks({ observers }: ConnectionRecord): boolean {
  return SIDES.some((from) => observers?.[from].open.some(({ skipped }) => skipped > 0));
}
