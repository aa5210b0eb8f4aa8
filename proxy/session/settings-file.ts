// The settings on disk: read tolerantly, written whole and at once.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { FramescopeError } from '../contract/errors.ts';
import type { Settings } from '../contract/model.ts';

export const DEFAULT_SETTINGS: Settings = {
  proxyPort: 8899,
  theme: 'system',
  bodyBudget: 2 * 1024 * 1024,
  whenFull: 'lossless',
  storageBudget: null,
  decoders: {},
};

/** Less would hold nothing worth looking at. */
const LEAST_STORAGE = 16 * 1024 * 1024;

const RULES: { readonly [K in keyof Settings]: (value: unknown) => boolean } = {
  proxyPort: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65535,
  theme: (value) => value === 'system' || value === 'light' || value === 'dark',
  bodyBudget: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 2 ** 30,
  whenFull: (value) => value === 'lossless' || value === 'never-slow',
  storageBudget: (value) =>
    value === null || (Number.isSafeInteger(value) && (value as number) >= LEAST_STORAGE),
  decoders: areChoices,
};

function areChoices(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((sides) => isRecord(sides) && isOfSides(sides));
}

function isOfSides(sides: Record<string, unknown>): boolean {
  return Object.entries(sides).every(
    ([side, name]) => (side === 'client' || side === 'server') && typeof name === 'string',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is missing or makes no sense takes its default. */
export function readSettings(file: string): Settings {
  return { ...DEFAULT_SETTINGS, ...validPart(parse(file)) };
}

/** Fails with INVALID on a value that makes no sense, with DATA_DIR_UNWRITABLE when it cannot be kept. */
export function changeSettings(file: string, current: Settings, change: Partial<Settings>): Settings {
  const valid = validPart(change);
  const wrong = Object.keys(change).find((key) => !(key in valid));
  if (wrong !== undefined) {
    throw new FramescopeError(
      'INVALID',
      `“${wrong}” has no valid value.`,
      'A port is 0 to 65535, a body budget 0 to 1 GiB, a storage budget 16 MiB or more.',
    );
  }
  const settings = { ...current, ...valid };
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (cause) {
    throw new FramescopeError('DATA_DIR_UNWRITABLE', `${file} cannot be written.`, 'Check the data folder.', {
      cause,
    });
  }
  return settings;
}

function validPart(values: Record<string, unknown>): Partial<Settings> {
  const entries = Object.entries(RULES).filter(([key, valid]) => key in values && valid(values[key]));
  return Object.fromEntries(entries.map(([key]) => [key, values[key]]));
}

function parse(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(value) ? value : {};
  } catch {
    return {}; // no settings yet, or damaged ones: the defaults work
  }
}
