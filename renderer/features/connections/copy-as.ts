// A captured request as a command that makes it again: curl, wscat, websocat. Values are quoted for a POSIX shell,
// so that nothing in them is run.

import type { ConnectionDetail, Headers } from '../../../proxy/contract/model.ts';

/** Belongs to one hop or to one handshake; the tool writes its own (RFC 9110 §7.6.1, RFC 6455 §4.1). */
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

export function copyAsCurl(detail: ConnectionDetail, body: string | null): string {
  const upgrade = detail.kind === 'websocket';
  const args = [
    ...(detail.method === 'GET' ? [] : ['-X', quote(detail.method)]),
    ...(upgrade ? ['--http1.1', '--include', '--no-buffer'] : ['--compressed']),
    ...headerArgs('-H', upgrade ? handshakeHeaders(detail) : ownHeaders(detail)),
    ...(body === null ? [] : ['--data-raw', quote(body)]),
  ];
  return ['curl', quote(httpUrl(detail.url)), ...args].join(' ');
}

export function copyAsWscat(detail: ConnectionDetail): string {
  const args = [
    ...headerArgs('-H', ownHeaders(detail)),
    ...subprotocols(detail).flatMap((name) => ['-s', quote(name)]),
  ];
  return ['wscat', '-c', quote(detail.url), ...args].join(' ');
}

export function copyAsWebsocat(detail: ConnectionDetail): string {
  const offered = subprotocols(detail);
  const args = [
    ...headerArgs('-H', ownHeaders(detail)),
    ...(offered.length > 0 ? ['--protocol', quote(offered.join(','))] : []),
  ];
  return ['websocat', ...args, quote(detail.url)].join(' ');
}

function ownHeaders(detail: ConnectionDetail): Headers {
  return detail.requestHeaders.filter(([name]) => !WRITTEN_BY_THE_TOOL.has(name.toLowerCase()));
}

/** curl writes no handshake of its own, so all of it is copied except the host. */
function handshakeHeaders(detail: ConnectionDetail): Headers {
  return detail.requestHeaders.filter(([name]) => name.toLowerCase() !== 'host');
}

function subprotocols(detail: ConnectionDetail): readonly string[] {
  return detail.requestHeaders
    .filter(([name]) => name.toLowerCase() === 'sec-websocket-protocol')
    .flatMap(([, value]) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function headerArgs(option: string, headers: Headers): readonly string[] {
  return headers.flatMap(([name, value]) => [option, quote(`${name}: ${value}`)]);
}

function httpUrl(url: string): string {
  return url.replace(/^ws/, 'http');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
