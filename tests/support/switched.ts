// A WebSocket through the proxy whose handshake is over: what both ends send from here on is up to the test.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { OpenCapture } from './open-capture.ts';
import type { Origin } from './origins.ts';
import type { Wire } from './wire.ts';

export interface Switched {
  readonly id: ConnectionId;
  readonly client: Wire;
  readonly server: Wire;
}

/** The fields of an opening handshake, and its answer without the empty line: the example of RFC 6455 §1.3. */
export const REQUEST =
  'Host: origin.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

export const SWITCHING =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n';

/**
 * By CONNECT to `origin.test`, with TLS when the origin is a secure one; `extensions` are what both agree on.
 */
export async function switchProtocols(
  proxy: OpenCapture,
  origin: Origin,
  secure = false,
  extensions = '',
): Promise<Switched> {
  const agreed = extensions ? `Sec-WebSocket-Extensions: ${extensions}\r\n\r\n` : '\r\n';
  const authority = `origin.test:${origin.port}`;
  const client = await (secure ? proxy.secure(authority) : proxy.tunnel(authority));
  client.send(`GET / HTTP/1.1\r\n${REQUEST}`, agreed);
  const server = await origin.next();
  await server.takeHead();
  server.send(SWITCHING, agreed);
  await client.takeHead();
  return { id: proxy.sink.all('answered').at(-1)!.id, client, server };
}
