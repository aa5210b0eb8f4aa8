// Why there was no 101: what the status of a refused upgrade says, and what to do about it.
// RFC 6455 §4.1 leaves everything but 101 to HTTP (RFC 9110 §15). It knows one answer, nothing of the request.

import { headerList, headerValue, type Headers } from './http-head.ts';

/** A sentence or two for one status; the headers are those of the answer. */
type Explanation = (headers: Headers) => string;

const REDIRECTED: Explanation = (headers) => {
  const location = headerValue(headers, 'Location');
  const where = location === null ? 'somewhere else' : `to ${location}`;
  return `The server redirects ${where}. Browsers do not follow redirects of a WebSocket: connect to that URL (ws: for http:, wss: for https:) directly.`;
};

const BY_STATUS: Readonly<Record<number, Explanation>> = {
  200: () =>
    'The server answered like to an ordinary web request. Either no WebSocket is served under this path, or something on the way removed the Upgrade header: check the path, then the proxies before the server.',
  301: REDIRECTED,
  302: REDIRECTED,
  303: REDIRECTED,
  307: REDIRECTED,
  308: REDIRECTED,
  400: () =>
    'The server finds the handshake malformed. Look at the other findings here; a middlebox that removes the Upgrade or Connection header is the usual cause.',
  401: (headers) => {
    const scheme = headerValue(headers, 'WWW-Authenticate');
    const asked = scheme === null ? '' : ` It asks for: ${scheme}.`;
    return `The server wants to know who is connecting.${asked} Send a cookie, an Authorization header or a token in the URL; a browser can send no Authorization header of its own with a WebSocket.`;
  },
  403: () =>
    'The server forbids the connection. Most often it does not accept the Origin; else the cookie or token lacks the permission. Retry without the Origin header to tell which.',
  404: () => 'Nothing is served under this path. Check it, a trailing slash included.',
  405: () => 'The path exists but takes no GET, so it is not a WebSocket endpoint. Check the path.',
  407: () => 'A proxy on the way wants credentials: set them for the proxy, not for the server.',
  426: (headers) => {
    const versions = headerList(headers, 'Sec-WebSocket-Version').join(', ');
    const upgrades = headerList(headers, 'Upgrade').join(', ');
    if (versions)
      return `The server speaks other versions of the protocol: ${versions}. Send one of them as Sec-WebSocket-Version.`;
    const wanted = upgrades ? ` to ${upgrades}` : '';
    return `The server wants the connection upgraded${wanted}, and did not see it asked for: check that Upgrade and Connection reach it.`;
  },
  429: (headers) => {
    const after = headerValue(headers, 'Retry-After');
    return `Too many connections or attempts. Wait${after === null ? '' : ` (Retry-After: ${after})`}, then reconnect with a growing delay.`;
  },
  502: () =>
    'A gateway reached no working server behind it. Check that the WebSocket server runs and that the gateway forwards upgrades.',
  503: () => 'The server is overloaded or down for now. Reconnect with a growing delay.',
  504: () =>
    'A gateway waited too long for the server behind it. Check that the WebSocket server runs and that the gateway forwards upgrades.',
};

const BY_CLASS: Readonly<Record<number, string>> = {
  1: 'This is an interim answer; the final one did not come.',
  2: 'The server answered like to an ordinary web request, so this is no WebSocket. Check the path.',
  3: 'The server points elsewhere. Browsers do not follow redirects of a WebSocket: connect to the final URL directly.',
  4: 'The server refuses the request as it is. Its body, below the headers, may say why.',
  5: 'The server failed. Its log says why; its body, below the headers, may.',
};

/** What a status other than 101 means for a WebSocket, and what to do next. */
export function explainRefusal(status: number, headers: Headers): string {
  const explanation = BY_STATUS[status];
  if (explanation) return explanation(headers);
  return BY_CLASS[Math.floor(status / 100)] ?? 'This status means nothing to HTTP: check what answers there.';
}
