// Where the entries of our own threads and processes lie: beside this file in the sources, beside the bundle when
// built.

import { fileURLToPath } from 'node:url';

export function entryFile(name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
}
