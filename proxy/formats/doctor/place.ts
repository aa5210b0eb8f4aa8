// Where a handshake went, and where a redirect sends it: as URLs that a WebSocket can have.

import type { ConnectionDetail } from '../../contract/model.ts';

/** `example.com`, `[::1]:8080`: the port is left out where the scheme implies it. */
export function authorityOf({
  scheme,
  host,
  port,
}: Pick<ConnectionDetail, 'scheme' | 'host' | 'port'>): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === (/^(?:wss|https)$/.test(scheme) ? 443 : 80) ? name : `${name}:${port}`;
}

/** Where a `Location` leads (RFC 9110 §10.2.2), as a ws: or wss: URL; null where it leads nowhere. */
export function redirectTarget(detail: ConnectionDetail, location: string | null): URL | null {
  const base = detail.url.replace(/^ws/, 'http');
  if (location === null || !URL.canParse(location, base)) return null;
  const { href } = new URL(location, base);
  const url = href.replace(/^http(s?):/, 'ws$1:').replace(/#.*$/, '');
  return /^wss?:\/\/./.test(url) ? new URL(url) : null;
}
