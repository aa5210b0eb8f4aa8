// Times in a session file are integers, so that anyone can compare them exactly: epoch microseconds.

/** From epoch milliseconds with a fraction. */
export const toMicros = (milliseconds: number): number => Math.round(milliseconds * 1000);

export const fromMicros = (micros: number): number => micros / 1000;
