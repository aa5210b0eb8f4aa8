// Connections and messages for the tests of filters: what matters is given, the rest is ordinary.

import type { FilterMessage } from '../../../proxy/contract/filter-message.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection, Decoded } from '../../../proxy/contract/model.ts';

export function connection(facts: Partial<Connection> = {}): Connection {
  return {
    id: 3 as ConnectionId,
    kind: 'websocket',
    state: 'open',
    resourceType: 'websocket',
    url: 'wss://irc-ws.chat.twitch.tv:443/?room=Zurich',
    scheme: 'wss',
    host: 'irc-ws.chat.twitch.tv',
    port: 443,
    path: '/?room=Zurich',
    method: 'GET',
    status: 101,
    statusText: 'Switching Protocols',
    subprotocol: null,
    extensions: null,
    decoder: 'irc',
    chosen: null,
    sentMessages: 4,
    receivedMessages: 120,
    sentBytes: 400,
    receivedBytes: 1_200_000,
    openedAt: 1_732_270_000_000,
    lastActivityAt: 1_732_270_001_000,
    ending: null,
    failure: null,
    remoteAddress: '127.0.0.1:443',
    replayOf: null,
    retry: null,
    violations: 0,
    session: null,
    ...facts,
  };
}

export function message(facts: Partial<FilterMessage> = {}, text: string | null = 'hello'): FilterMessage {
  return {
    from: 'server',
    opcode: 1,
    at: new Date(2025, 10, 22, 12, 30, 15, 250).getTime(),
    length: 12_000,
    compressed: false,
    injected: false,
    violations: [],
    rtt: null,
    text: () => text,
    decoded: () => null,
    unanswered: () => false,
    heartbeat: () => (facts.decoded ?? (() => null))()?.heartbeat ?? false,
    ...facts,
  };
}

export function decoded(facts: Partial<Decoded> = {}): Decoded {
  return { protocol: 'irc', kind: 'PRIVMSG', summary: '', heartbeat: false, fields: {}, parts: [], ...facts };
}
