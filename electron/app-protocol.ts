// `app://framescope/…`: the built page, from its folder and nothing else, under a strict policy.
// Not file://, whose pages may read other files (Electron security checklist, 7 and 18).

import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { protocol } from 'electron';

const SCHEME = 'app';
const HOST = 'framescope';

export const PAGE_URL = `${SCHEME}://${HOST}/index.html`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function serveApp(pageDir: string): void {
  protocol.handle(SCHEME, (request) => answer(pageDir, request));
}

/** Is this a page of ours? */
export function isAppUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === `${SCHEME}:` && url.host === HOST;
}

async function answer(pageDir: string, { method, url }: Request): Promise<Response> {
  const path = isAppUrl(url) ? filePath(new URL(url).pathname) : null;
  const type = TYPES[extname(path ?? '')];
  if (path === null || type === undefined) return refuse(404, 'There is no such page.');
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'Only GET is allowed.');
  try {
    const body = new Uint8Array(await readFile(join(pageDir, path)));
    return new Response(method === 'HEAD' ? null : body, { headers: { ...HEADERS, 'Content-Type': type } });
  } catch {
    return refuse(
      404,
      'This file of Framescope is missing. Install it again, or run npm run build in a checkout.',
    );
  }
}

/** A path below the folder; null for one that is malformed or leads out of it. */
function filePath(pathname: string): string | null {
  const plain = decoded(pathname);
  if (plain === null || /[\0\\:]/.test(plain)) return null;
  return plain.split('/').includes('..') ? null : normalize(plain);
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

function refuse(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
