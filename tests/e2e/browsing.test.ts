// A real Chromium loads a page of two hundred resources through the proxy: every byte is the origin's, and every
// exchange is a row that ended well.

import { gzipSync, brotliCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { openCapture } from '../support/open-capture.ts';
import { launchBrowser } from '../support/proxied-browser.ts';
import { tempDir } from '../support/temp-dir.ts';
import { type Route, sha256, startWebOrigin } from '../support/web-origin.ts';

const COUNT = 200;

/** The resource of a number: its type, and bytes that are its own. */
function resource(n: number): { type: string; bytes: Buffer } {
  const filler = `${n} `.repeat(20 + ((n * 977) % 9000));
  switch (n % 4) {
    case 0:
      return {
        type: 'text/javascript',
        bytes: Buffer.from(`globalThis.ran = (globalThis.ran ?? 0) + 1; // ${filler}`),
      };
    case 1:
      return { type: 'text/css', bytes: Buffer.from(`.c${n} { order: ${n} } /* ${filler} */`) };
    case 2:
      return {
        type: 'image/svg+xml',
        bytes: Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><!-- ${filler} --></svg>`,
        ),
      };
    default:
      return {
        type: 'application/octet-stream',
        bytes: Buffer.from(Uint8Array.from({ length: 7 * n * n }, (_, i) => i * n)),
      };
  }
}

/** Plain, gzip, brotli, in chunks; by the number. */
const serve: Route = ({ url = '' }, response) => {
  const n = Number(url.slice('/r?'.length));
  const { type, bytes } = resource(n);
  response.setHeader('Content-Type', type);
  const coding = (['identity', 'gzip', 'br', 'chunked', 'identity'] as const)[n % 5];
  if (coding === 'gzip') response.setHeader('Content-Encoding', 'gzip').end(gzipSync(bytes));
  else if (coding === 'br') response.setHeader('Content-Encoding', 'br').end(brotliCompressSync(bytes));
  else if (coding === 'chunked') {
    for (let at = 0; at < bytes.length; at += 1000) response.write(bytes.subarray(at, at + 1000));
    response.end();
  } else response.setHeader('Content-Length', bytes.length).end(bytes);
};

const tagOf = (n: number): string =>
  ['<script src="/r?N"></script>', '<link rel="stylesheet" href="/r?N">', '<img src="/r?N">', ''][
    n % 4
  ]!.replace('N', `${n}`);

const numbers = Array.from({ length: COUNT }, (_, n) => n);
const PAGE = `<!doctype html><title>many</title><link rel="icon" href="data:,">${numbers.map(tagOf).join('\n')}`;

/** Runs in the page: everything once more by fetch, as hashes. */
const hashAll = async (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const bytes = await (await fetch(`/r?${n}`, { cache: 'no-store' })).arrayBuffer();
      return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('');
    }),
  );

test.each(['plain', 'secure'] as const)('a page of 200 resources arrives whole by %s HTTP', async (kind) => {
  const origin = await startWebOrigin({
    '/many': (_request, response) => response.setHeader('Content-Type', 'text/html').end(PAGE),
    '/r': serve,
  });
  const authority = await openAuthority(tempDir());
  const proxy = await openCapture(authority, { extraCa: [origin.authority.pem] });
  onTestFinished(() => proxy.capture.close());
  const browser = await launchBrowser({
    proxy: `http://127.0.0.1:${proxy.port}`,
    ca: authority.certificatePath,
    ui: '',
    session: '',
    pid: 0,
  });
  const page = await browser.openPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('requestfailed', (request) => problems.push(`${request.url()} ${request.failure()?.errorText}`));
  await page.goto(`${origin[kind]}/many`, { waitUntil: 'load' });
  expect(await page.evaluate('globalThis.ran')).toBe(COUNT / 4);
  expect(await page.evaluate(hashAll, COUNT)).toEqual(numbers.map((n) => sha256(resource(n).bytes)));
  expect(problems).toEqual([]);
  const loaded = 1 + numbers.filter((n) => tagOf(n) !== '').length + COUNT;
  await expect.poll(() => proxy.sink.all('ended').length).toBe(loaded);
  expect(proxy.sink.all('ended').filter(({ cause, by }) => cause !== 'fin' || by !== 'server')).toEqual([]);
  expect(proxy.sink.all('failed')).toEqual([]);
  expect(origin.asked).toHaveLength(loaded);
});
