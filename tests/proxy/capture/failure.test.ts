import { describe, expect, test } from 'vitest';
import { UpstreamError, explainDistrust, explainError } from '../../../proxy/capture/failure.ts';
import { formatErrorAnswer } from '../../../proxy/capture/http-error.ts';

const target = { host: 'a.test', port: 8443, secure: true };
const error = (code: string, message = 'why'): Error => Object.assign(new Error(message), { code });

describe('An error of the network', () => {
  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
  ])('%s is one sentence that names where it happened', (code) => {
    const failure = explainError(error(code), target);
    expect(failure.message).toContain('a.test');
    expect(failure.message).toMatch(/^[A-Za-z].*\.$/);
    expect(failure.message).not.toContain('why');
  });

  test('of OpenSSL is a handshake that failed', () => {
    expect(explainError(error('ERR_SSL_WRONG_VERSION_NUMBER'), target).code).toBe('TLS_PROTOCOL');
  });

  test('of Node’s parser is an answer that is not HTTP', () => {
    const failure = explainError(error('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'), target);
    expect(failure).toMatchObject({ code: 'NOT_HTTP' });
    expect(failure.message).toContain('a.test:8443');
  });

  test('that nobody knows keeps its own words', () => {
    expect(explainError(error('EWEIRD'), target)).toEqual({
      code: 'EWEIRD',
      message: 'a.test:8443: why',
      hint: '',
    });
    expect(explainError('text', target).message).toBe('a.test:8443: text');
  });

  test('of several addresses is that of the first', () => {
    const all = new AggregateError([error('ECONNREFUSED'), error('ENETUNREACH')]);
    expect(explainError(all, target).code).toBe('ECONNREFUSED');
    expect(explainError(new AggregateError([]), target).code).toBe('UPSTREAM');
  });

  test('that is explained already stays as it is', () => {
    const failure = { code: 'LOOP', message: 'm', hint: 'h' };
    expect(explainError(new UpstreamError(failure), target)).toBe(failure);
  });
});

describe('A certificate that was refused', () => {
  test('for a reason that has no words here is told in those of OpenSSL', () => {
    expect(explainDistrust('PATH_LENGTH_EXCEEDED', target, null)).toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: 'The certificate of a.test:8443 cannot be verified: path length exceeded.',
    });
  });

  test('without its issuer is told what browsers do about it', () => {
    const { code, message, hint } = explainDistrust('UNABLE_TO_VERIFY_LEAF_SIGNATURE', target, null);
    expect(code).toBe('TLS_UNTRUSTED');
    expect(message).toContain('without that of its issuer');
    expect(hint).toContain('intermediate certificate');
  });
});

describe('An answer of our own', () => {
  test.each([
    ['LOOP', 508],
    ['BAD_TARGET', 400],
    ['BAD_REQUEST', 400],
    ['ECONNREFUSED', 502],
  ])('for %s has status %i', (code, status) => {
    expect(formatErrorAnswer({ code, message: '', hint: '' })).toContain(`HTTP/1.1 ${status} `);
  });

  test('is text whose length is that of its bytes', () => {
    const answer = formatErrorAnswer({ code: 'X', message: 'Größe <b>', hint: 'Do this.' });
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(body).toBe('Framescope: Größe <b>\nDo this.\n');
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
    expect(head).toContain('Content-Type: text/plain; charset=utf-8');
    expect(head).toContain('Connection: close');
  });
});
