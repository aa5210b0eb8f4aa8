// A captured connection and its messages for the tests of exporters: what matters is given, the rest is ordinary.

import type { ConnectionId, Seq } from '../../../../proxy/contract/ids.ts';
import type { Body } from '../../../../proxy/contract/model.ts';
import type { ExportConnection, ExportMessage } from '../../../../proxy/formats/exporters/exporter.ts';

export function connection(facts: Partial<ExportConnection> = {}): ExportConnection {
  return {
    id: 1 as ConnectionId,
    kind: 'websocket',
    state: 'closed',
    resourceType: 'websocket',
    url: 'wss://h/p?a=b%20c',
    scheme: 'wss',
    host: 'h',
    port: 443,
    path: '/p?a=b%20c',
    method: 'GET',
    status: 101,
    statusText: 'Switching Protocols',
    subprotocol: null,
    extensions: 'permessage-deflate',
    decoder: null,
    chosen: null,
    sentMessages: 1,
    receivedMessages: 1,
    sentBytes: 20,
    receivedBytes: 20,
    openedAt: 1_732_270_000_123.456,
    lastActivityAt: 1_732_270_009_000,
    ending: {
      at: 1_732_270_010_123.456,
      code: 1000,
      reason: 'bye',
      by: 'client',
      clean: true,
      cause: 'close-frame',
    },
    failure: null,
    remoteAddress: '[::1]:443',
    replayOf: null,
    retry: null,
    violations: 0,
    session: null,
    httpVersion: 'HTTP/1.1',
    requestHeaders: [
      ['Host', 'h'],
      ['Cookie', 'a=1; b=2'],
    ],
    responseHeaders: [['Set-Cookie', 'c=3; Path=/; HttpOnly; Expires=Wed, 21 Oct 2026 07:28:00 GMT']],
    requestHead: 'GET /p?a=b%20c HTTP/1.1\r\nHost: h\r\nCookie: a=1; b=2\r\n\r\n',
    responseHead: null,
    timing: { dns: 1, connect: 2, tls: 3, wait: 4 },
    tls: null,
    requestBodySize: 0,
    responseBodySize: 0,
    requestBody: null,
    responseBody: null,
    note: null,
    ...facts,
  };
}

export function exchange(facts: Partial<ExportConnection> = {}): ExportConnection {
  return connection({
    kind: 'http',
    resourceType: 'fetch',
    url: 'https://h/p',
    status: 200,
    statusText: 'OK',
    ...facts,
  });
}

export function message(facts: Partial<ExportMessage> = {}): ExportMessage {
  const payload = facts.payload ?? bytes('hello');
  return {
    seq: 17 as Seq,
    connection: 1 as ConnectionId,
    from: 'client',
    opcode: 1,
    at: 1_732_270_001_000.001,
    length: payload.length,
    wireLength: payload.length + 6,
    frames: 1,
    compressed: false,
    complete: true,
    injected: false,
    violations: [],
    dropped: 0,
    rtt: null,
    answers: null,
    carried: 0,
    payload,
    closeCode: null,
    closeReason: '',
    decoded: null,
    note: null,
    ...facts,
  };
}

export function body(content: Uint8Array, facts: Partial<Body> = {}): Body {
  return {
    size: content.length,
    bytes: content,
    truncated: false,
    contentType: 'text/plain',
    decodedFrom: '',
    ...facts,
  };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
