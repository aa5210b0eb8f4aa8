// UTF-8 (RFC 3629) and Close payloads (RFC 6455 §5.5.1), against the platform's own decoder.

import assert from 'node:assert/strict';
import { formatClosePayload, parseClosePayload } from '../../../proxy/protocol/close.ts';
import { createUtf8Checker } from '../../../proxy/protocol/utf8.ts';
import { decodeLossy, decodeText } from '../../../proxy/formats/payload-text.ts';
import { CLOSES, MESSAGES } from '../corpus.ts';
import { type Target, piecesOf } from '../target.ts';

export const utf8: Target = {
  law: 'is valid where the platform can decode it, in any split',
  seeds: MESSAGES,
  check(each) {
    const valid = decodeText(each.stream) !== null;
    for (const pieces of [[each.stream], piecesOf(each)]) {
      const checker = createUtf8Checker();
      const possible = pieces.map((piece) => checker.push(piece));
      assert.equal(checker.complete, valid);
      const wrong = possible.indexOf(false);
      assert.ok(wrong === -1 || wrong > possible.lastIndexOf(true), 'what is wrong stays wrong');
    }
  },
};

export const close: Target = {
  law: 'reads any payload, and formats what it read',
  seeds: CLOSES,
  check({ stream }) {
    const { code, reason, broken } = parseClosePayload(stream);
    if (code === null) return assert.ok(stream.length < 2);
    assert.equal(reason, decodeLossy(stream.subarray(2)));
    assert.equal(broken.includes('close-reason-utf8'), decodeText(stream.subarray(2)) === null);
    if (!broken.includes('close-reason-utf8')) {
      assert.ok(Buffer.from(formatClosePayload(code, reason)).equals(stream));
    }
  },
};
