// One step of a connection within its time. `AbortSignal.timeout` would do, but nothing ends it: each dial would be kept
// until its time has passed.

/**
 * Runs a step with a signal that is aborted when the given one is, or after so many milliseconds with a TimeoutError
 * (as `AbortSignal.timeout` has it).
 */
export async function inTime<T>(
  signal: AbortSignal,
  milliseconds: number,
  step: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const gone = () => ending.abort(signal.reason);
  const late = () =>
    ending.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  const timer = setTimeout(late, milliseconds);
  signal.addEventListener('abort', gone);
  if (signal.aborted) gone();
  try {
    return await step(ending.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', gone);
  }
}
