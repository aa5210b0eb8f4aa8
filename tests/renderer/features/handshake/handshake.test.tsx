import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Connection, ConnectionDetail } from '../../../../proxy/contract/model.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection, detailOf } from '../../support/session-fixture.ts';

const REQUEST = [
  ['Host', 'example.org'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['Sec-WebSocket-Version', '13'],
  ['Cookie', 'session=abcdef'],
] as const;

async function open(row: Connection, over: Partial<ConnectionDetail>, body = '') {
  await page.viewport(1300, 1400);
  const detail = { ...detailOf(row), requestHeaders: REQUEST, ...over };
  const bytes = new TextEncoder().encode(body);
  const answer = {
    size: bytes.length,
    bytes,
    truncated: false,
    contentType: 'application/json',
    decodedFrom: 'gzip',
  };
  const window = await openWindow({
    connections: [row],
    details: new Map([[row.id, detail]]),
    answers: { body: async () => answer },
  });
  window.store.setState({ selected: row.id });
}

const accepted = (accept: string) => ({
  responseHeaders: [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', accept],
  ] as const,
});

describe('the Handshake tab', () => {
  test('verifies the answer to the key', async () => {
    await open(connection(1), accepted('s3pPLMBiTxaQ9kYGzzhZRbK+xOo='));
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect
      .element(page.getByRole('row', { name: /^verified response Sec-WebSocket-Accept/ }))
      .toBeVisible();
    await expect.element(page.getByText('nothing wrong found')).toBeVisible();
  });

  test('says what is wrong with a false answer', async () => {
    await open(connection(1), accepted('AAAAAAAAAAAAAAAAAAAAAAAAAAA='));
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect
      .element(page.getByRole('row', { name: /^error response Sec-WebSocket-Accept/ }))
      .toBeVisible();
  });

  test('opens by itself for a refused upgrade, with the body of the refusal', async () => {
    const failure = { code: 'HTTP_403', message: 'Refused with 403.', hint: 'Check the Origin.' };
    const refused = connection(1, { state: 'failed', status: 403, statusText: 'Forbidden', failure });
    await open(refused, { responseBodySize: 21 }, '{"error":"forbidden"}');
    await expect.element(page.getByRole('row', { name: /^error response Status/ })).toBeVisible();
    await expect.element(page.getByRole('treeitem', { name: /^error: "forbidden"/ })).toBeVisible();
    await expect.element(page.getByText('application/json · decoded from gzip')).toBeVisible();
  });

  test('masks cookies until they are asked for', async () => {
    await open(connection(1), accepted('s3pPLMBiTxaQ9kYGzzhZRbK+xOo='));
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect.element(page.getByText(/Cookie: session=\[redacted\]/)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Reveal secrets' }));
    await expect.element(page.getByText(/Cookie: session=abcdef/)).toBeVisible();
  });

  test('says how the connection ended', async () => {
    const ending = {
      at: Date.now(),
      code: null,
      reason: '',
      by: null,
      clean: false,
      cause: 'reset',
    } as const;
    await open(connection(1, { state: 'closed', ending }), {});
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect.element(page.getByText(/^1006 Abnormal Closure, as endpoints report it/)).toBeVisible();
    await expect.element(page.getByText('The TCP connection was reset', { exact: true })).toBeVisible();
  });

  test('adds up the time of each phase', async () => {
    await open(connection(1), { timing: { dns: 10, connect: 20, tls: null, wait: 70 } });
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect.element(page.getByText(/^100.ms to the answer$/)).toBeVisible();
    await expect.element(page.getByText('TLS', { exact: true })).not.toBeInTheDocument();
  });
});

describe('an HTTP exchange', () => {
  test('shows both heads and the body as tree, text and bytes', async () => {
    const fetch = connection(1, {
      kind: 'http',
      resourceType: 'fetch',
      status: 200,
      statusText: 'OK',
      state: 'closed',
    });
    await open(fetch, { responseBodySize: 8 }, '{"ok":1}');
    await expect.element(page.getByText(/^GET \/1 HTTP\/1\.1/)).toBeVisible();
    await expect.element(page.getByRole('treeitem', { name: /^ok: 1/ })).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Text' }));
    await expect.element(page.getByText('{"ok":1}', { exact: true })).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Hex' }));
    await expect.element(page.getByRole('option')).toMatchTextContent(/7b226f6b223a317d/);
  });
});
