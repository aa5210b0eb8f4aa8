// The folder of everything that Framescope keeps on this machine: authority, settings, sessions.

import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { FramescopeError } from '../contract/errors.ts';

export interface DataDir {
  readonly path: string;
  readonly authority: string;
  readonly settings: string;
  readonly sessions: string;
  /** A person's own, one file each. */
  readonly decoders: string;
  /** A person's own .proto files. */
  readonly protobuf: string;
}

/** An explicit folder, else FRAMESCOPE_HOME, else the platform's application data folder. */
export function dataDirPath(explicit: string | null): string {
  const chosen = explicit ?? process.env.FRAMESCOPE_HOME ?? envPaths('framescope', { suffix: '' }).data;
  return resolve(chosen.replace(/^~(?=$|[/\\])/, homedir()));
}

/** Where everything in it is, whether it is there or not. */
export function dataDirAt(path: string): DataDir {
  return {
    path,
    authority: join(path, 'ca'),
    settings: join(path, 'settings.json'),
    sessions: join(path, 'sessions'),
    decoders: join(path, 'decoders'),
    protobuf: join(path, 'protobuf'),
  };
}

/** Makes the folders, for this user only. Fails with DATA_DIR_UNWRITABLE. */
export function openDataDir(path: string): DataDir {
  const dir = dataDirAt(path);
  try {
    makeFolder(dir.sessions);
    makeFolder(dir.decoders);
    makeFolder(dir.protobuf);
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = (error as Error).message.replace(/, \w+ '.*$/, '');
    throw new FramescopeError(
      'DATA_DIR_UNWRITABLE',
      `The data folder ${path} cannot be used (${why}).`,
      'Make it writable, or choose another with --data-dir DIR or FRAMESCOPE_HOME.',
      { cause: error },
    );
  }
  return dir;
}

/** With its parents, for this user only. Node's own recursive mkdir never returns where a file system has no folders to make. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was first
  }
}

/** `…/2026-11-22T17-40-12.framescope`, in local time. */
export function newSessionFile(dir: DataDir, at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
  return join(dir.sessions, `${day}T${time}-${process.pid}.framescope`);
}
