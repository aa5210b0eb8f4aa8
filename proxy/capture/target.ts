// Where a connection goes: host and port out of a CONNECT line, an absolute URI or a Host field. It knows
// nothing of DNS. Hosts are validated here, before anything else is done with them (RFC 9110 §4.2, §7.2).

import { isIP } from 'node:net';
import { HOST_NAME } from './host-name.ts';

export interface Target {
  /** Name or IP literal, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** The name that the client asked for in TLS, where the host is only an address. */
  readonly serverName?: string;
  /** The client goes there through a proxy of its own, which it reached by a CONNECT of ours. */
  readonly via?: OuterProxy;
  /** What was agreed on with a client that speaks TLS itself (ALPN, RFC 7301); null when it offered nothing. */
  readonly applicationProtocol?: string | null;
}

/** A proxy behind us, and the CONNECT that the client sent to it, as latin1. */
export interface OuterProxy {
  readonly proxy: Target;
  readonly headText: string;
}

const AUTHORITY = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:]+))(?::(\d{1,5}))?$/;

/** `host`, `host:port`, `[v6]:port`; null for anything else, also for hosts that are not names or addresses. */
export function parseAuthority(text: string, defaultPort: number): { host: string; port: number } | null {
  const match = AUTHORITY.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (!match || !host || !(match[1] ? isIP(host) === 6 : HOST_NAME.test(host))) return null;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  return port >= 1 && port <= 65535 ? { host, port } : null;
}

/** `example.com`, `example.com:8080`, `[::1]:8080`: the port is left out where the scheme implies it. */
export function formatAuthority(target: Target): string {
  const host = isIP(target.host) === 6 ? `[${target.host}]` : target.host;
  return target.port === (target.secure ? 443 : 80) ? host : `${host}:${target.port}`;
}

export interface AbsoluteTarget {
  readonly target: Target;
  /** Path and query, as written; `/` when there is none. */
  readonly path: string;
}

const ABSOLUTE = /^(http|ws)(s?):\/\/([^/?#]*)([^#]*)/i;

/** The request target of a proxy request in absolute form (RFC 9112 §3.2.2); null when it is not one. */
export function parseAbsolute(requestTarget: string): AbsoluteTarget | null {
  const match = ABSOLUTE.exec(requestTarget);
  if (!match) return null;
  const secure = match[2] !== '';
  const authority = parseAuthority((match[3] ?? '').replace(/^[^@]*@/, ''), secure ? 443 : 80);
  const path = match[4] ?? '';
  return authority && { target: { ...authority, secure }, path: path.startsWith('/') ? path : `/${path}` };
}

/** Whether a host is meant by a pattern: a name, or `*.name` for everything below it. */
export function matchesHost(host: string, pattern: string): boolean {
  const name = host.toLowerCase();
  const wanted = pattern.toLowerCase();
  return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted;
}
