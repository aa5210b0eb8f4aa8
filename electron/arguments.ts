// The desktop's command line: `framescope [FILE] [options]`. Chromium's own switches share it, so what is unknown
// is passed over; the command line proper has refused misspelt options before it starts the desktop.

import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { EngineOptions } from './engine-messages.ts';

export interface DesktopArguments {
  /** As given; null for the default. */
  readonly dataDir: string | null;
  /** Events as JSON lines on stderr. */
  readonly json: boolean;
  readonly engine: Omit<EngineOptions, 'version' | 'dataDir'>;
}

const OPTIONS = {
  'data-dir': { type: 'string' },
  session: { type: 'string' },
  'proxy-port': { type: 'string' },
  'proxy-host': { type: 'string' },
  'upstream-proxy': { type: 'string' },
  'upstream-ca': { type: 'string', multiple: true },
  'insecure-upstream': { type: 'string', multiple: true },
  resolve: { type: 'string', multiple: true },
  passthrough: { type: 'string', multiple: true },
  'never-slow': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** What a person typed: without the executable and, in a checkout, without the folder of the app. */
export function appArguments(argv: readonly string[], packaged: boolean): string[] {
  const rest = argv.slice(1);
  const folder = packaged ? -1 : rest.findIndex((each) => !each.startsWith('-'));
  return rest.filter((_, index) => index !== folder);
}

/** Relative files are those of `cwd`. */
export function parseArguments(argv: readonly string[], cwd: string): DesktopArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
  });
  const one = (name: keyof typeof OPTIONS) => textOf(values[name]);
  const all = (name: keyof typeof OPTIONS) =>
    [values[name] ?? []].flat().flatMap((each) => textOf(each) ?? []);
  const file = positionals[0] ?? null;
  const inCwd = (path: string | null) => (path === null || isAbsolute(path) ? path : resolve(cwd, path));
  return {
    dataDir: inCwd(one('data-dir')),
    json: values.json === true,
    engine: {
      file: inCwd(file ?? one('session')),
      fileMustExist: file !== null,
      proxyHost: one('proxy-host') ?? '127.0.0.1',
      proxyPort: portOf(one('proxy-port')),
      neverSlow: values['never-slow'] === true,
      upstreamProxy: one('upstream-proxy'),
      upstreamCa: all('upstream-ca').map((path) => resolve(cwd, path)),
      insecureHosts: all('insecure-upstream'),
      resolve: all('resolve'),
      passthrough: all('passthrough'),
    },
  };
}

/** The session file among the arguments of a second start, if there is one. */
export function sessionFileIn(argv: readonly string[], cwd: string): string | null {
  const { file } = parseArguments(argv, cwd).engine;
  return file !== null && existsSync(file) ? file : null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Null: as in the settings. NaN reaches the engine, which says what is wrong. */
function portOf(text: string | null): number | null {
  return text === null ? null : /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
}
