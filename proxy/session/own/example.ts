// A decoder to begin one's own with, and writing it into their folder. A test runs it as it is written.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FramescopeError } from '../../contract/errors.ts';

const NAME = 'example.js';

/** What is there already stays. Fails with DATA_DIR_UNWRITABLE. */
export function writeExample(folder: string): string {
  const file = join(folder, NAME);
  try {
    writeFileSync(file, EXAMPLE, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new FramescopeError(
        'DATA_DIR_UNWRITABLE',
        `${file} cannot be written.`,
        'Check the data folder.',
        {
          cause,
        },
      );
  }
  return file;
}

export const EXAMPLE = `// A decoder of your own. Framescope runs every .js file of this folder in a sandbox (no files, no network, no
// Node; 50 ms a message) and reads it again when you save it.
//
// A message is { from: 'client' | 'server', text: string | null, payload: Uint8Array, url, subprotocol }.

/** Its name in menus. */
export const label = 'Example: key=value pairs';

/** Whether a message is yours: true, false, or how sure you are from 0 to 1. Leave it out, and choose it by hand. */
export function recognises({ url, text }) {
  return url.includes('/pairs') && text !== null && text.includes('=');
}

/** What a message says; null if it is not yours after all. */
export function decode({ text }) {
  const fields = Object.fromEntries(text.split('&').map((pair) => pair.split('=')));
  return {
    kind: fields.type ?? 'pairs', // what devtools would call its type
    summary: text, // one line for the timeline
    fields, // what can be filtered by: $.price>100
    heartbeat: fields.type === 'ping',
    // parts: [{ kind, summary, fields }], where one message holds several
  };
}

/** Pairs questions with their answers by a key of yours. Leave it out where there are none. */
export function turns({ from, text }) {
  const { id } = decode({ text }).fields;
  if (id === undefined) return null;
  return from === 'client' ? { asks: id } : { answers: id };
}
`;
