// What a WebSocket client goes back to when it reconnects: its URL without what such clients renew each time, tokens,
// session ids and timestamps. Equal texts are equal targets.

import type { Connection } from './model.ts';

const RENEWED_NAMES = new Set(
  (
    '_ access_token attempt auth authorization cb connectionid connection_id connectiontoken cursor jwt key last_event_id ' +
    'lasteventid nonce r rand random reconnect resume retry seq session session_id sessionid sid signature sig t ticket tid ' +
    'time timestamp token ts'
  ).split(' '),
);

/** SockJS has a random server and session in its path: `/prefix/123/abcdefgh/websocket`. */
const SOCKJS = /\/[^/]+\/[^/]+\/websocket$/;

/** A timestamp, or the change between letters and digits that only random text has. */
const TIMESTAMP = /^\d{9,}$/;
const RANDOM_LENGTH = 12;
const RANDOM_CHANGES = 3;

export function reconnectTarget({ scheme, host, port, path }: Connection): string {
  const mark = path.indexOf('?');
  const name = mark < 0 ? path : path.slice(0, mark);
  const lasting = mark < 0 ? '' : lastingQuery(path.slice(mark + 1));
  return `${scheme}://${host}:${port}${name.replace(SOCKJS, '/*/*/websocket')}?${lasting}`;
}

function lastingQuery(query: string): string {
  return query
    .split('&')
    .filter((part) => !isRenewed(part))
    .toSorted()
    .join('&');
}

function isRenewed(part: string): boolean {
  const sign = part.indexOf('=');
  if (sign < 0) return looksRandom(part);
  return RENEWED_NAMES.has(part.slice(0, sign).toLowerCase()) || looksRandom(part.slice(sign + 1));
}

function looksRandom(value: string): boolean {
  if (TIMESTAMP.test(value)) return true;
  const changes = value.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0;
  return value.length >= RANDOM_LENGTH && changes >= RANDOM_CHANGES;
}
