import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import type { Connection, ConnectionDetail } from '../../../../proxy/contract/model.ts';
import { failureOf } from '../../../../proxy/formats/doctor/diagnose.ts';
import { openWindow } from '../../support/open-window.ts';
import { type FixtureContent, connection, detailOf } from '../../support/session-fixture.ts';

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

async function open(shown: readonly ConnectionDetail[], over: Partial<FixtureContent> = {}) {
  await page.viewport(1300, 1400);
  const details = new Map(shown.map((detail) => [detail.id, detail]));
  const window = await openWindow({ connections: shown.map(rowOf), details, ...over });
  window.store.setState({ selected: shown[0]!.id });
  /** Something new is known of this connection. */
  const tell = async (detail: ConnectionDetail) => {
    details.set(detail.id, detail);
    await window.change({ connections: [rowOf(detail)] });
  };
  return { ...window, tell };
}

const ORIGINAL = 1 as ConnectionId;
const RETRY = 7 as ConnectionId;
const WITHOUT_ORIGIN = { replayOf: ORIGINAL, retry: [{ kind: 'without', part: 'origin' }] } as const;

/** A retry that has no answer yet. */
const waiting: ConnectionDetail = {
  ...detailOf(connection(RETRY, { ...WITHOUT_ORIGIN, state: 'connecting', status: null, ending: null })),
  requestHeaders: REQUEST,
};

const works: ConnectionDetail = {
  ...detailOf(connection(RETRY, WITHOUT_ORIGIN)),
  requestHeaders: REQUEST.filter(([name]) => !/origin|extensions/i.test(name)),
  responseHeaders: SWITCHED,
};

const cancelled: ConnectionDetail = {
  ...waiting,
  state: 'failed',
  failure: {
    code: 'CANCELLED',
    message: 'The retry was cancelled before there was an answer.',
    hint: '',
  },
};

const panel = page.getByRole('region', { name: 'Upgrade doctor' });
const heading = page.getByRole('region', { name: 'Details of the connection' });

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
    const answers = {
      retryUpgrade: async () => {
        await window.tell(works);
        return RETRY;
      },
    };
    const window = await open([refused(1, 403)], { answers });
    await userEvent.click(panel.getByRole('button', { name: 'Retry without Origin' }));
    await expect.element(panel.getByText('It works without Origin: 101.')).toBeVisible();
    expect(window.calls).toContainEqual({
      method: 'retryUpgrade',
      args: [1, [{ kind: 'without', part: 'origin' }]],
    });
    await userEvent.click(panel.getByRole('button', { name: 'Show it' }));
    await expect.element(heading.getByText('retry of c1', { exact: true })).toBeVisible();
    expect(window.store.getState().selected).toBe(RETRY);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect.element(page.getByText(/^Retry of c1 without Origin\./)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Show the original' }));
    await expect.poll(() => window.store.getState().selected).toBe(ORIGINAL);
    await expect.element(panel.getByText('It works without Origin: 101.')).toBeVisible();
  });

  test('cancels a retry that waits, with the same button, which stays where it is', async () => {
    const answers = { cancelRetry: () => window.tell(cancelled) };
    const window = await open([refused(1, 403)], { answers });
    const retry = panel.getByRole('button', { name: 'Retry without Origin' });
    await expect.element(retry).toBeVisible();
    const { x, width } = retry.element().getBoundingClientRect();
    await userEvent.click(retry);
    await window.tell(waiting);
    const cancel = panel.getByRole('button', { name: 'Cancel: Retry without Origin' });
    await expect.element(cancel).toHaveFocus();
    await expect.element(cancel.getByText('Cancel', { exact: true })).toBeVisible();
    expect(cancel.element().getBoundingClientRect()).toMatchObject({ x, width });
    await expect.element(panel.getByText('Asking without Origin …')).toBeVisible();
    await userEvent.click(cancel);
    expect(window.calls).toContainEqual({ method: 'cancelRetry', args: [RETRY] });
    await expect.element(panel.getByText('Cancelled: asking without Origin.')).toBeVisible();
    await expect.element(retry).toHaveFocus();
  });

  test('says what came of retries that were made before, of the same change the newest', async () => {
    const older = refused(5, 404, WITHOUT_ORIGIN);
    await open([refused(1, 403), older, works, refused(9, 503, { replayOf: ORIGINAL, retry: [] })]);
    const outcomes = panel.getByRole('list', { name: 'Outcomes' });
    await expect.element(outcomes.getByText('It works without Origin: 101.')).toBeVisible();
    await expect.element(outcomes.getByText(/^It fails as it was: 503\./)).toBeVisible();
    await expect.element(outcomes.getByText(/404/)).not.toBeInTheDocument();
  });

  test('says what came of them where nothing captures, too', async () => {
    await open([refused(1, 403), works], { info: { capabilities: [] } });
    await expect.element(panel.getByText('It works without Origin: 101.')).toBeVisible();
    await expect.element(panel.getByRole('button', { name: /^Retry/ })).not.toBeInTheDocument();
  });

  test('tells a retry apart from a replay in the list and in the heading', async () => {
    const replay = { ...detailOf(connection(8, { replayOf: ORIGINAL })), requestHeaders: REQUEST };
    const window = await open([refused(1, 403), works, replay]);
    const list = page.getByRole('grid', { name: /connections/i });
    await expect.element(list.getByText('retry of c1')).toBeVisible();
    await expect.element(list.getByText('replay of c1')).toBeVisible();
    window.store.setState({ selected: RETRY });
    await expect.element(heading.getByText('retry of c1', { exact: true })).toBeVisible();
  });

  test('does not lead to an original that is gone', async () => {
    await open([works]);
    await userEvent.click(page.getByRole('tab', { name: 'Handshake' }));
    await expect
      .element(page.getByText('Retry of c1 without Origin. c1 is not here any more.'))
      .toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Show the original' })).not.toBeInTheDocument();
  });

  test('asks again and says what fails instead', async () => {
    const retry = [{ kind: 'without', part: 'cookies' }] as const;
    const answers = {
      retryUpgrade: async () => {
        await window.tell(refused(RETRY, 404, { replayOf: ORIGINAL, retry }));
        return RETRY;
      },
    };
    const window = await open([refused(1, 403)], { answers });
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
    await open([refused(1, 403)], { info: { capabilities: [] } });
    await expect.element(panel).toBeVisible();
    await expect.element(panel.getByRole('button', { name: /^Retry/ })).not.toBeInTheDocument();
  });

  test('is a click away from the messages of a 101 that is wrong', async () => {
    const wrong = {
      ...refused(1, 101),
      state: 'closed',
      responseHeaders: [['Upgrade', 'websocket']],
    } as const;
    await open([{ ...wrong, failure: failureOf(wrong) }]);
    await userEvent.click(page.getByRole('button', { name: 'What to do' }));
    await expect.element(panel.getByText(/^The server’s 101 lacks “Connection: Upgrade”/)).toBeVisible();
  });

  test('is not contradicted by what stands below, where no answer came', async () => {
    const over = { at: 1, code: null, reason: '', by: null, clean: false, cause: 'error' } as const;
    const failure = { code: 'ECONNREFUSED', message: 'example.org refused the connection.', hint: '' };
    await open([refused(1, 0, { status: null, failure, ending: over })]);
    await expect.element(panel.getByText(failure.message)).toBeVisible();
    await expect.element(page.getByText('No answer came, so this is no WebSocket.')).toBeVisible();
    await expect.element(panel.getByRole('columnheader', { name: 'Rule' })).not.toBeInTheDocument();
    await expect.element(page.getByRole('region', { name: 'Compression' })).not.toBeInTheDocument();
    await expect.element(page.getByText(/1006/)).not.toBeInTheDocument();
  });

  test('stands above the request as it was written, where that names no host', async () => {
    const failure = { code: 'BAD_TARGET', message: 'The request names no valid host and port.', hint: '' };
    await open([refused(1, 0, { status: null, failure, url: '/chat', host: '', port: 0, path: '' })]);
    await expect.element(page.getByText(/^GET \/chat HTTP/)).toBeVisible();
    await expect.element(page.getByText(':0', { exact: true })).not.toBeInTheDocument();
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
