import { describe, expect, test } from 'vitest';
import { type DraftType, draftOf } from '../../../../renderer/features/composer/draft.ts';
import { outgoing } from '../../../../renderer/features/composer/outgoing.ts';

const send = (type: DraftType, text: string) => outgoing({ to: 'server', type, text });
const payload = (type: DraftType, text: string) => {
  const message = send(type, text);
  return message.ok ? [...message.message.payload] : message.why;
};

describe('a draft', () => {
  test('of text goes out as UTF-8', () => {
    expect(send('text', 'hé')).toEqual({
      ok: true,
      message: { to: 'server', opcode: 1, payload: new Uint8Array([0x68, 0xc3, 0xa9]) },
    });
  });

  test('of hex is read in every usual notation', () => {
    for (const text of ['48 65 6c', '48656C', '0x48, 0x65, 0x6c', '48:65:6c']) {
      expect(payload('hex', text)).toEqual([0x48, 0x65, 0x6c]);
    }
  });

  test('says what is wrong with its hex or base64', () => {
    expect(payload('hex', '4g')).toBe('"g" is not a hexadecimal digit.');
    expect(payload('hex', '486')).toBe('A byte is two digits; one is missing.');
    expect(payload('base64', '*')).toContain('not base64');
  });

  test('of base64 may use the URL alphabet', () => {
    expect(payload('base64', '-_8=')).toEqual([0xfb, 0xff]);
  });

  test('of a close has a code that may be sent', () => {
    expect(payload('close', '1000 bye')).toEqual([0x03, 0xe8, 0x62, 0x79, 0x65]);
    expect(payload('close', '')).toEqual([]);
    expect(payload('close', '1006')).toContain('must not be sent');
    expect(payload('close', 'bye')).toContain('close code');
  });

  test('of a control frame carries 125 bytes at most (RFC 6455 §5.5)', () => {
    expect(payload('ping', 'x'.repeat(125))).toHaveLength(125);
    expect(payload('ping', 'x'.repeat(126))).toContain('at most 125 bytes');
  });
});

describe('a captured message as a draft', () => {
  test('goes out again as it was', () => {
    const bytes = new Uint8Array([0, 255, 1, 2]);
    const draft = draftOf('client', 2, bytes);
    expect(outgoing(draft)).toEqual({ ok: true, message: { to: 'server', opcode: 2, payload: bytes } });
    expect(draftOf('server', 1, new TextEncoder().encode('hi'))).toEqual({
      to: 'client',
      type: 'text',
      text: 'hi',
    });
  });
});
