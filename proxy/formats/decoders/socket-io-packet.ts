// The head of an Engine.IO packet and of the Socket.IO packet inside it (engine.io-protocol v3 and v4, socket.io-protocol
// v4 and v5), without what follows it. socket.io-parser is not used to read: it keeps state, holds a packet back until
// its attachments came, and refuses events that peers do send; the tests hold this file against its encoder.

export const ENGINE_TYPES = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'] as const;
export const SOCKET_TYPES = [
  'CONNECT',
  'DISCONNECT',
  'EVENT',
  'ACK',
  'CONNECT_ERROR',
  'BINARY_EVENT',
  'BINARY_ACK',
] as const;

export type EngineType = (typeof ENGINE_TYPES)[number];
export type SocketType = (typeof SOCKET_TYPES)[number];

export interface SocketPacket {
  readonly type: SocketType;
  /** How many binary messages follow; null for a packet that has none. */
  readonly attachments: number | null;
  /** `/` where none is named; without its query, which clients of v2 add. */
  readonly namespace: string;
  readonly query: string | null;
  readonly ackId: number | null;
  /** Where the JSON begins in the text, characters. */
  readonly dataAt: number;
}

const SOCKET_PACKET = /^4([0-6])(?:(?<=[56])(\d{1,9})-)?(?:(\/[^,?]*)(?:\?([^,]*))?(?:,|$))?(\d{1,15})?/;

export function engineType(text: string): EngineType | null {
  return ENGINE_TYPES[text.charCodeAt(0) - 0x30] ?? null;
}

/** Null where the text is no message of Engine.IO, or what it holds does not begin like a packet of Socket.IO. */
export function parseSocketPacket(text: string): SocketPacket | null {
  const found = SOCKET_PACKET.exec(text);
  if (!found) return null;
  const [head, digit, attachments, namespace = '/', query = null, ackId] = found;
  return {
    type: SOCKET_TYPES[Number(digit)]!,
    attachments: attachments === undefined ? null : Number(attachments),
    namespace,
    query,
    ackId: ackId === undefined ? null : Number(ackId),
    dataAt: head.length,
  };
}
