// What a client said of its own in a request: the part that a tool must be told to say it again. What belongs to one hop or
// to one handshake is the tool's to write (RFC 9110 §7.6.1, RFC 6455 §4.1).

import type { ConnectionDetail, Headers } from '../../contract/model.ts';

const WRITTEN_BY_THE_TOOL = new Set([
  'host',
  'connection',
  'upgrade',
  'content-length',
  'transfer-encoding',
  'proxy-connection',
  'keep-alive',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
]);

/** RFC 9110 §5.6.2 */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** In wire order, cookies and credentials among them. */
export function ownHeaders({ requestHeaders }: ConnectionDetail): Headers {
  return requestHeaders.filter(([name]) => !WRITTEN_BY_THE_TOOL.has(name.toLowerCase()));
}

/** In order of preference; only those that a client library accepts: each once, and a token. */
export function subprotocols(detail: ConnectionDetail): readonly string[] {
  const names = valuesOf(detail, 'sec-websocket-protocol').flatMap((value) => value.split(','));
  return [...new Set(names.map((name) => name.trim()).filter((name) => TOKEN.test(name)))];
}

/** RFC 7692 §5 */
export function offersDeflate(detail: ConnectionDetail): boolean {
  return valuesOf(detail, 'sec-websocket-extensions').some((value) => value.includes('permessage-deflate'));
}

/** The URL as a client library takes it: bytes that no URL has are percent-encoded. */
export function plainUrl(url: string): string {
  return url.replace(
    /[^!-~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function valuesOf({ requestHeaders }: ConnectionDetail, field: string): readonly string[] {
  return requestHeaders.filter(([name]) => name.toLowerCase() === field).map(([, value]) => value);
}
