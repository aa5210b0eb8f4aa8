// The words after `npm run bench --`, and what is said when they are wrong.

import { parseArgs } from 'node:util';
import { type Plan, plans } from './plan.ts';
import { type Subject, relay, subjects } from './subject.ts';
import { UsageError } from './usage-error.ts';

export interface Options {
  readonly rounds: number;
  /** Of the counts in the plan. */
  readonly scale: number;
  readonly plans: readonly Plan[];
  readonly subjects: readonly Subject[];
  /** Whether the decoders are measured, too. */
  readonly decoders: boolean;
}

/** How `--only` calls what is no traffic. */
export const DECODERS = 'decoders';

export const USAGE = `npm run bench -- [--quick] [--rounds N] [--only PATTERN] [--subjects A,B] [--scale X]

Measures Framescope, capturing to its store, and its peers against a relay that looks at nothing.

  --quick          one short round: --rounds 1 --scale 0.1
  --rounds N       rounds, each in another order (3)
  --only PATTERN   scenarios whose name has this in it; a regular expression
  --subjects A,B   of ${subjects.map(({ name }) => name).join(', ')}; the relay is always there
  --scale X        times as many messages as planned (1)
  --help           this text

Scenarios:
  ${DECODERS}
${plans.map(({ name }) => `  ${name}`).join('\n')}
`;

/** Null when only the usage was asked for. Throws a UsageError. */
export function parseOptions(words: readonly string[]): Options | null {
  const flags = parseFlags(words);
  if (flags.help) return null;
  return {
    rounds: flags.rounds === undefined ? (flags.quick ? 1 : 3) : parseRounds(flags.rounds),
    scale: flags.scale === undefined ? (flags.quick ? 0.1 : 1) : parseScale(flags.scale),
    plans: flags.only === undefined ? plans : parseOnly(flags.only),
    decoders: flags.only === undefined || patternOf(flags.only).test(DECODERS),
    subjects: flags.subjects === undefined ? subjects : parseSubjects(flags.subjects),
  };
}

function parseFlags(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean' },
        rounds: { type: 'string' },
        only: { type: 'string' },
        subjects: { type: 'string' },
        scale: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new UsageError(`--rounds takes a whole number from 1 on, not ${text}.`);
}

function parseScale(text: string): number {
  const scale = Number(text);
  if (scale > 0 && Number.isFinite(scale)) return scale;
  throw new UsageError(`--scale takes a number above 0, not ${text}.`);
}

function parseOnly(text: string): readonly Plan[] {
  const found = plans.filter(({ name }) => patternOf(text).test(name));
  if (found.length === 0 && !patternOf(text).test(DECODERS))
    throw new UsageError(`--only ${text} is in no scenario's name.`);
  return found;
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new UsageError(`--only takes a regular expression: ${(error as Error).message}.`);
  }
}

function parseSubjects(text: string): readonly Subject[] {
  const names = new Set(text.split(','));
  for (const name of names) {
    if (!subjects.some((subject) => subject.name === name))
      throw new UsageError(`--subjects does not know ${name}.`);
  }
  return subjects.filter((subject) => subject === relay || names.has(subject.name));
}
