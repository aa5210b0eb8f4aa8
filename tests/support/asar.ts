// Reads an asar archive: a header of JSON behind four 32-bit numbers, then the files one after the other.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  /** From the end of the header, in digits. */
  readonly offset?: string;
  readonly size?: number;
}

/** Path, with `/`, to content. */
export function readAsar(file: string): ReadonlyMap<string, Uint8Array> {
  const archive = readFileSync(file);
  const start = 8 + archive.readUInt32LE(4);
  const header = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12))) as Entry;
  return new Map(list(header, '', (offset, size) => archive.subarray(start + offset, start + offset + size)));
}

type Slice = (offset: number, size: number) => Uint8Array;

function list({ files = {} }: Entry, path: string, slice: Slice): [string, Uint8Array][] {
  return Object.entries(files).flatMap(([name, entry]): [string, Uint8Array][] =>
    entry.files
      ? list(entry, `${path}${name}/`, slice)
      : [[`${path}${name}`, slice(Number(entry.offset), entry.size ?? 0)]],
  );
}

export function extractAsar(file: string, folder: string): void {
  for (const [path, content] of readAsar(file)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
