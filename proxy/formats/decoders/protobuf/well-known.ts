// Well-known types whose fields say less than the texts that people know them by (protobuf.dev/programming-guides/json,
// "Timestamp", "Duration"). It reads no bytes.

import type { Fields } from './raw.ts';

export const ANY = '.google.protobuf.Any';

const NANOS = 1_000_000_000;
/** Of the years 1 to 9999. */
const EARLIEST = -62_135_596_800;
const LATEST = 253_402_300_799;
/** Ten thousand years. */
const LONGEST = 315_576_000_000;

type Shown = (seconds: number, nanos: number) => string | null;

const SHOWN: ReadonlyMap<string, Shown> = new Map([
  ['.google.protobuf.Timestamp', timestamp],
  ['.google.protobuf.Duration', duration],
]);

export function hasText(fullName: string): boolean {
  return SHOWN.has(fullName);
}

/** Null where the fields are not those of the type, or out of its range: they say more than it then. */
export function textOfWellKnown(fullName: string, fields: Fields): string | null {
  const { seconds = '0', nanos = 0, ...others } = fields;
  const ofType = typeof seconds === 'string' && typeof nanos === 'number' && Math.abs(nanos) < NANOS;
  if (!ofType || Object.keys(others).length > 0) return null;
  return SHOWN.get(fullName)?.(Number(seconds), nanos) ?? null;
}

/** ISO 8601, in UTC. */
function timestamp(seconds: number, nanos: number): string | null {
  if (nanos < 0 || !(EARLIEST <= seconds && seconds <= LATEST)) return null;
  return `${new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length)}${fraction(nanos)}Z`;
}

function duration(seconds: number, nanos: number): string | null {
  if (seconds * nanos < 0 || Math.abs(seconds) > LONGEST) return null;
  const sign = seconds < 0 || nanos < 0 ? '-' : '';
  return `${sign}${Math.abs(seconds)}${fraction(Math.abs(nanos))}s`;
}

/** None, or 3, 6 or 9 digits. */
function fraction(nanos: number): string {
  if (nanos === 0) return '';
  return `.${String(nanos)
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '')}`;
}

/** `type.googleapis.com/package.Type`: the name behind the last slash, as protobufjs has it. */
export function fullNameOf(typeUrl: string): string {
  return `.${typeUrl.slice(typeUrl.lastIndexOf('/') + 1)}`;
}
