// Streams that begin as real bytes and are then spoilt: cut, replaced, flipped, repeated, spliced, in any order, and
// arrive in any pieces. It knows bytes only.

import fc from 'fast-check';
import { concat, hex, utf8 } from '../support/hex.ts';
import type { Case, Target } from './target.ts';

type Mutation = (bytes: Uint8Array) => Uint8Array;

/** Positions; most streams are shorter. */
const FURTHEST = 6000;

/** Bytes of a token said again and again: what takes quadratic time over it does not end within anybody's patience. */
const FLOOD = 200_000;

/** What readers of these protocols have to decide about. */
const TOKENS: readonly Uint8Array[] = [
  hex('82 7f ff ff ff ff ff ff ff ff'),
  hex('02 7f 00 1f ff ff ff ff ff ff'),
  hex('81 7e ff ff'),
  hex('01 00'),
  hex('80 00'),
  hex('c1 07 f2 48 cd c9 c9 07 00'), // “Hello”, RFC 7692 §7.2.3.1
  hex('c1 05 f2 00 11 00 00'), // and again, out of the window
  hex('88 02 03 e8'),
  hex('00 00 ff ff'),
  hex('f3 48 cd c9 c9 07 00 00'),
  hex('e2 82'),
  hex('ed a0 80'),
  hex('f4 90 80 80'),
  ...[
    '\r\n',
    '\r\n\r\n',
    '\n',
    '\n\n',
    '\n ',
    '\0',
    ':',
    ' ',
    ',',
    '"',
    '\\',
    ';',
    '{',
    '[',
    'HTTP/1.1 101 x\r\n',
    'Content-Length: 9007199254740993\r\n',
    'Content-Length: 3, 3\r\n',
    'Transfer-Encoding: chunked\r\n',
    'fffffffffffff\r\n',
    '0\r\n\r\n',
    'Upgrade: websocket\r\nConnection: upgrade\r\n',
    'permessage-deflate; server_max_window_bits=8; client_no_context_takeover',
    '; client_max_window_bits="9',
    '; server_max_window_bits=16',
    '@badges=a/1;emotes=25:0-4,6-9/x:1-2 :a!b@c ',
    'PASS oauth:x',
    '__proto__',
    '{"type":"__proto__","token":"',
  ].map(utf8),
];

const position = fc.nat(FURTHEST);
const short = fc.nat(40);
const inserted = fc.oneof(fc.constantFrom(...TOKENS), fc.uint8Array({ minLength: 1, maxLength: 12 }));

const NOTHING = new Uint8Array(0);

/** An offset into the bytes, their end included: positions wrap around. */
const within = (bytes: Uint8Array, at: number): number => at % (bytes.length + 1);

function replace(at: number, length: number, by: Uint8Array): Mutation {
  return (bytes) => {
    const start = within(bytes, at);
    return concat(bytes.subarray(0, start), by, bytes.subarray(start + length));
  };
}

function flip(at: number, bit: number): Mutation {
  return (bytes) => {
    const changed = Uint8Array.from(bytes);
    if (changed.length > 0) changed[at % changed.length]! ^= 1 << bit;
    return changed;
  };
}

/** A slice of the bytes, so many times, somewhere else. */
function repeat(from: number, length: number, to: number, times: number): Mutation {
  return (bytes) => {
    const start = within(bytes, from);
    const slice = bytes.subarray(start, start + length);
    return replace(to, 0, concat(...Array.from({ length: times }, () => slice)))(bytes);
  };
}

/** The beginning of the bytes, and another stream from somewhere on. */
function splice(at: number, other: Uint8Array, from: number): Mutation {
  return (bytes) => concat(bytes.subarray(0, within(bytes, at)), other.subarray(within(other, from)));
}

function flood(at: number, token: Uint8Array): Mutation {
  const tokens = Uint8Array.from({ length: FLOOD }, (_, i) => token[i % token.length]!);
  return (bytes) => (bytes.length < FLOOD ? replace(at, 0, tokens)(bytes) : bytes);
}

const cutBefore =
  (at: number): Mutation =>
  (bytes) =>
    bytes.subarray(within(bytes, at));
const cutAfter =
  (at: number): Mutation =>
  (bytes) =>
    bytes.subarray(0, within(bytes, at));

/** `others` are the streams that may be spliced in. */
function mutation(others: readonly Uint8Array[]): fc.Arbitrary<Mutation> {
  const usual = fc.oneof(
    fc.tuple(position, fc.nat(7)).map((args) => flip(...args)),
    fc.tuple(position, inserted).map(([at, by]) => replace(at, by.length, by)),
    fc.tuple(position, inserted).map(([at, by]) => replace(at, 0, by)),
    fc.tuple(position, short).map(([at, length]) => replace(at, length, NOTHING)),
    position.map(cutBefore),
    position.map(cutAfter),
    fc.tuple(position, short, position, fc.integer({ min: 1, max: 60 })).map((args) => repeat(...args)),
    fc.tuple(position, fc.constantFrom(...others), position).map((args) => splice(...args)),
  );
  const rare = fc.tuple(position, fc.constantFrom(...TOKENS)).map((args) => flood(...args));
  return fc.oneof({ weight: 4999, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

const cuts = fc.oneof(
  { weight: 3, arbitrary: fc.array(position, { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant('every' as const) },
);

/** Streams for one target; one in eight or so is left as it was recorded. */
export function cases({ seeds }: Target): fc.Arbitrary<Case> {
  const stream = fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation(seeds), { maxLength: 6 }))
    .map(([seed, mutations]) => mutations.reduce((bytes, mutate) => mutate(bytes), seed));
  return fc.record({ stream, cuts, variant: fc.nat(0xffff) });
}
