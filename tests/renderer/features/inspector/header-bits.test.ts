import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFrame, headerLengthFor } from '../../../../proxy/protocol/frame.ts';
import { headerFields } from '../../../../renderer/features/inspector/header-bits.ts';

const hex = (text: string) => Uint8Array.from(text.split(' '), (byte) => parseInt(byte, 16));
const field = (header: Uint8Array, name: string) => headerFields(header)?.find((each) => each.name === name);

describe('RFC 6455 §5.2, the header of a frame', () => {
  test('is drawn field by field', () => {
    const fields = headerFields(hex('81 85 37 fa 21 3d')); // "Hello", masked, of §5.7
    expect(fields?.map(({ name, bits }) => [name, bits])).toEqual([
      ['FIN', '1'],
      ['RSV1', '0'],
      ['RSV2', '0'],
      ['RSV3', '0'],
      ['opcode', '0001'],
      ['MASK', '1'],
      ['Payload len', '0000101'],
      ['Masking-key', '00110111111110100010000100111101'],
    ]);
    expect(field(hex('81 85 37 fa 21 3d'), 'Masking-key')?.value).toBe('37 fa 21 3d');
  });

  test('shows a 16-bit and a 64-bit length', () => {
    expect(field(hex('82 7e 01 00'), 'Extended payload length')).toMatchObject({ value: '256 bytes' });
    const long = field(hex('82 7f 00 00 00 00 00 01 00 00'), 'Extended payload length');
    expect(long).toMatchObject({ value: '65536 bytes', explanation: expect.stringContaining('64 bits') });
  });

  test('explains a fragment, compression and a reserved opcode', () => {
    expect(field(hex('01 00'), 'FIN')?.explanation).toContain('More fragments');
    expect(field(hex('c1 00'), 'RSV1')?.explanation).toContain('RFC 7692');
    expect(field(hex('8b 00'), 'opcode')).toMatchObject({ value: 'reserved-11' });
  });

  test('leaves out no bit and repeats none', () => {
    const frame = fc.record({
      fin: fc.boolean(),
      opcode: fc.integer({ min: 0, max: 15 }),
      payload: fc.uint8Array({ maxLength: 300 }),
      maskingKey: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 })),
    });
    fc.assert(
      fc.property(frame, (fields) => {
        const bytes = formatFrame(fields);
        const header = bytes.subarray(0, headerLengthFor(bytes[1]!));
        const bits = headerFields(header)!
          .map((each) => each.bits)
          .join('');
        expect(bits).toBe([...header].map((byte) => byte.toString(2).padStart(8, '0')).join(''));
      }),
    );
  });

  test('that is cut off is not drawn', () => {
    expect(headerFields(hex('81'))).toBeNull();
    expect(headerFields(hex('81 85 37'))).toBeNull();
  });
});
