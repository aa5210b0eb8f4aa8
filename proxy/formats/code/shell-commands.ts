// A captured request as a command that makes it again: curl, wscat, websocat. One line each, to be pasted into a terminal.

import type { Body, ConnectionDetail, Headers } from '../../contract/model.ts';
import { ownHeaders, plainUrl, subprotocols } from './handshake-offer.ts';
import { latin1, shellPrintf, shellWord, shellWordOfText } from './shell-word.ts';

/** Linux takes no argument of more than 128 KiB. */
const LONGEST_ARGUMENT = 100_000;

/** `body` is what is sent, as it is kept; null for none. */
export function curlCommand(detail: ConnectionDetail, body: Body | null): string {
  const headers = detail.kind === 'websocket' ? handshakeHeaders(detail) : requestHeaders(detail, body);
  const args = [
    shellWord(detail.url.replace(/^ws/, 'http')),
    ...urlOptions(detail.url),
    ...(detail.kind === 'websocket' ? ['--http1.1', '--include', '--no-buffer'] : methodOptions(detail)),
    ...headers.flatMap((header) => ['-H', shellWord(curlHeader(header))]),
    ...(body === null || hasHeader(headers, 'content-type') ? [] : ['-H', shellWord('Content-Type:')]),
  ];
  return withBody(['curl', ...args].join(' '), body);
}

export function wscatCommand(detail: ConnectionDetail): string {
  const args = [
    ...ownHeaders(detail).flatMap(([name, value]) => ['-H', shellWordOfText(`${name}:${value}`)]),
    ...subprotocols(detail).flatMap((name) => ['-s', shellWord(name)]),
  ];
  return ['wscat', '-c', shellWord(plainUrl(detail.url)), ...args].join(' ');
}

/** Its `-H` takes all words that follow it for headers, hence the sign and the last place. */
export function websocatCommand(detail: ConnectionDetail): string {
  const offered = subprotocols(detail);
  const args = [
    ...(offered.length > 0 ? [`--protocol=${shellWord(offered.join(','))}`] : []),
    ...ownHeaders(detail).map(([name, value]) => `-H=${shellWord(`${name}: ${value}`)}`),
  ];
  return ['websocat', shellWord(plainUrl(detail.url)), ...args].join(' ');
}

/** curl writes no handshake of its own, so all of it is said except the host. */
function handshakeHeaders({ requestHeaders: headers }: ConnectionDetail): Headers {
  return headers.filter(([name]) => !['host', 'proxy-connection'].includes(name.toLowerCase()));
}

/** A body is kept without its content coding. */
function requestHeaders(detail: ConnectionDetail, body: Body | null): Headers {
  const decoded = body !== null && body.decodedFrom !== '';
  return ownHeaders(detail).filter(([name]) => !(decoded && name.toLowerCase() === 'content-encoding'));
}

/** To curl, `Name:` means not to send the field (nor one of its own), and `Name;` to send it without a value. */
function curlHeader([name, value]: Headers[number]): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

function hasHeader(headers: Headers, field: string): boolean {
  return headers.some(([name]) => name.toLowerCase() === field);
}

function methodOptions({ method, requestHeaders: headers }: ConnectionDetail): readonly string[] {
  const compressed = hasHeader(headers, 'accept-encoding') ? ['--compressed'] : [];
  if (method === 'GET') return compressed;
  return [...(method === 'HEAD' ? ['--head'] : ['-X', shellWord(method)]), ...compressed];
}

/** Otherwise curl takes brackets for a range of URLs, and takes dots out of the path. */
function urlOptions(url: string): readonly string[] {
  return [
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(/\/\.{1,2}(?:[/?#]|$)/.test(url) ? ['--path-as-is'] : []),
  ];
}

function withBody(command: string, body: Body | null): string {
  if (body === null) return command;
  const { bytes } = body;
  if (bytes.length > LONGEST_ARGUMENT || bytes.includes(0)) {
    return `${shellPrintf(bytes)} | ${command} --data-binary @-`;
  }
  return `${command} --data-raw ${shellWord(latin1(bytes))}`;
}
