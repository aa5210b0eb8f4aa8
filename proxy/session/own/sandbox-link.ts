// The thread of a sandbox as its caller sees it: it is asked, and waited for, so that whoever decodes has an answer at
// once. What does not answer in time is ended, whatever it is doing. Time is the processor's: where others have it, a
// thread that has had none is waited for.

import { MessageChannel, type MessagePort, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { entryFile } from '../entry-file.ts';
import { type Given, OutOfTime, ScriptError } from './sandbox.ts';
import type { Answer, Exported, SandboxCall, SandboxThreadData } from './sandbox-thread.ts';

/**
 * Milliseconds of the processor that all threads of this process may take before the script's has answered, which have to
 * be many times what the script is given: what is then still busy is busy in one instruction.
 */
const HARD_MS = 2000;
const LOAD_MS = 10_000;
/** Milliseconds by the clock: a thread that has died takes no processor. */
const LONGEST_MS = 60_000;
/** Between two looks at how much it was. */
const LOOK_MS = 100;
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
    const isOver = patience(HARD_MS);
    while (Atomics.wait(this.#flag, 0, 0, LOOK_MS) === 'timed-out') if (isOver()) throw this.#giveUp();
    return readAnswer(receiveMessageOnPort(this.#port)?.message as Answer | undefined);
  }

  get ended(): boolean {
    return this.#ended;
  }

  dispose(): void {
    this.#ended = true;
    this.#port.close();
    void this.#worker.terminate();
  }

  #giveUp(): ScriptError {
    this.dispose();
    return new OutOfTime(GIVEN_UP);
  }

  async #loaded(): Promise<unknown> {
    const isOver = patience(LOAD_MS);
    while ((await Atomics.waitAsync(this.#flag, 0, 0, LOOK_MS).value) === 'timed-out')
      if (isOver()) throw new OutOfTime('it could not be loaded in time');
    return readAnswer(receiveMessageOnPort(this.#port)?.message as Answer | undefined);
  }
}

const GIVEN_UP = 'it did not answer in time, and was ended';

/** Whether so much time, of the processor, has gone by since this was called. */
function patience(milliseconds: number): () => boolean {
  const [at, used] = [performance.now(), processorTime()];
  return () => processorTime() - used > milliseconds || performance.now() - at > LONGEST_MS;
}

/** Of the process, milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function readAnswer(answer: Answer | undefined): unknown {
  if (answer === undefined) throw new ScriptError('it ended without an answer');
  if ('error' in answer) throw answer.late ? new OutOfTime(answer.error) : new ScriptError(answer.error);
  return answer.value;
}
