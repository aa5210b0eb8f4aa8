// The decoders in a folder that are JavaScript, one a file.

import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ownDecoder } from './own-decoder.ts';
import type { Loaded } from './own-decoders.ts';

const LONGEST_FILE = 1024 * 1024;

export async function loadScripts(folder: string, begunAgain: () => void): Promise<readonly Loaded[]> {
  return Promise.all(filesOf(folder).map((file) => load(file, begunAgain)));
}

function filesOf(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^[\w.-]+\.js$/.test(name));
    return names.toSorted().map((name) => join(folder, name));
  } catch {
    return []; // there is no such folder
  }
}

async function load(file: string, begunAgain: () => void): Promise<Loaded> {
  const name = basename(file, '.js');
  const named = { name: `own:${name}`, own: true, file };
  try {
    const source = readFileSync(file, 'utf8');
    if (source.length > LONGEST_FILE) throw new Error('it is larger than 1 MiB');
    const own = await ownDecoder(name, source, begunAgain);
    return { info: { ...named, label: own.decoder.label, error: null }, own };
  } catch (error) {
    return { info: { ...named, label: name, error: (error as Error).message }, own: null };
  }
}
