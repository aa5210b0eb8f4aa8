// The doctor on what nobody would send: it always has words, and they hold no secret.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Headers } from '../../../../proxy/contract/model.ts';
import { FramescopeError } from '../../../../proxy/contract/errors.ts';
import { type UpgradeChange, describeChanges } from '../../../../proxy/contract/upgrade-change.ts';
import { diagnose, failureOf } from '../../../../proxy/formats/doctor/diagnose.ts';
import { outcomeOf } from '../../../../proxy/formats/doctor/outcome.ts';
import { retryHead } from '../../../../proxy/formats/doctor/retry-head.ts';
import { answerCookies, requestCookies } from '../../../../proxy/protocol/cookies.ts';
import { explainParameters } from '../../../../proxy/protocol/deflate-parameters.ts';
import { connection, detailOf } from '../../../renderer/support/session-fixture.ts';

const NAMES = [
  'Host',
  'Upgrade',
  'Connection',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Version',
  'Sec-WebSocket-Accept',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Extensions',
  'Origin',
  'Cookie',
  'Set-Cookie',
  'Location',
  'Via',
  'Retry-After',
  'WWW-Authenticate',
];
const VALUES = [
  'websocket',
  'Upgrade',
  '13',
  'chat, b',
  'permessage-deflate; server_max_window_bits=9',
  'http://[',
  '/x',
];

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const headers: fc.Arbitrary<Headers> = fc.array(
  fc.tuple(fc.oneof(fc.constantFrom(...NAMES), anyText), fc.oneof(fc.constantFrom(...VALUES), anyText)),
  { maxLength: 12 },
);

const CODES = [
  'TLS_UNTRUSTED',
  'TLS_EXPIRED',
  'ENOTFOUND',
  'NOT_HTTP',
  'UNASKED_UPGRADE',
  'HTTP_403',
  'toString',
  '',
];

const details = fc
  .record({
    kind: fc.constantFrom('websocket', 'http', 'tunnel'),
    url: fc.oneof(fc.constantFrom('ws://a.test/x', 'wss://[::1]:8/'), anyText),
    status: fc.option(fc.oneof(fc.constantFrom(101, 200, 302, 400, 403, 426), fc.nat(1200))),
    code: fc.option(fc.constantFrom(...CODES)),
    words: anyText,
    requestHeaders: headers,
    responseHeaders: headers,
    requestHead: fc.option(anyText),
    responseHead: fc.option(fc.oneof(anyText, fc.constant('HTTP/1.0 200 OK\r\n\r\n'))),
  } as const)
  .map(({ code, words, ...over }) => ({
    ...detailOf(connection(1)),
    ...over,
    failure: code === null ? null : { code, message: words, hint: words },
  }));

const changes: fc.Arbitrary<UpgradeChange> = fc.oneof(
  fc.constantFrom<UpgradeChange>(
    { kind: 'without', part: 'cookies' },
    { kind: 'own-origin' },
    { kind: 'complete' },
    { kind: 'scheme', scheme: 'wss' },
  ),
  anyText.map((name) => ({ kind: 'subprotocol', name }) as const),
  anyText.map((version) => ({ kind: 'version', version }) as const),
  anyText.map((url) => ({ kind: 'url', url }) as const),
);

describe('any heads', () => {
  test('are diagnosed without a throw, each case with words, evidence of fields once, and distinct retries', () => {
    fc.assert(
      fc.property(details, (detail) => {
        const diagnosis = diagnose(detail);
        failureOf(detail);
        outcomeOf(detail, diagnosis?.retries[0] ?? []);
        if (!diagnosis) return;
        expect(diagnosis.why).not.toBe('');
        const fields = diagnosis.evidence.map(({ side, field }) => `${side} ${field}`);
        expect(new Set(fields).size).toBe(fields.length);
        const words = diagnosis.retries.map(describeChanges);
        expect(new Set(words).size).toBe(words.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('become a head again, or an error with its code; no line is smuggled into it', () => {
    fc.assert(
      fc.property(details, fc.array(changes, { maxLength: 3 }), (detail, list) => {
        try {
          const { text } = retryHead(
            { ...detail, requestHead: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', path: '/' },
            list,
            'KEY',
          );
          expect(text.split('\r\n\r\n')).toHaveLength(2);
          expect(
            text
              .split('\r\n')
              .slice(1, -2)
              .every((line) => /^[\w-]+: [!-~ ]*$/.test(line)),
          ).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(FramescopeError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('have cookies and parameters, whatever they are', () => {
    fc.assert(
      fc.property(headers, anyText, anyText, (any, offered, answered) => {
        requestCookies(any);
        answerCookies(any);
        explainParameters(offered, answered);
      }),
    );
  });
});

describe('a secret', () => {
  const SECRET = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
  const base = {
    ...detailOf(connection(1, { status: 302 })),
    requestHeaders: [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Cookie', `a=${SECRET}`],
      ['Sec-WebSocket-Protocol', `access_token, ${SECRET}`],
    ],
  } as const;

  test.each([
    ['a redirect', { responseHeaders: [['Location', `/x?token=${SECRET}`]] }],
    ['a 403', { status: 403, responseHeaders: [] }],
    [
      'a 101',
      {
        status: 101,
        responseHeaders: [
          ['Upgrade', 'websocket'],
          ['Connection', 'Upgrade'],
        ],
      },
    ],
  ] as const)('is masked in %s', (_, over) => {
    const { retries, ...told } = diagnose({ ...base, ...over })!;
    expect(JSON.stringify(told)).not.toContain(SECRET);
    expect(retries).toBeDefined();
  });

  test('that is offered as a subprotocol is masked, whatever it looks like', () => {
    const requestHeaders = [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Protocol', 'access_token, hunter2'],
    ] as const;
    const responseHeaders = [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
    ] as const;
    const told = diagnose({ ...base, status: 101, requestHeaders, responseHeaders })!;
    expect(told.id).toBe('subprotocol-none');
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });
});
