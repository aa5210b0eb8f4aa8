// HTTP heads (RFC 9112 §2 to §5), the framing of bodies (§6.3), and the opening handshake with its extensions.

import assert from 'node:assert/strict';
import { MAX_HEAD } from '../../../proxy/capture/head-reader.ts';
import { createInflater } from '../../../proxy/capture/inflate.ts';
import { createBodyReader, keepsAlive } from '../../../proxy/protocol/body-reader.ts';
import { type Negotiation, negotiated } from '../../../proxy/protocol/deflate.ts';
import { acceptFor, explainHandshake } from '../../../proxy/protocol/handshake.ts';
import {
  type Headers,
  findHeadEnd,
  parseRequestHead,
  parseResponseHead,
} from '../../../proxy/protocol/http-head.ts';
import { ANSWERS, EXTENSIONS, HANDSHAKES, HEADS } from '../corpus.ts';
import { type Target, pick, piecesOf } from '../target.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The end of a head that arrives in these pieces, looked for as a socket's reader does. */
function endIn(pieces: readonly Uint8Array[]): number {
  let bytes = Buffer.alloc(0);
  for (const piece of pieces) {
    const searched = Math.max(0, bytes.length - 3);
    bytes = Buffer.concat([bytes, piece]);
    const end = findHeadEnd(bytes, searched);
    if (end !== -1) return end;
  }
  return -1;
}

export const httpHead: Target = {
  law: 'ends at the same place for any split, and is read without what follows it',
  seeds: HEADS,
  check(each) {
    const { stream } = each;
    const end = findHeadEnd(stream);
    if (stream.length <= MAX_HEAD) assert.equal(endIn(piecesOf(each)), end);
    const head = end === -1 ? stream : stream.subarray(0, end);
    for (const parse of [parseRequestHead, parseResponseHead]) {
      const parsed = parse(head);
      assert.deepEqual(parse(stream), parsed);
      assert.deepEqual(parse(latin1(head)), parsed);
      const said = parsed?.headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0) ?? 0;
      assert.ok(said <= head.length, 'fields say no more than was sent');
    }
  },
};

interface Body {
  readonly content: string;
  readonly length: number;
  readonly done: boolean;
  readonly untilClose: boolean;
}

function readBody(status: number, headers: Headers, pieces: readonly Uint8Array[]): Body {
  const reader = createBodyReader('GET', status, headers);
  let content = '';
  let length = 0;
  for (const piece of pieces) {
    if (reader.done) break;
    const taken = reader.push(piece, (bytes) => (content += latin1(bytes)));
    length += taken;
    assert.ok(taken === piece.length || reader.done, 'what is left over is left because the body is over');
  }
  return { content, length, done: reader.done, untilClose: reader.untilClose };
}

const FRAMINGS: readonly Headers[] = [
  [['Transfer-Encoding', 'chunked']],
  [['Content-Length', '500']],
  [['Transfer-Encoding', 'chunked, gzip']],
];

export const body: Target = {
  law: 'has the same content and end for any split',
  seeds: ANSWERS,
  check(each) {
    const head = parseResponseHead(each.stream);
    const { status, headers, version } = head ?? {
      status: 200,
      headers: pick(FRAMINGS, each.variant),
      version: 'HTTP/1.1',
    };
    keepsAlive(version, headers);
    const start = head ? Math.max(0, findHeadEnd(each.stream)) : 0;
    const rest = each.stream.subarray(start);
    const whole = readBody(status, headers, [rest]);
    assert.ok(whole.content.length <= whole.length && whole.length <= rest.length);
    assert.deepEqual(readBody(status, headers, piecesOf({ ...each, stream: rest })), whole);
  },
};

/** Whatever was agreed on must be something that can be worked with. */
function checkNegotiation(negotiation: Negotiation): void {
  for (const { message, section } of negotiation.findings) assert.ok(message && section);
  if (negotiation.kind !== 'deflate') return;
  for (const side of [negotiation.client, negotiation.server]) {
    assert.ok(side.windowBits >= 8 && side.windowBits <= 15);
    const inflater = createInflater(side);
    assert.equal(
      inflater.inflate(Uint8Array.of(0), true, () => true),
      'inflated',
    );
    inflater.close();
  }
}

export const handshake: Target = {
  law: 'is explained, whatever was said',
  seeds: HANDSHAKES,
  check({ stream }) {
    const end = Math.max(0, findHeadEnd(stream));
    const request = parseRequestHead(stream.subarray(0, end)) ?? { method: '', target: '', headers: [] };
    const response = parseResponseHead(stream.subarray(end));
    for (const { message, section, header } of explainHandshake(request, response)) {
      assert.ok(message && section && header);
    }
    assert.match(acceptFor(latin1(stream)), /^[\w+/]{27}=$/);
  },
};

export const negotiation: Target = {
  law: 'agrees on what can be inflated, or on nothing',
  seeds: EXTENSIONS,
  check({ stream }) {
    const [answered = '', offered = ''] = latin1(stream).split('\n');
    checkNegotiation(negotiated(answered, offered));
    checkNegotiation(negotiated(answered, answered));
    checkNegotiation(negotiated(null, offered));
  },
};
