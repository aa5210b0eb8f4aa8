import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closeCodeMeaning,
  closeCodeName,
  formatClosePayload,
  maySendCloseCode,
  parseClosePayload,
} from '../../../proxy/protocol/close.ts';
import { hex } from '../../support/hex.ts';

describe('RFC 6455 §5.5.1: the payload of a Close frame', () => {
  test('may be empty: there is no code then', () => {
    expect(parseClosePayload(hex(''))).toEqual({ code: null, reason: '', broken: [] });
  });

  test('must not be one byte', () => {
    expect(parseClosePayload(hex('03'))).toEqual({ code: null, reason: '', broken: ['close-length'] });
  });

  test('is a code and a reason', () => {
    expect(parseClosePayload(hex('03 e9 62 79 65'))).toEqual({ code: 1001, reason: 'bye', broken: [] });
  });

  test('must have a reason in UTF-8; what is not shows as U+FFFD', () => {
    const payload = hex('03 e8 61 c3 28');
    expect(parseClosePayload(payload)).toEqual({
      code: 1000,
      reason: 'a\ufffd(',
      broken: ['close-reason-utf8'],
    });
    expect(parseClosePayload(hex('03 e8 c3')).broken).toEqual(['close-reason-utf8']);
  });

  test('reads back what was formatted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3000, max: 4999 }), fc.string({ unit: 'grapheme' }), (code, reason) => {
        expect(parseClosePayload(formatClosePayload(code, reason))).toEqual({ code, reason, broken: [] });
      }),
    );
  });

  test('is formatted as it is, however long: whoever sends it finds it too long', () => {
    const reason = 'r'.repeat(1 << 20);
    expect(parseClosePayload(formatClosePayload(4000, reason)).reason === reason).toBe(true);
  });
});

describe('RFC 6455 §7.4: close codes', () => {
  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999])(
    '%i may be sent',
    (code) => expect(maySendCloseCode(code)).toBe(true),
  );

  test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
    '%i must not be sent',
    (code) => {
      expect(maySendCloseCode(code)).toBe(false);
      expect(parseClosePayload(Uint8Array.of(code >> 8, code & 255)).broken).toEqual(['close-code']);
    },
  );

  test('have names and meanings', () => {
    const names = [1000, 1006, 2500, 3500, 4321, 5000, 7].map(closeCodeName);
    expect(names).toEqual([
      'Normal Closure',
      'Abnormal Closure',
      'Reserved',
      'Registered',
      'Private Use',
      'Undefined',
      'Unused',
    ]);
    expect(closeCodeMeaning(1006)).toBe('The TCP connection ended without a Close frame.');
  });
});
