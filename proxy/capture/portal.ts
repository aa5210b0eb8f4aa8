// What Framescope answers itself on the proxy's port: `http://framescope.local/` for devices that need the CA,
// and a plain word for those who open the proxy's address in a browser. Fixed text; no part of a request in it.

import type http from 'node:http';
import { X509Certificate } from 'node:crypto';
import { type RequestHead, headerValue } from '../protocol/http-head.ts';
import type { Authority } from './certificate-authority.ts';
import type { Lane } from './lane.ts';
import { createOwnServer } from './mitm.ts';

const HOST = 'framescope.local';
const OWN_URL = /^http:\/\/framescope\.local(?::\d+)?(\/.*)?$/i;

export interface Portal {
  /** A request for `framescope.local`, or one in origin form that no proxy client would send. */
  isOwn(lane: Lane, head: RequestHead): boolean;
  /** Answers it, and closes the connection. */
  serve(lane: Lane, headText: string): void;
}

export function createPortal(authority: Authority): Portal {
  const page = Buffer.from(formatPage(authority));
  const der = new X509Certificate(authority.pem).raw;
  const server = createOwnServer(({ url = '/' }, response) => {
    const path = OWN_URL.exec(url)?.[1] ?? url;
    if (path === '/ca.pem') answer(response, 'application/x-pem-file', Buffer.from(authority.pem));
    else if (path === '/ca.crt') answer(response, 'application/x-x509-ca-cert', der);
    else answer(response, 'text/html; charset=utf-8', page);
  });
  return {
    isOwn: ({ tunnel }, { target, headers }) =>
      tunnel === null &&
      (OWN_URL.test(target) || (target.startsWith('/') && isOwnHost(headerValue(headers, 'host') ?? ''))),
    serve({ client: { socket } }, headText) {
      socket.unshift(Buffer.from(headText, 'latin1'));
      server.emit('connection', socket);
      socket.resume();
    },
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
    Connection: 'close',
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
