// The one clock of captured traffic: monotonic, anchored to the wall clock once a process, so that times
// never run backwards within a capture.

/** Epoch milliseconds, microseconds as the fraction. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
