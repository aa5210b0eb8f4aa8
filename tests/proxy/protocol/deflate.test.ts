import { describe, expect, test } from 'vitest';
import { negotiated } from '../../../proxy/protocol/deflate.ts';

const OFFER = 'permessage-deflate; client_max_window_bits';

/** Kind and both sides, as `15+` for a window of 15 bits with takeover; levels of the findings. */
function outcome(answered: string | null, offered: string | null = OFFER): string {
  const negotiation = negotiated(answered, offered);
  const levels = negotiation.findings.map(({ level }) => level).join(' ');
  if (negotiation.kind !== 'deflate') return `${negotiation.kind} ${levels}`.trim();
  const [client, server] = [negotiation.client, negotiation.server].map(
    ({ windowBits, takeover }) => `${windowBits}${takeover ? '+' : '-'}`,
  );
  return `${client} ${server} ${levels}`;
}

describe('RFC 7692 §7.1: an answer to permessage-deflate', () => {
  test.each([
    ['permessage-deflate', '15+ 15+ ok'],
    ['Permessage-Deflate', '15+ 15+ ok'],
    ['permessage-deflate; server_no_context_takeover', '15+ 15- ok'],
    ['permessage-deflate; client_no_context_takeover', '15- 15+ ok'],
    ['permessage-deflate; server_max_window_bits=8; client_max_window_bits="12"', '12+ 8+ ok'],
  ])('%s', (answer, expected) => expect(outcome(answer)).toBe(expected));

  test('no answer means no compression, and says so where it was offered', () => {
    expect(outcome(null)).toBe('none info');
    expect(outcome(null, null)).toBe('none');
    expect(outcome('')).toBe('none info');
  });

  test('a client that offered no limit for itself keeps its whole window', () => {
    expect(outcome('permessage-deflate; client_max_window_bits=9', 'permessage-deflate')).toBe(
      '15+ 15+ ok error',
    );
  });
});

describe('what cannot be decoded is raw', () => {
  const WRONG = ['0', '7', '16', 'abc', '08', '""', '1e1', '-9'];
  test.each(WRONG)('server_max_window_bits=%s', (bits) => {
    expect(outcome(`permessage-deflate; server_max_window_bits=${bits}`)).toBe('unknown error');
    expect(outcome(`permessage-deflate; client_max_window_bits=${bits}`)).toBe('unknown error');
  });

  test.each([
    'permessage-deflate; server_max_window_bits',
    'permessage-deflate; client_max_window_bits',
    'permessage-deflate; server_no_context_takeover=1',
    'permessage-deflate; client_no_context_takeover; client_no_context_takeover',
    'permessage-deflate; toString',
  ])('%s', (answer) => expect(outcome(answer)).toBe('unknown error'));

  test('an extension that was never offered', () => {
    expect(outcome('permessage-deflate', null)).toBe('unknown error');
    expect(outcome('permessage-bzip2')).toBe('unknown error');
  });

  test('an extension that nobody here knows', () => {
    expect(outcome('x-webkit-deflate-frame', 'x-webkit-deflate-frame')).toBe('unknown warning');
    expect(outcome('permessage-deflate, foo', 'permessage-deflate, foo')).toBe('unknown ok warning');
    expect(negotiated('foo', 'foo')).toMatchObject({ names: ['foo'] });
  });
});

test('findings name the field and the section', () => {
  expect(negotiated('permessage-deflate; server_max_window_bits=7', OFFER).findings).toEqual([
    {
      header: 'Sec-WebSocket-Extensions',
      side: 'response',
      level: 'error',
      message:
        'The answer to permessage-deflate is wrong. Its parameter server_max_window_bits=7 has no valid value. A client must fail the connection. Payloads are shown raw.',
      section: 'RFC 7692 7.1',
    },
  ]);
});
