// The thread of a sandbox as its caller sees it: it is asked, and waited for, so that whoever decodes has an answer at
// once. What does not answer in time is ended, whatever it is doing.

import { MessageChannel, type MessagePort, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { entryFile } from '../entry-file.ts';
import { type Given, ScriptError } from './sandbox.ts';
import type { Answer, Exported, SandboxCall, SandboxThreadData } from './sandbox-thread.ts';

/** Milliseconds: many times what the script is given; what is then still busy is busy in one instruction. */
const HARD_MS = 1000;
const LOAD_MS = 10_000;
/** The sandbox has a bound of its own, far below. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

export class SandboxLink {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #flag: Int32Array;
  #ended = false;

  private constructor(worker: Worker, port: MessagePort, flag: Int32Array) {
    this.#worker = worker;
    this.#port = port;
    this.#flag = flag;
    worker.on('error', () => (this.#ended = true));
    worker.unref();
    port.unref();
  }

  /** Runs a file; fails with ScriptError. */
  static async start(
    file: string,
    source: string,
  ): Promise<{ readonly link: SandboxLink; readonly exported: Exported }> {
    const { port1, port2 } = new MessageChannel();
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const workerData: SandboxThreadData = { file, source, port: port2, flag };
    const worker = new Worker(entryFile('own/sandbox-thread'), {
      workerData,
      transferList: [port2],
      resourceLimits: LIMITS,
    });
    const link = new SandboxLink(worker, port1, flag);
    try {
      return { link, exported: (await link.#loaded()) as Exported };
    } catch (error) {
      link.dispose();
      throw error;
    }
  }

  /** What an exported function makes of this. Fails with ScriptError. */
  call(called: string, given: Given): unknown {
    if (this.#ended) throw new ScriptError(GIVEN_UP);
    Atomics.store(this.#flag, 0, 0);
    this.#port.postMessage({ called, given } satisfies SandboxCall);
    if (Atomics.wait(this.#flag, 0, 0, HARD_MS) === 'timed-out') {
      this.dispose();
      throw new ScriptError(GIVEN_UP);
    }
    return readAnswer(receiveMessageOnPort(this.#port)?.message as Answer | undefined);
  }

  dispose(): void {
    this.#ended = true;
    this.#port.close();
    void this.#worker.terminate();
  }

  async #loaded(): Promise<unknown> {
    const waited = Atomics.waitAsync(this.#flag, 0, 0, LOAD_MS);
    if ((await waited.value) === 'timed-out') throw new ScriptError('it could not be loaded in time');
    return readAnswer(receiveMessageOnPort(this.#port)?.message as Answer | undefined);
  }
}

const GIVEN_UP = `it did not answer within ${HARD_MS} ms, and was ended; it is tried again when its file changes`;

function readAnswer(answer: Answer | undefined): unknown {
  if (answer === undefined) throw new ScriptError('it ended without an answer');
  if ('error' in answer) throw new ScriptError(answer.error);
  return answer.value;
}
