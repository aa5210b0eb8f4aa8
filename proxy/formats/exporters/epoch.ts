// Times as exports write them.

/** Epoch milliseconds to epoch seconds; a double of that size is exact enough to print its six decimals. */
export function epochSeconds(at: number): number {
  return Math.round(at * 1000) / 1e6;
}
