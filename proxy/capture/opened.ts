// How each kind of connection is announced: an upgrade, an exchange, a tunnel, and requests that name no place to go.

import { type RequestHead, headerValue } from '../protocol/http-head.ts';
import type { Ticket } from './lane.ts';
import type { Opened } from './sink.ts';
import { type Target, formatAuthority } from './target.ts';

/** Whether the protocol asked for is WebSocket (RFC 6455 §4.1); other protocols may be upgraded to as well. */
export function isWebSocket(head: RequestHead): boolean {
  return /^websocket$/i.test(headerValue(head.headers, 'upgrade') ?? '');
}

/** `headText`: the head as it came in, as latin1. */
export function openedUpgrade(
  head: RequestHead,
  headText: string,
  target: Target,
  path: string,
  ticket: Ticket | null,
): Opened {
  const kind = isWebSocket(head) ? 'websocket' : 'http';
  const scheme = `${kind === 'websocket' ? 'ws' : 'http'}${target.secure ? 's' : ''}`;
  return {
    ...openedRequest(head, headText, target, path),
    ...urlOf(scheme, target, path),
    kind,
    ...originOf(ticket),
  };
}

/** The same for a request that asks for no upgrade. */
export function openedRequest(head: RequestHead, headText: string, target: Target, path: string): Opened {
  return {
    kind: 'http',
    ...urlOf(target.secure ? 'https' : 'http', target, path),
    host: target.host,
    port: target.port,
    path,
    method: head.method,
    httpVersion: head.version,
    requestHeaders: head.headers,
    requestHead: headText,
    replayOf: null,
  };
}

export function openedTunnel(target: Target, ticket: Ticket | null): Opened {
  return {
    kind: 'tunnel',
    ...urlOf('tcp', { ...target, secure: false }, ''),
    host: target.host,
    port: target.port,
    path: '',
    method: 'CONNECT',
    httpVersion: 'HTTP/1.1',
    requestHeaders: [],
    requestHead: null,
    ...originOf(ticket),
  };
}

/** A request whose target cannot be gone to, shown as it was written. */
export function openedNowhere(head: RequestHead): Opened {
  const url = printable(head.target).slice(0, 2048);
  return {
    kind: head.method === 'CONNECT' ? 'tunnel' : isWebSocket(head) ? 'websocket' : 'http',
    url,
    scheme: '',
    host: '',
    port: 0,
    path: '',
    method: head.method,
    httpVersion: head.version,
    requestHeaders: head.headers,
    requestHead: null,
    replayOf: null,
  };
}

function originOf(ticket: Ticket | null): Pick<Opened, 'replayOf' | 'retry'> {
  return { replayOf: ticket?.replayOf ?? null, retry: ticket?.retry ?? null };
}

function urlOf(scheme: string, target: Target, path: string): { url: string; scheme: string } {
  return { url: `${scheme}://${formatAuthority(target)}${path}`, scheme };
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
