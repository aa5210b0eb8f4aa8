// When to start a crashed process again: at once, then more and more slowly, then not without being asked.

/** Milliseconds before the first, second, … restart in a row. */
const DELAYS = [0, 100, 500, 2_000] as const;
/** Milliseconds after which a run counts as a good one, and the row begins anew. */
const STEADY_AFTER = 60_000;

/** Tells, for a run that lasted so many milliseconds, how long to wait; null to give up, and the row begins anew. */
export function createRestartPolicy(): (lasted: number) => number | null {
  let crashes = 0;
  return (lasted) => {
    if (lasted >= STEADY_AFTER) crashes = 0;
    const delay = DELAYS[crashes] ?? null;
    crashes = delay === null ? 0 : crashes + 1;
    return delay;
  };
}
