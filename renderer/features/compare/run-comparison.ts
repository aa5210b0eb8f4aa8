// Compares in a worker, so that the page stays quick and the person can stop it; on the page itself, in a shorter
// time, where the browser runs no worker.

import type { CompareRequest } from './compare-worker.ts';
import { type Comparable, compare, type Comparison } from './comparison.ts';

const WORKER_TIME = 5000;
const PAGE_TIME = 500;

/** Never settles once it is aborted. */
export function runComparison(a: Comparable, b: Comparable, signal: AbortSignal): Promise<Comparison> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./compare-worker.ts', import.meta.url), { type: 'module' });
    const done = (comparison: Comparison) => {
      worker.terminate();
      resolve(comparison);
    };
    worker.addEventListener('message', ({ data }: MessageEvent<Comparison>) => done(data));
    worker.addEventListener('error', () => done(compare(a, b, PAGE_TIME)));
    signal.addEventListener('abort', () => worker.terminate());
    const request: CompareRequest = { a, b, milliseconds: WORKER_TIME };
    worker.postMessage(request, []);
  });
}
