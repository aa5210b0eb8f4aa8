// Bare `framescope`: the desktop window where it can be had, else web mode, with one line that says why.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { FramescopeError } from '../../contract/errors.ts';
import { type Exit, interrupted, say } from '../terminal.ts';
import { type WebFlags, web } from './web.ts';

/** `rawArguments` are handed to the window as they were typed. */
export async function desktop(
  file: string | undefined,
  flags: WebFlags,
  rawArguments: readonly string[],
): Promise<Exit> {
  if (file !== undefined && !existsSync(file)) {
    throw new FramescopeError(
      'SESSION_NOT_FOUND',
      `There is no session file ${file}.`,
      'Check the path, or see framescope --help.',
    );
  }
  const electron = findElectron();
  const missing = missingFor(electron);
  if (electron && missing === null) return openWindow(electron, rawArguments);
  say(`framescope: ${missing}; opening web mode instead.`);
  return web({ ...flags, ...(file !== undefined && { session: resolve(file) }) });
}

/** Null when a window can be opened. */
function missingFor(electron: string | null): string | null {
  if (!electron) return 'the Electron runtime is not installed (npx install-electron fetches it)';
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return display ? null : 'there is no display (set DISPLAY, or use framescope web)';
}

/**
 * The Electron program, or null where only its package is. Never `require('electron')` for this: that call fetches
 * the runtime, or throws.
 */
export function findElectron(): string | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const named = join(folder, 'path.txt');
    const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
    const program = existsSync(named) ? readFileSync(named, 'utf8').trim() : override ? 'electron' : '';
    const path = join(override ?? join(folder, 'dist'), program);
    return program && existsSync(path) ? path : null;
  } catch {
    return null; // the package itself is absent
  }
}

async function openWindow(electron: string, rawArguments: readonly string[]): Promise<Exit> {
  const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
  const child = spawn(electron, [root, ...rawArguments], { stdio: 'inherit' });
  void interrupted().then(() => child.kill('SIGTERM'));
  const { promise, resolve: exited, reject } = Promise.withResolvers<Exit>();
  child.on('error', reject);
  child.on('exit', (code) => exited(code ?? 1));
  return promise;
}
