// Entry of the thread in which one file of a person's own runs. It answers one call at a time, to a thread that waits for
// it, and that ends it where it does not answer.

import { type MessagePort, workerData } from 'node:worker_threads';
import { RELEASE_SYNC, newQuickJSWASMModule } from 'quickjs-emscripten';
import { type Given, OutOfTime, Sandbox } from './sandbox.ts';

export interface SandboxThreadData {
  readonly file: string;
  readonly source: string;
  readonly port: MessagePort;
  /** 1: an answer is there. */
  readonly flag: Int32Array;
}

export interface SandboxCall {
  readonly called: string;
  readonly given: Given;
}

/** What the file exports. */
export interface Exported {
  readonly label: string | null;
  readonly functions: readonly string[];
}

export type Answer = { readonly value: unknown } | { readonly error: string; readonly late: boolean };

const FUNCTIONS = ['recognises', 'decode', 'turns'] as const;

const { file, source, port, flag } = workerData as SandboxThreadData;

function answer(work: () => unknown): void {
  port.postMessage(attempt(work));
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

function attempt(work: () => unknown): Answer {
  try {
    return { value: work() };
  } catch (error) {
    return {
      error: error instanceof Error ? error.message : String(error),
      late: error instanceof OutOfTime,
    };
  }
}

function exported(sandbox: Sandbox): Exported {
  return { label: sandbox.text('label'), functions: FUNCTIONS.filter((name) => sandbox.exports(name)) };
}

const quickJs = await newQuickJSWASMModule(RELEASE_SYNC);
let sandbox: Sandbox | null = null;
answer(() => {
  sandbox = new Sandbox(quickJs, file, source);
  return exported(sandbox);
});
port.on('message', ({ called, given }: SandboxCall) => answer(() => sandbox?.call(called, given)));
