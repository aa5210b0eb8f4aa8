import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import type { Connection, ConnectionDetail } from '../../../../proxy/contract/model.ts';
import type { Session } from '../../../../proxy/contract/session.ts';
import { failureOf } from '../../../../proxy/formats/doctor/diagnose.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection, detailOf } from '../../support/session-fixture.ts';

const REQUEST = [
  ['Host', 'example.org'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['Sec-WebSocket-Version', '13'],
  ['Origin', 'http://elsewhere.test'],
  ['Cookie', 'session=s3cr3t; theme=dark'],
  ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
] as const;

const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const SWITCHED = [
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Accept', ACCEPT],
] as const;

function refused(id: number, status: number, over: Partial<ConnectionDetail> = {}): ConnectionDetail {
  const detail = {
    ...detailOf(connection(id, { state: 'failed', status, statusText: 'No' })),
    requestHeaders: REQUEST,
    ...over,
  };
  return { ...detail, failure: over.failure ?? failureOf(detail) };
}

function rowOf(detail: ConnectionDetail): Connection {
  return connection(detail.id, { ...detail });
}

async function open(details: readonly ConnectionDetail[], answers: Partial<Session> = {}) {
  await page.viewport(1300, 1400);
  const window = await openWindow({
    connections: details.map(rowOf),
    details: new Map(details.map((detail) => [detail.id, detail])),
    answers,
  });
  window.store.setState({ selected: details[0]!.id });
  return window;
}

const panel = page.getByRole('region', { name: 'Upgrade doctor' });

describe('the upgrade doctor', () => {
  test('says what went wrong, with the line, the reason and the next step, once', async () => {
    await open([refused(1, 403)]);
    await expect.element(panel.getByText(/from http:\/\/elsewhere\.test\.$/)).toBeVisible();
    await expect
      .element(
        panel.getByRole('row', {
          name: /request Origin one that the server accepts http:\/\/elsewhere\.test/,
        }),
      )
      .toBeVisible();
    await expect.element(panel.getByText(/Most often it does not accept the Origin/)).toBeVisible();
    await expect.element(panel.getByText('Let the server accept this Origin.')).toBeVisible();
    await expect.element(page.getByRole('note')).not.toBeInTheDocument();
  });

  test('shows no secret as evidence', async () => {
    await open([refused(1, 403)]);
    await expect.element(panel.getByText('session=[redacted]; theme=[redacted]')).toBeVisible();
    await expect.element(page.getByText(/s3cr3t/)).not.toBeInTheDocument();
  });

  test('asks again without the Origin and says that it works, with a way to the new connection', async () => {
    const works = {
      ...detailOf(connection(7, { replayOf: 1 as ConnectionId })),
      requestHeaders: REQUEST.filter(([name]) => !/origin|extensions/i.test(name)),
      responseHeaders: SWITCHED,
    };
    const window = await open([refused(1, 403), works], { retryUpgrade: async () => 7 as ConnectionId });
    await userEvent.click(panel.getByRole('button', { name: 'Retry without Origin' }));
    await expect.element(panel.getByText('It works without Origin: 101.')).toBeVisible();
    expect(window.calls).toContainEqual({
      method: 'retryUpgrade',
      args: [1, [{ kind: 'without', part: 'origin' }]],
    });
    await userEvent.click(panel.getByRole('button', { name: 'Show it' }));
    await expect.poll(() => window.store.getState().selected).toBe(7);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await userEvent.click(page.getByRole('button', { name: 'Show the original' }));
    await expect.poll(() => window.store.getState().selected).toBe(1);
  });

  test('asks again and says what fails instead', async () => {
    const fails = refused(7, 404, { replayOf: 1 as ConnectionId });
    await open([refused(1, 403), fails], { retryUpgrade: async () => 7 as ConnectionId });
    await userEvent.click(panel.getByRole('button', { name: 'Retry without cookies' }));
    await expect
      .element(panel.getByText('It fails without cookies: 404. Nothing is served under this path.'))
      .toBeVisible();
  });

  test('says with which words Framescope would trust the server', async () => {
    const message = 'example.org presented a self-signed certificate.';
    await open([
      refused(1, 0, {
        status: null,
        host: 'example.org',
        failure: { code: 'TLS_UNTRUSTED', message, hint: 'If you trust it, say so.' },
      }),
    ]);
    await expect.element(panel.getByText(message)).toBeVisible();
    await expect.element(panel.getByText('--insecure-upstream example.org', { exact: true })).toBeVisible();
    await expect.element(panel.getByRole('button', { name: 'Copy --upstream-ca FILE' })).toBeVisible();
  });

  test('stands above an exchange whose Upgrade got lost', async () => {
    const stripped = refused(1, 426, {
      kind: 'http',
      resourceType: 'fetch',
      requestHeaders: REQUEST.filter(([name]) => !/^(?:upgrade|connection)$/i.test(name)),
    });
    await open([stripped]);
    await expect.element(panel.getByText(/has a WebSocket key, but neither/)).toBeVisible();
    await expect.element(panel.getByRole('button', { name: 'Retry with a whole handshake' })).toBeVisible();
    await expect.element(page.getByRole('note')).not.toBeInTheDocument();
  });

  test('offers no retry where nothing captures', async () => {
    await page.viewport(1300, 1400);
    const detail = refused(1, 403);
    const window = await openWindow({
      info: { capabilities: [] },
      connections: [rowOf(detail)],
      details: new Map([[detail.id, detail]]),
    });
    window.store.setState({ selected: detail.id });
    await expect.element(panel).toBeVisible();
    await expect.element(panel.getByRole('button', { name: /^Retry/ })).not.toBeInTheDocument();
  });

  test('is silent about a right handshake', async () => {
    const right = { ...detailOf(connection(1)), requestHeaders: REQUEST, responseHeaders: SWITCHED };
    await open([right]);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect.element(page.getByText('nothing wrong found')).toBeVisible();
    await expect.element(panel).not.toBeInTheDocument();
  });
});

describe('the Handshake tab', () => {
  test('explains each parameter of the compression', async () => {
    const right = {
      ...detailOf(connection(1)),
      requestHeaders: REQUEST,
      responseHeaders: [
        ...SWITCHED,
        [
          'Sec-WebSocket-Extensions',
          'permessage-deflate; client_max_window_bits=12; server_no_context_takeover',
        ],
      ] as const,
    };
    await open([right]);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    const compression = page.getByRole('region', { name: 'Compression' });
    await expect
      .element(
        compression.getByRole('row', {
          name: /^client_max_window_bits yes 12 The client refers back at most 4,096 bytes/,
        }),
      )
      .toBeVisible();
    await expect
      .element(
        compression.getByRole('row', {
          name: /^server_no_context_takeover – yes The server starts each message afresh/,
        }),
      )
      .toBeVisible();
  });

  test('lists cookies of both sides, and hides their values until asked', async () => {
    const right = {
      ...detailOf(connection(1)),
      requestHeaders: REQUEST,
      responseHeaders: [...SWITCHED, ['Set-Cookie', 'id=42; Path=/; HttpOnly']] as const,
    };
    await open([right]);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    const cookies = page.getByRole('region', { name: 'Cookies' });
    await expect
      .element(cookies.getByRole('row', { name: /^sent session hidden, 6 characters/ }))
      .toBeVisible();
    await expect
      .element(
        cookies.getByRole('row', { name: /^set by the server id hidden, 2 characters Path=\/; HttpOnly/ }),
      )
      .toBeVisible();
    await userEvent.click(cookies.getByRole('button', { name: 'Show cookie values' }));
    await expect.element(cookies.getByRole('row', { name: /^sent session s3cr3t/ })).toBeVisible();
  });

  test('tells the TLS of both legs, and the time of the request', async () => {
    const tls = {
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      peer: {
        subject: 'CN=example.org',
        issuer: 'CN=R3',
        validTo: 'Feb 1',
        validFrom: 'Nov 1',
        names: 'DNS:example.org',
      },
      trust: 'verified',
      alpn: 'http/1.1',
      client: { protocol: 'TLSv1.2', cipher: 'ECDHE', serverName: 'example.org', alpn: null },
    } as const;
    const timing = { dns: 10, connect: 20, tls: 30, request: 1, wait: 39 };
    await open([
      { ...detailOf(connection(1)), requestHeaders: REQUEST, responseHeaders: SWITCHED, tls, timing },
    ]);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect
      .element(page.getByRole('region', { name: 'Server' }).getByText('DNS:example.org'))
      .toBeVisible();
    await expect
      .element(page.getByRole('region', { name: 'Client' }).getByText('TLSv1.2, ECDHE'))
      .toBeVisible();
    await expect.element(page.getByText(/^100.ms to the answer$/)).toBeVisible();
    await expect.element(page.getByText('Request', { exact: true })).toBeVisible();
  });
});
