// The authority on disk, in the layout that proxies like http-mitm-proxy keep theirs in:
// certs/ca.pem, keys/ca.private.key, keys/ca.public.key. Knows files and their permissions, no certificates.
// A folder appears whole, by one rename: of several processes that start at once, the first wins for all.

import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FramescopeError } from '../contract/errors.ts';

const OTHERS = 0o077;

export interface AuthorityFiles {
  readonly certificate: string;
  readonly privateKey: string;
  readonly publicKey: string;
}

export function authorityFiles(dir: string): AuthorityFiles {
  return {
    certificate: join(dir, 'certs', 'ca.pem'),
    privateKey: join(dir, 'keys', 'ca.private.key'),
    publicKey: join(dir, 'keys', 'ca.public.key'),
  };
}

/** Makes the folder, or closes one that is there to everybody else. */
export async function prepareFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await closeToOthers(dir, 0o700);
  } catch (cause) {
    throw unwritable(dir, cause);
  }
}

/** Takes away what others may do with it; Windows keeps a user's folders private by itself. */
export async function closeToOthers(path: string, mode: number): Promise<void> {
  if (process.platform === 'win32') return;
  if ((await stat(path)).mode & OTHERS) await chmod(path, mode);
}

/** Null when there is no such file. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** Puts `name` with these files into `dir`, unless there is one already: then nothing changes. */
export async function addFolder(
  dir: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const target = join(dir, name);
  try {
    const work = await mkdtemp(`${target}-`);
    try {
      await Promise.all(Object.entries(files).map(([file, text]) => writePrivate(join(work, file), text)));
      await rename(work, target).catch((cause) => refuseUnlessThere(target, cause));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  } catch (cause) {
    throw unwritable(dir, cause);
  }
}

/** What is said differs by system (ENOTEMPTY, EEXIST, EPERM); that it is there does not. */
async function refuseUnlessThere(target: string, cause: unknown): Promise<void> {
  await stat(target).catch(() => {
    throw cause;
  });
}

function writePrivate(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true });
}

function unwritable(dir: string, cause: unknown): FramescopeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FramescopeError(
    'DATA_DIR_UNWRITABLE',
    `The certificate authority cannot be kept in ${dir}: ${reason}.`,
    'Make that folder writable, or choose another with --data-dir or FRAMESCOPE_HOME.',
    { cause },
  );
}
