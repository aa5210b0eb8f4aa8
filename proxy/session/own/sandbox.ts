// JavaScript of a person's own, run where it can reach nothing: QuickJS in WebAssembly, without files, network, timers or
// Node, within bounds of memory and, between two of its own instructions, of time. It knows nothing of messages.

import {
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten';

const MEMORY_BYTES = 32 * 1024 * 1024;
/** More than V8's own stack would bear is not left to be found out. */
const STACK_BYTES = 128 * 1024;
/** Milliseconds of the processor that a call may take: a busy machine is not the script's fault. */
const CALL_MS = 50;
/** The same for the file itself. */
const LOAD_MS = 1000;
/** Characters of what a call may return. */
const LONGEST_ANSWER = 1024 * 1024;

/** What a call may be given: texts, bytes, and nothing. */
export type Given = Readonly<Record<string, string | Uint8Array | null>>;

/** An error of the script, in its own words and where. */
export class ScriptError extends Error {}

/** It took more time than it is given. */
export class OutOfTime extends ScriptError {}

export class Sandbox {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #module: QuickJSHandle;
  readonly #call: QuickJSHandle;

  /** Runs an ES module; fails with ScriptError. */
  constructor(quickJs: QuickJSWASMModule, file: string, source: string) {
    this.#runtime = quickJs.newRuntime();
    this.#runtime.setMemoryLimit(MEMORY_BYTES);
    this.#runtime.setMaxStackSize(STACK_BYTES);
    this.#context = this.#runtime.newContext();
    this.#call = this.#evaluate(CALL, 'framescope', 'global');
    this.#module = this.#evaluate(source, file, 'module');
  }

  /** An exported text; null where there is none. */
  text(name: string): string | null {
    const handle = this.#context.getProp(this.#module, name);
    const value: unknown = handle.consume((each) => this.#context.dump(each));
    return typeof value === 'string' ? value : null;
  }

  exports(name: string): boolean {
    return this.#context
      .getProp(this.#module, name)
      .consume((each) => this.#context.typeof(each) === 'function');
  }

  /**
   * Calls an exported function with an object; what it returns as JSON would have it. Fails with ScriptError. What takes too
   * long is called once more: a machine whose processor is not its own, or that collects garbage, may have taken the time.
   */
  call(name: string, given: Given): unknown {
    try {
      return this.#callOnce(name, given);
    } catch (error) {
      if (error instanceof OutOfTime) return this.#callOnce(name, given);
      throw error;
    }
  }

  #callOnce(name: string, given: Given): unknown {
    const made: QuickJSHandle[] = [];
    try {
      const argument = this.#objectOf(given, made);
      const called = this.#context.getProp(this.#module, name);
      made.push(called);
      this.#limit(CALL_MS);
      const answer = this.#context.callFunction(this.#call, this.#context.undefined, called, argument);
      if (answer.error) throw this.#failure(answer.error);
      made.push(answer.value);
      return readAnswer(this.#context.getString(answer.value));
    } finally {
      for (const handle of made) handle.dispose();
    }
  }

  #objectOf(given: Given, made: QuickJSHandle[]): QuickJSHandle {
    const object = this.#context.newObject();
    made.push(object);
    for (const [name, value] of Object.entries(given)) {
      const handle = this.#valueOf(value);
      made.push(handle);
      this.#context.setProp(object, name, handle);
    }
    return object;
  }

  #valueOf(value: string | Uint8Array | null): QuickJSHandle {
    if (value === null) return this.#context.null;
    if (typeof value === 'string') return this.#context.newString(value);
    return this.#context.newArrayBuffer(Uint8Array.from(value).buffer);
  }

  #evaluate(source: string, file: string, type: 'global' | 'module'): QuickJSHandle {
    this.#limit(LOAD_MS);
    const result = this.#context.evalCode(source, file, { type });
    if (result.error) throw this.#failure(result.error);
    return result.value;
  }

  #limit(milliseconds: number): void {
    const deadline = processorTime() + milliseconds;
    this.#runtime.setInterruptHandler(() => processorTime() > deadline);
  }

  #failure(handle: QuickJSHandle): ScriptError {
    const thrown: unknown = handle.consume((each) => this.#context.dump(each));
    return isInterrupted(thrown) ? new OutOfTime('it took too long') : new ScriptError(describe(thrown));
  }
}

/** What is returned leaves the sandbox as text, so that nothing that it does can be more than that. */
const CALL = `(function (called, given) {
  if (given.payload) given.payload = new Uint8Array(given.payload);
  const answer = JSON.stringify(called(given));
  return answer === undefined ? 'null' : answer;
})`;

/** Of this thread, milliseconds. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function readAnswer(text: string): unknown {
  if (text.length > LONGEST_ANSWER) throw new ScriptError(`it returned ${text.length} characters`);
  return JSON.parse(text) as unknown;
}

function isInterrupted(thrown: unknown): boolean {
  return thrown instanceof Object && 'message' in thrown && thrown.message === 'interrupted';
}

function describe(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { name = 'Error', message = '', stack = '' } = thrown as Record<string, string>;
  const line = /:(\d+)(?::\d+)?\)?\s*$/m.exec(stack)?.[1];
  return `${name}: ${message}${line === undefined ? '' : ` (line ${line})`}`;
}
