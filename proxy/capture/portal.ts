// What Framescope answers itself on the proxy's port: `http://framescope.local/` for devices that need the CA,
// and a plain word for those who open the proxy's address in a browser. Fixed text; no part of a request in it.

import type http from 'node:http';
import { X509Certificate } from 'node:crypto';
import type { Authority } from './certificate-authority.ts';
import type { Lane } from './lane.ts';

const HOST = 'framescope.local';

type Portal = (request: http.IncomingMessage, response: http.ServerResponse, lane: Lane) => boolean;

/** Takes requests for `framescope.local`, and those in origin form that no proxy client would send. */
export function createPortal(authority: Authority): Portal {
  const page = formatPage(authority);
  const der = new X509Certificate(authority.pem).raw;
  return (request, response, lane) => {
    if (lane.tunnel) return false;
    const url = request.url ?? '/';
    const own = url.match(/^http:\/\/framescope\.local(?::\d+)?(\/.*)?$/i);
    const direct = url.startsWith('/') && isOwnHost(request.headers.host ?? '');
    if (!own && !direct) return false;
    const path = own ? (own[1] ?? '/') : url;
    if (path === '/ca.pem') answer(response, 'application/x-pem-file', Buffer.from(authority.pem));
    else if (path === '/ca.crt') answer(response, 'application/x-x509-ca-cert', der);
    else answer(response, 'text/html; charset=utf-8', Buffer.from(page));
    return true;
  };
}

/** The proxy's own address, or the portal's name from a client that resolves it by itself. */
function isOwnHost(host: string): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host) || host.toLowerCase() === HOST;
}

function answer(response: http.ServerResponse, type: string, body: Buffer): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function formatPage(authority: Authority): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Framescope proxy</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}code{word-break:break-all}</style>
<h1>This is the Framescope proxy</h1>
<p>A client that uses it shows its traffic in Framescope. To read <code>wss</code> and <code>https</code>, the client must trust this certificate authority, which was made on this machine and whose key never left it:</p>
<p><a href="http://framescope.local/ca.crt">Certificate for phones and systems (DER)</a><br><a href="http://framescope.local/ca.pem">Certificate for programs (PEM)</a></p>
<p>SHA-256 fingerprint:<br><code>${authority.fingerprint}</code></p>
</html>
`;
}
