import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, changeSettings, readSettings } from '../../../proxy/session/settings-file.ts';
import { tempDir } from '../../support/temp-dir.ts';

const newFile = () => join(tempDir(), 'settings.json');

describe('reading', () => {
  test('what is not there yet gives the defaults', () =>
    expect(readSettings(newFile())).toEqual(DEFAULT_SETTINGS));

  test.each(['', '{"proxyPort":', 'null', '[]', '"x"', '7'])(
    'what is damaged (%s) gives the defaults',
    (text) => {
      const file = newFile();
      writeFileSync(file, text);
      expect(readSettings(file)).toEqual(DEFAULT_SETTINGS);
    },
  );

  test('a value that makes no sense takes its default, the others stay', () => {
    const file = newFile();
    writeFileSync(file, JSON.stringify({ proxyPort: 70_000, theme: 'dark', bodyBudget: '1', unknown: 1 }));
    expect(readSettings(file)).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
  });
});

describe('changing', () => {
  test('keeps the rest, and is there when it is read again', () => {
    const file = newFile();
    const changed = changeSettings(file, { ...DEFAULT_SETTINGS, whenFull: 'never-slow' }, { proxyPort: 0 });
    expect(changed).toEqual({ ...DEFAULT_SETTINGS, whenFull: 'never-slow', proxyPort: 0 });
    expect(readSettings(file)).toEqual(changed);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([
    { proxyPort: -1 },
    { proxyPort: 1.5 },
    { bodyBudget: 2 ** 31 },
    { theme: 'blue' as 'dark' },
    { whenFull: 'sometimes' as 'lossless' },
    { shape: 1 } as object,
  ])('to %j is refused, and changes nothing', (change) => {
    const file = newFile();
    changeSettings(file, DEFAULT_SETTINGS, { theme: 'dark' });
    const before = readFileSync(file);
    expect(() => changeSettings(file, DEFAULT_SETTINGS, change)).toThrow(
      expect.objectContaining({ code: 'INVALID' }),
    );
    expect(readFileSync(file)).toEqual(before);
  });

  test('a file that cannot be written says so', () => {
    const file = join(tempDir(), 'nowhere', 'settings.json');
    expect(() => changeSettings(file, DEFAULT_SETTINGS, { theme: 'dark' })).toThrow(
      expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE' }),
    );
  });
});
