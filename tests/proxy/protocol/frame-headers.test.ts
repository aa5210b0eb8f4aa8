import { describe, expect, test } from 'vitest';
import { splitFrameHeaders } from '../../../proxy/protocol/frame-headers.ts';
import { concat, hex } from '../../support/hex.ts';

describe('header bytes, one after the other', () => {
  const headers = [hex('01 05'), hex('00 fe 00 80 01 02 03 04'), hex('80 7f 00 00 00 00 00 01 00 00')];

  test('come apart again', () => {
    expect(splitFrameHeaders(concat(...headers))).toEqual(headers);
    expect(splitFrameHeaders(hex(''))).toEqual([]);
  });

  test.each([1, 5])('keep a last one of which only %i bytes are there', (cut) => {
    const last = headers[1]!.subarray(0, cut);
    expect(splitFrameHeaders(concat(headers[0]!, last))).toEqual([headers[0], last]);
  });
});
