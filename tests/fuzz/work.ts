// What a thread of `npm run fuzz` is given, and what it says.

export interface Work {
  readonly targets: readonly string[];
  readonly runs: number;
  readonly seed: number;
  /** How many cases were begun (u32), and the last of them as text: its length (u32), then UTF-8. */
  readonly notes: SharedArrayBuffer;
}

/** Room for the longest case. */
export const NOTES_BYTES = 64 * 1024;

/** A thread ends after either. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly target: string; readonly case: string; readonly why: string };
