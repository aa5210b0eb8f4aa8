// Rows as tests write them: only what a test is about.

import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import type { StoredMessage } from '../../../proxy/store/message-batch.ts';

export function connectionRow(id: number, change: Partial<ConnectionDetail> = {}): ConnectionDetail {
  return {
    id: id as ConnectionId,
    kind: 'websocket',
    state: 'open',
    resourceType: 'websocket',
    url: 'wss://example.test/chat?room=1',
    scheme: 'wss',
    host: 'example.test',
    port: 443,
    path: '/chat?room=1',
    method: 'GET',
    httpVersion: '1.1',
    status: 101,
    statusText: 'Switching Protocols',
    subprotocol: 'chat',
    extensions: null,
    decoder: 'json',
    chosen: null,
    sentMessages: 1,
    receivedMessages: 2,
    sentBytes: 30,
    receivedBytes: 40,
    openedAt: 1_732_270_000_000.123,
    lastActivityAt: 1_732_270_001_000.5,
    ending: null,
    failure: null,
    remoteAddress: '127.0.0.1:443',
    replayOf: null,
    retry: null,
    violations: 0,
    session: null,
    requestHeaders: [
      ['Host', 'example.test'],
      ['X-Twice', 'ä'],
      ['X-Twice', '"'],
    ],
    responseHeaders: [['Upgrade', 'websocket']],
    requestHead: 'GET /chat HTTP/1.1\r\n\r\n',
    responseHead: null,
    timing: { dns: null, connect: 0.25, tls: 3, wait: 1.5 },
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', peer: null, trust: 'verified' },
    requestBodySize: 0,
    responseBodySize: 0,
    ...change,
  };
}

export function messageRow(seq: number, change: Partial<StoredMessage> = {}): StoredMessage {
  return {
    seq: seq as Seq,
    connection: 1 as ConnectionId,
    from: 'server',
    opcode: 1,
    at: 1_732_270_000_000 + seq,
    endedAt: 1_732_270_000_000 + seq,
    length: 0,
    wireLength: 2,
    frames: 1,
    compressed: false,
    complete: true,
    injected: false,
    dropped: 0,
    closeCode: null,
    closeReason: '',
    violations: [],
    rtt: null,
    answers: null,
    carried: 0,
    headers: Uint8Array.of(0x81, 0x00),
    ...change,
  };
}
