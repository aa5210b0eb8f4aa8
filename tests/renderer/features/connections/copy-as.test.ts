import { describe, expect, test } from 'vitest';
import type { ConnectionDetail } from '../../../../proxy/contract/model.ts';
import {
  copyAsCurl,
  copyAsWebsocat,
  copyAsWscat,
} from '../../../../renderer/features/connections/copy-as.ts';
import { connection, detailOf } from '../../support/session-fixture.ts';

const upgrade: ConnectionDetail = {
  ...detailOf(connection(1, { url: 'wss://h.example/chat' })),
  requestHeaders: [
    ['Host', 'h.example'],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'x3JJHMbDL1EzLkh9GBhXDw=='],
    ['Sec-WebSocket-Protocol', 'a, b'],
    ['Origin', 'https://h.example'],
    ['X-Quote', "it's $(rm -rf)"],
  ],
};

describe('a WebSocket', () => {
  test('as wscat has its own headers and subprotocols, not those of the handshake', () => {
    expect(copyAsWscat(upgrade)).toBe(
      String.raw`wscat -c 'wss://h.example/chat' -H 'Origin: https://h.example' -H 'X-Quote: it'\''s $(rm -rf)' -s 'a' -s 'b'`,
    );
  });

  test('as websocat', () => {
    expect(copyAsWebsocat(upgrade)).toBe(
      String.raw`websocat -H 'Origin: https://h.example' -H 'X-Quote: it'\''s $(rm -rf)' --protocol 'a,b' 'wss://h.example/chat'`,
    );
  });

  test('as cURL keeps the whole handshake over HTTP/1.1', () => {
    const command = copyAsCurl(upgrade, null);
    expect(command).toMatch(/^curl 'https:\/\/h.example\/chat' --http1.1 --include --no-buffer/);
    expect(command).toContain("-H 'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw=='");
    expect(command).not.toContain('Host:');
  });
});

describe('a request', () => {
  test('as cURL has method, headers and body', () => {
    const post = {
      ...detailOf(connection(2, { kind: 'http', method: 'POST', url: 'https://h.example/a?b=1' })),
      requestHeaders: [['Content-Type', 'application/json']] as const,
    };
    expect(copyAsCurl(post, '{"a":1}')).toBe(
      `curl 'https://h.example/a?b=1' -X 'POST' --compressed -H 'Content-Type: application/json' --data-raw '{"a":1}'`,
    );
  });
});
