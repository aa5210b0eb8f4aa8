// What curl is told through the proxy is what it is told without, and the origin hears the same of it.

import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Running, startFramescope } from '../support/framescope.ts';
import { findDeadPort } from '../support/origins.ts';
import { tempDir } from '../support/temp-dir.ts';
import { type WebOrigin, startWebOrigin } from '../support/web-origin.ts';

const installed = spawnSync('curl', ['--version']).status === 0;

interface Heard {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function curl(args: readonly string[]): Promise<Heard> {
  const child = spawn('curl', ['-q', '-sS', '--noproxy', '', '--max-time', '30', ...args], {
    env: { PATH: process.env.PATH },
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all(
    [child.stdout, child.stderr].map(async (stream) =>
      (await stream.setEncoding('latin1').toArray()).join(''),
    ),
  );
  return { code: await closed, stdout: stdout ?? '', stderr: stderr ?? '' };
}

const requests: Readonly<Record<string, (url: string, file: string) => readonly string[]>> = {
  'a page': (url) => [`${url}/page`],
  'a HEAD': (url) => ['--head', `${url}/page`],
  'an upload that expects 100': (url, file) => [
    '--data-binary',
    `@${file}`,
    '-H',
    'Expect: 100-continue',
    `${url}/upload`,
  ],
  'an upload in chunks': (url, file) => ['-T', file, '-H', 'Transfer-Encoding: chunked', `${url}/upload`],
  'a form': (url, file) => [
    '-F',
    `file=@${file}`,
    '-H',
    'Content-Type: multipart/form-data; boundary=x',
    `${url}/page`,
  ],
  'a range': (url) => ['--range', '100-199', `${url}/range`],
  gzip: (url) => ['--compressed', `${url}/gzip`],
  'br, not decoded': (url) => [`${url}/br`],
  'chunks with trailers': (url) => ['--raw', `${url}/chunks`],
  'early hints': (url) => [`${url}/hints`],
  'no content': (url) => [`${url}/nothing`],
  'a redirect': (url) => ['--location', `${url}/elsewhere`],
  'an answer that ends with the connection': (url) => [`${url}/until-close`],
  'HTTP/1.0': (url) => ['--http1.0', '--no-alpn', `${url}/page`],
  'odd fields': (url) => [
    '-H',
    'x-lOWER:  a  ',
    '-H',
    'X-Twice: 1',
    '-H',
    'x-twice: 2',
    '-H',
    'X-None;',
    `${url}/page`,
  ],
  'several, kept alive': (url) =>
    ['/page', '/chunks', '/range', '/nothing', '/gzip'].map((path) => `${url}${path}`),
};

/** A form's boundary is curl's own each time. */
const still = (text: string): string => text.replaceAll(/-{10,}\w+/g, 'boundary');

describe.runIf(installed)('curl', () => {
  test.each(['plain', 'secure'] as const)(
    'hears the same by %s HTTP, and is heard the same',
    async (kind) => {
      const origin = await startWebOrigin();
      const { ready } = await startFramescope(['capture', '--upstream-ca', origin.caFile]);
      const file = join(tempDir(), 'file');
      writeFileSync(file, 'some bytes \0 '.repeat(20_000));
      const hear = async (args: readonly string[]): Promise<unknown> => {
        const { code, stdout, stderr } = await curl(['--include', ...args]);
        const asked = origin.asked.splice(0).map(({ line, fields }) => [line, still(fields.join('\n'))]);
        return { code, stderr, stdout, asked };
      };
      for (const [name, argsFor] of Object.entries(requests)) {
        const args = argsFor(origin[kind], file);
        const direct = await hear(['--cacert', origin.caFile, ...args]);
        const proxied = await hear([
          '--cacert',
          ready.ca,
          '--suppress-connect-headers',
          '--proxy',
          ready.proxy,
          ...args,
        ]);
        expect({ name, ...(proxied as object) }).toEqual({ name, ...(direct as object) });
        expect(direct).toMatchObject({ code: 0, stderr: '' });
      }
    },
  );
});

describe.runIf(installed)('curl and a certificate that is not to be trusted', () => {
  const start = async (...args: string[]): Promise<{ origin: WebOrigin; running: Running }> => {
    const origin = await startWebOrigin();
    return {
      origin,
      running: await startFramescope(['capture', ...args.map((arg) => arg.replace('CA', origin.caFile))]),
    };
  };
  const get = ({ ready }: Running, url: string, ca = ready.ca): Promise<Heard> =>
    curl(['--proxy', ready.proxy, '--cacert', ca, '-w', '\n%{http_code}', `${url}/nothing`]);

  test('gets a 502 that says how to go on', async () => {
    const { origin, running } = await start();
    const { stdout } = await get(running, origin.secure);
    expect(stdout).toContain('--upstream-ca FILE or --insecure-upstream localhost');
    expect(stdout).toMatch(/502$/);
  });

  test.each([
    ['--upstream-ca', 'CA'],
    ['--insecure-upstream', 'localhost'],
  ])('gets its answer with %s', async (...args) => {
    const { origin, running } = await start(...args);
    expect(await get(running, origin.secure)).toMatchObject({ code: 0, stdout: '\n204' });
  });

  test('sees the origin’s own certificate with --passthrough', async () => {
    const { origin, running } = await start('--passthrough', 'localhost');
    expect((await get(running, origin.secure)).code).toBe(60);
    expect(await get(running, origin.secure, origin.caFile)).toMatchObject({ code: 0, stdout: '\n204' });
  });

  test('that is ours and unknown to it leaves a row that says what to do', async () => {
    const { origin, running } = await start();
    expect((await get(running, origin.secure, origin.caFile)).code).toBe(60);
    await expect.poll(() => running.lines.join('\n')).toContain('"code":"CLIENT_TLS_REJECTED"');
    expect(running.lines.join('\n')).toContain('framescope ca path');
    expect(running.lines.join('\n')).toContain('--passthrough localhost');
    expect(origin.asked).toEqual([]);
  });

  test('is told of an origin that is not there', async () => {
    const { running } = await start();
    const { stdout } = await get(running, `https://localhost:${await findDeadPort()}`);
    expect(stdout).toContain('refused the connection');
    expect(stdout).toMatch(/502$/);
  });
});
