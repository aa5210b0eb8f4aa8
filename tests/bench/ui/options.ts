// The words after `npm run bench:ui --`, and what is said when they are wrong.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCount } from '../store/options.ts';
import { UsageError } from '../usage-error.ts';

export interface UiOptions {
  readonly messages: number;
  /** Made when it is not there, and left where it is; null: a temporary one. */
  readonly keep: string | null;
  /** Of each measurement of frames. */
  readonly seconds: number;
  readonly only: RegExp;
}

const MESSAGES = 1_000_000;
const SECONDS = 8;
const PARTS = 'memory, scroll, live';

export const USAGE = `npm run bench:ui -- [--messages N] [--keep FILE] [--seconds S] [--only PARTS]

Measures the page in a real Chromium: its memory, how it scrolls N messages, how it follows live traffic; beside it a
page that appends a row for each message, which is the yardstick.

  --messages N     as many messages, of one connection (1,000,000)
  --keep FILE      a session file to use again: made with N messages when it is not there, else taken as it is
  --seconds S      for each measurement of frames (${SECONDS})
  --only PARTS     of ${PARTS}; a regular expression
  --help           this text
`;

/** Null when only the usage was asked for. Throws a UsageError. */
export function parseOptions(words: readonly string[]): UiOptions | null {
  const { help, messages, keep, seconds, only = '' } = parseFlags(words);
  if (help) return null;
  return {
    messages: messages === undefined ? MESSAGES : parseCount('--messages', messages),
    keep: keep === undefined ? null : resolve(keep),
    seconds: seconds === undefined ? SECONDS : parseCount('--seconds', seconds),
    only: new RegExp(only, 'i'),
  };
}

function parseFlags(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        messages: { type: 'string' },
        keep: { type: 'string' },
        seconds: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
