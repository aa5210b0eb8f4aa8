// A person's script, called in its thread: begun again where that had to be ended, and left alone until its file changes
// where it keeps taking too long. What went wrong with it is kept, to be told.

import type { DecoderInfo } from '../../contract/model.ts';
import { Unavailable } from '../../formats/decoders/decoder.ts';
import { type Given, OutOfTime } from './sandbox.ts';
import { SandboxLink } from './sandbox-link.ts';
import type { Exported } from './sandbox-thread.ts';

/** Calls in a row that may take too long. */
const MOST_OVERRUNS = 5;
/** Threads that may have to be ended. */
const MOST_ENDS = 3;

const BEGINS_AGAIN = 'it had to be ended, and is being started again';
const AGAIN = 'it is tried again when its file changes';

export type Trouble = Partial<Pick<DecoderInfo, 'error' | 'warning'>>;

export class Script {
  readonly #file: string;
  readonly #source: string;
  /** It can be asked again, what it was not asked meanwhile too. */
  readonly #begunAgain: () => void;
  /** Null while it is being begun again. */
  #link: SandboxLink | null;
  #overruns = 0;
  #ends = 0;
  #trouble: Trouble = {};
  #disposed = false;

  private constructor(file: string, source: string, link: SandboxLink, begunAgain: () => void) {
    this.#file = file;
    this.#source = source;
    this.#link = link;
    this.#begunAgain = begunAgain;
  }

  /** Runs a file; fails with ScriptError. */
  static async start(
    file: string,
    source: string,
    begunAgain: () => void,
  ): Promise<{ readonly script: Script; readonly exported: Exported }> {
    const { link, exported } = await SandboxLink.start(file, source);
    return { script: new Script(file, source, link, begunAgain), exported };
  }

  get trouble(): Trouble {
    return this.#trouble;
  }

  /** Fails with ScriptError, and with Unavailable where it cannot be asked. */
  call(called: string, given: Given): unknown {
    if (typeof this.#trouble.error === 'string') throw new Unavailable(this.#trouble.error);
    if (this.#link === null) throw new Unavailable(BEGINS_AGAIN);
    try {
      const answer = this.#link.call(called, given);
      this.#overruns = 0;
      return answer;
    } catch (error) {
      const { message } = error as Error;
      if (this.#link.ended) throw this.#beginAgain(message);
      if (error instanceof OutOfTime) this.#overran(message);
      else this.#overruns = 0;
      throw error;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#link?.dispose();
  }

  #overran(message: string): void {
    this.#overruns += 1;
    if (this.#overruns < MOST_OVERRUNS) this.#trouble = { warning: `${message}: one message was not read` };
    else this.#trouble = { error: `it took too long ${MOST_OVERRUNS} times; ${AGAIN}` };
  }

  #beginAgain(message: string): Unavailable {
    this.#link = null;
    this.#ends += 1;
    this.#trouble = this.#ends < MOST_ENDS ? { warning: message } : { error: `${message}; ${AGAIN}` };
    if (this.#ends < MOST_ENDS && !this.#disposed) void this.#start();
    return new Unavailable(this.#trouble.error ?? message);
  }

  async #start(): Promise<void> {
    try {
      const { link } = await SandboxLink.start(this.#file, this.#source);
      if (this.#disposed) link.dispose();
      else this.#link = link;
    } catch (error) {
      this.#trouble = { error: `${(error as Error).message}; ${AGAIN}` };
    }
    if (!this.#disposed) this.#begunAgain();
  }
}
