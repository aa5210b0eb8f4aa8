import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseArguments } from '../../electron/arguments.ts';
import { sessionOptions } from '../../electron/engine-options.ts';
import { sharedTempDir } from '../support/temp-dir.ts';

const folder = sharedTempDir();
beforeAll(() =>
  writeFileSync(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n'),
);

const options = (...argv: string[]) =>
  sessionOptions({ ...parseArguments(argv, folder).engine, version: '1.2.3', dataDir: folder });

test('plain values become what the session wants', () => {
  const words = [
    '--upstream-proxy http://127.0.0.1:3128 --upstream-ca ca.pem',
    '--resolve Chat.test:443:127.0.0.1 --resolve six.test:*:[::1]',
  ];
  expect(options(...words.join(' ').split(' '))).toMatchObject({
    upstreamProxy: new URL('http://127.0.0.1:3128'),
    upstreamCa: [expect.stringContaining('BEGIN CERTIFICATE')],
    resolve: [
      { host: 'chat.test', port: 443, address: '127.0.0.1' },
      { host: 'six.test', port: 0, address: '::1' },
    ],
  });
});

describe('what makes no sense is refused by its name', () => {
  test.each([
    ['--proxy-port', 'abc'],
    ['--proxy-port', '70000'],
    ['--upstream-proxy', 'ftp://127.0.0.1'],
    ['--upstream-ca', 'missing.pem'],
    ['--resolve', 'chat.test:443:not-an-address'],
  ])('%s %s', (option, value) => {
    expect(() => options(option, value)).toThrow(expect.objectContaining({ code: 'INVALID' }));
    expect(() => options(option, value)).toThrow(option);
  });

  test('a file to open that is not there', () => {
    expect(() => options('gone.framescope')).toThrow(expect.objectContaining({ code: 'SESSION_NOT_FOUND' }));
  });
});
