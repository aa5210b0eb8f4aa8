import { homedir } from 'node:os';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { dataDirAt, dataDirPath, newSessionFile, openDataDir } from '../../../proxy/session/data-dir.ts';
import { tempDir } from '../../support/temp-dir.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the data folder', () => {
  test('is the one that was asked for, else FRAMESCOPE_HOME, else the platform’s', () => {
    vi.stubEnv('FRAMESCOPE_HOME', '/from/environment');
    expect(dataDirPath('/asked/for')).toBe('/asked/for');
    expect(dataDirPath(null)).toBe('/from/environment');
    vi.stubEnv('FRAMESCOPE_HOME', undefined);
    expect(dataDirPath(null)).toMatch(/framescope$/i);
  });

  test('may be named from home', () => expect(dataDirPath('~/scope')).toBe(join(homedir(), 'scope')));

  test('is made, for this user only', () => {
    const dir = openDataDir(join(tempDir(), 'a', 'b'));
    expect(existsSync(dir.sessions)).toBe(true);
    expect(statSync(dir.sessions).mode & 0o777).toBe(0o700);
  });

  test('is not made by who only looks where things in it would be', () => {
    const path = join(tempDir(), 'none');
    expect(dataDirAt(path).decoders).toBe(join(path, 'decoders'));
    expect(existsSync(path)).toBe(false);
  });

  test('that is a file is refused with what to do', () => {
    const path = join(tempDir(), 'file');
    writeFileSync(path, '');
    expect(() => openDataDir(path)).toThrow(
      expect.objectContaining({
        code: 'DATA_DIR_UNWRITABLE',
        hint: expect.stringContaining('--data-dir') as unknown,
      }),
    );
  });
});

test('a session file is named after its moment, in local time', () => {
  const dir = openDataDir(tempDir());
  const file = newSessionFile(dir, new Date(2026, 10, 22, 17, 4, 5));
  expect(file).toContain(join(dir.sessions, '2026-11-22T17-04-05'));
  expect(file).toMatch(/\.framescope$/);
});
