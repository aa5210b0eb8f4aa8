// What this browser remembers between visits: layout, columns, filters. One localStorage entry a key.
// Storage may be missing, full or edited by hand; then the initial value stands and nothing breaks.

import { useCallback, useState } from 'react';

const PREFIX = 'framescope:';

/** Reads a value; `parse` answers null for anything that it does not accept. */
export function readRemembered<T>(key: string, initial: T, parse: (value: unknown) => T | null): T {
  try {
    const stored = localStorage.getItem(PREFIX + key);
    return stored === null ? initial : (parse(JSON.parse(stored)) ?? initial);
  } catch {
    return initial; // storage is blocked, or holds something else
  }
}

export function writeRemembered(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    return; // storage is blocked or full: the page works, it only forgets
  }
}

/** State of one component that survives a reload. */
export function useRemembered<T>(
  key: string,
  initial: T,
  parse: (value: unknown) => T | null,
): readonly [T, (value: T) => void] {
  const [value, setValue] = useState(() => readRemembered(key, initial, parse));
  const remember = useCallback(
    (next: T) => {
      setValue(next);
      writeRemembered(key, next);
    },
    [key],
  );
  return [value, remember];
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function asString(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function asBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** Accepts one of a closed list of words. */
export function asOneOf<const T extends string>(words: readonly T[]): (value: unknown) => T | null {
  return (value) => words.find((word) => word === value) ?? null;
}
