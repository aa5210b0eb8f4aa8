// Why there was no 101: what the status of a refused upgrade says, why servers say it, and what to do about it.
// RFC 6455 §4.1 leaves everything but 101 to HTTP (RFC 9110 §15). It knows one answer, nothing of the request.

import { headerList, headerValue, type Headers } from './http-head.ts';

/** Each is one thing that an answer can say. */
export const REFUSAL_IDS = [
  'interim',
  'not-websocket',
  'redirect',
  'bad-request',
  'unauthorized',
  'forbidden',
  'not-found',
  'wrong-method',
  'proxy-unauthorized',
  'wrong-version',
  'upgrade-required',
  'too-many',
  'unavailable',
  'gateway',
  'server-error',
  'refused',
  'unknown-status',
] as const;

export type RefusalId = (typeof REFUSAL_IDS)[number];

export interface Refusal {
  readonly id: RefusalId;
  /** What the server said, as one sentence. */
  readonly says: string;
  readonly why: string;
  /** One sentence each, the most likely to help first. */
  readonly next: readonly string[];
}

/** The headers are those of the answer. */
type Explanation = (headers: Headers) => Refusal;

const REDIRECT: Explanation = (headers) => {
  const location = headerValue(headers, 'Location');
  return {
    id: 'redirect',
    says: `The server redirects ${location === null ? 'somewhere else' : `to ${location}`}.`,
    why: 'Browsers do not follow redirects of a WebSocket, and few other clients do.',
    next: ['Connect to that URL (ws: for http:, wss: for https:) directly.'],
  };
};

const GATEWAY: Explanation = () => ({
  id: 'gateway',
  says: 'A gateway got no answer from the server behind it.',
  why: 'What answered is a proxy, such as a load balancer; the WebSocket server was not reached, or did not answer in time.',
  next: [
    'Check that the server behind it runs.',
    'Check that the gateway forwards upgrades (nginx: proxy_http_version 1.1, Upgrade and Connection set).',
  ],
});

const BY_STATUS: Readonly<Record<number, Explanation>> = {
  301: REDIRECT,
  302: REDIRECT,
  303: REDIRECT,
  307: REDIRECT,
  308: REDIRECT,
  400: () => ({
    id: 'bad-request',
    says: 'The server finds the handshake malformed.',
    why: 'A middlebox that removes the Upgrade or Connection header is the usual cause; else the server dislikes one of the fields.',
    next: ['Look at the fields that are explained below, and at the body of the answer.'],
  }),
  401: (headers) => {
    const scheme = headerValue(headers, 'WWW-Authenticate');
    const asked = scheme === null ? '' : ` It asks for: ${scheme}.`;
    return {
      id: 'unauthorized',
      says: `The server wants to know who is connecting.${asked}`,
      why: 'The request carried no credentials, or none that it takes. A browser can send no Authorization header of its own with a WebSocket.',
      next: ['Send a cookie, an Authorization header or a token in the URL.'],
    };
  },
  403: () => ({
    id: 'forbidden',
    says: 'The server forbids the connection.',
    why: 'Most often it does not accept the Origin (RFC 6455 10.2); else the cookie or token lacks the permission.',
    next: ['Retry without the Origin header to tell which.', 'Let the server accept this Origin.'],
  }),
  404: () => ({
    id: 'not-found',
    says: 'Nothing is served under this path.',
    why: 'The path is wrong, or whatever is before the server sends it elsewhere.',
    next: ['Check the path, a trailing slash included.'],
  }),
  405: () => ({
    id: 'wrong-method',
    says: 'The path exists but takes no GET.',
    why: 'A WebSocket is opened with GET, so this is not a WebSocket endpoint.',
    next: ['Check the path.'],
  }),
  407: (headers) => {
    const scheme = headerValue(headers, 'Proxy-Authenticate');
    const asked = scheme === null ? '' : ` It asks for: ${scheme}.`;
    return {
      id: 'proxy-unauthorized',
      says: `A proxy on the way wants credentials.${asked}`,
      why: 'The answer is not the server’s: a proxy between here and there let nothing through.',
      next: [
        'Set them for the proxy, not for the server: USER:PASSWORD@ before its host in --upstream-proxy.',
      ],
    };
  },
  426: (headers) => {
    const versions = headerList(headers, 'Sec-WebSocket-Version').join(', ');
    if (versions)
      return {
        id: 'wrong-version',
        says: `The server speaks other versions of the protocol: ${versions}.`,
        why: 'It takes none but those (RFC 6455 4.2.2).',
        next: ['Send one of them as Sec-WebSocket-Version.'],
      };
    const upgrades = headerList(headers, 'Upgrade').join(', ');
    return {
      id: 'upgrade-required',
      says: `The server wants the connection upgraded${upgrades ? ` to ${upgrades}` : ''}, and did not see it asked for.`,
      why: 'The Upgrade or the Connection field did not reach it: both go one hop, and a proxy that does not know upgrades drops them.',
      next: ['Check that Upgrade and Connection reach it.'],
    };
  },
  429: (headers) => ({
    id: 'too-many',
    says: 'There were too many connections or attempts.',
    why: 'The server limits how often or how many times at once a client may connect.',
    next: [`Wait${retryAfter(headers)}, then reconnect with a growing delay.`],
  }),
  502: GATEWAY,
  503: (headers) => ({
    id: 'unavailable',
    says: 'The server is overloaded or down for now.',
    why: 'It, or a load balancer before it, turns connections away.',
    next: [`Wait${retryAfter(headers)}, then reconnect with a growing delay.`],
  }),
  504: GATEWAY,
};

function retryAfter(headers: Headers): string {
  const after = headerValue(headers, 'Retry-After');
  if (after === null) return '';
  return /^\d+$/.test(after) ? ` ${after} s (Retry-After)` : ` until ${after} (Retry-After)`;
}

const OTHER: Refusal = {
  id: 'unknown-status',
  says: 'This status means nothing to HTTP.',
  why: 'What answers there is perhaps no web server.',
  next: ['Check what answers there.'],
};

const BY_CLASS: Readonly<Record<number, Refusal>> = {
  1: {
    id: 'interim',
    says: 'This is an interim answer; the final one did not come.',
    why: 'The server began to answer and did not go on.',
    next: ['Look into the log of the server.'],
  },
  2: {
    id: 'not-websocket',
    says: 'The server answered like to an ordinary web request.',
    why: 'Either no WebSocket is served under this path, or something on the way removed the Upgrade header.',
    next: ['Check the path.', 'Check the proxies before the server.'],
  },
  3: {
    id: 'redirect',
    says: 'The server points elsewhere.',
    why: 'Browsers do not follow redirects of a WebSocket.',
    next: ['Connect to the final URL directly.'],
  },
  4: {
    id: 'refused',
    says: 'The server refuses the request as it is.',
    why: 'Its body, below the headers, may say why.',
    next: ['Read the body of the answer.'],
  },
  5: {
    id: 'server-error',
    says: 'The server failed.',
    why: 'Something in it broke while it answered this handshake.',
    next: ['Look into the log of the server, and at the body of the answer.'],
  },
};

/** What a status other than 101 means for a WebSocket. */
export function refusalOf(status: number, headers: Headers): Refusal {
  return BY_STATUS[status]?.(headers) ?? BY_CLASS[Math.floor(status / 100)] ?? OTHER;
}

/** The same in a sentence or two. */
export function explainRefusal(status: number, headers: Headers): string {
  const { says, why, next } = refusalOf(status, headers);
  return [says, why, next[0]].join(' ');
}
