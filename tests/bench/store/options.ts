// The words after `npm run bench:store --`, and what is said when they are wrong.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';

export interface StoreOptions {
  readonly messages: number;
  /** Made when it is not there, and left where it is; null: a temporary one. */
  readonly keep: string | null;
}

const MESSAGES = 1_000_000;

export const USAGE = `npm run bench:store -- [--messages N] [--keep FILE]

Measures what a session file of N messages answers, and how fast: opening, windows, filters, export, clearing.

  --messages N     as many messages (1,000,000)
  --keep FILE      a session file to use again: made with N messages when it is not there, else taken as it is
  --help           this text
`;

/** Null when only the usage was asked for. Throws a UsageError. */
export function parseOptions(words: readonly string[]): StoreOptions | null {
  const { help, messages, keep } = parseFlags(words);
  if (help) return null;
  return {
    messages: messages === undefined ? MESSAGES : parseCount('--messages', messages),
    keep: keep === undefined ? null : resolve(keep),
  };
}

function parseFlags(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        messages: { type: 'string' },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A whole number, with the commas or underscores that make it readable. */
export function parseCount(flag: string, text: string): number {
  const count = Number(text.replaceAll(/[,_]/g, ''));
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`${flag} takes a whole number from 1 on, not ${text}.`);
}
