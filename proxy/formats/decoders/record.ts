// Looking into JSON of unknown shape without trusting it.

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Null for arrays, scalars and nothing. */
export function asRecord(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null;
}

/** Empty for anything but a text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** As it stands in JSON; empty for what does not. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
