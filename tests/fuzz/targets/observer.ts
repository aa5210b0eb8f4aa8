// The observer of one direction, with either inflater: what it says depends on the bytes alone, accounts for each of
// them, and holds no more than its limits allow.

import assert from 'node:assert/strict';
import { createSyncInflater } from '../../../proxy/capture/inflate-sync.ts';
import { createInflater } from '../../../proxy/capture/inflate.ts';
import type { DeflateSide } from '../../../proxy/protocol/deflate.ts';
import { OPCODE } from '../../../proxy/protocol/frame.ts';
import { splitFrameHeaders } from '../../../proxy/protocol/frame-headers.ts';
import {
  type Message,
  type ObserverLimits,
  type ObserverOptions,
  createObserver,
} from '../../../proxy/protocol/observer.ts';
import { decodeText } from '../../../proxy/formats/payload-text.ts';
import { FRAMES } from '../corpus.ts';
import { type Target, pick, piecesOf } from '../target.ts';

interface Circumstances {
  readonly from: 'client' | 'server';
  readonly side: DeflateSide | null;
  readonly create: typeof createInflater;
  readonly unknownExtension: boolean;
  readonly limits: ObserverLimits;
}

const USUAL: ObserverLimits = { inflated: 1 << 20, partSize: 1 << 16 };
const TIGHT: ObserverLimits = { inflated: 300, partSize: 16 };
const SIDES: readonly (DeflateSide | null)[] = [
  null,
  { windowBits: 15, takeover: true },
  { windowBits: 15, takeover: false },
  { windowBits: 9, takeover: false },
];

const CIRCUMSTANCES: readonly Circumstances[] = (['client', 'server'] as const).flatMap((from) =>
  [USUAL, TIGHT].flatMap((limits) =>
    [createInflater, createSyncInflater].flatMap((create) =>
      SIDES.map((side) => ({
        from,
        limits,
        create,
        side,
        unknownExtension: side === null && limits === TIGHT,
      })),
    ),
  ),
);

/** The most that an inflater emits at once. */
const PIECE = 64 * 1024;
const MAX_HEADERS = 64 * 1024;
/** RFC 6455 §5.2. */
const RESERVED_BITS = 0x70;

interface Heard {
  readonly messages: Message[];
  /** Payload by number of the message, a character a byte. */
  readonly payloads: string[];
  readonly broken: boolean;
}

function hear(circumstances: Circumstances, pieces: readonly Uint8Array[]): Heard {
  const { side, create, limits } = circumstances;
  const messages: Message[] = [];
  const payloads: string[] = [];
  const options: ObserverOptions = {
    ...circumstances,
    inflater: side && create(side),
    nextSeq: () => payloads.push('') - 1,
    sink: {
      payload: ({ seq }, bytes) => {
        assert.ok(bytes.length <= Math.max(limits.partSize, PIECE), 'a part is too large');
        payloads[seq] += Buffer.from(bytes).toString('latin1');
      },
      message: (message) => messages.push(message),
    },
  };
  const observer = createObserver(options);
  for (const piece of pieces) {
    observer.push(Uint8Array.from(piece), 0); // it may be unmasked in place
    for (const { headers } of observer.open) assert.ok(headers.buffer.byteLength <= 2 * MAX_HEADERS);
  }
  const { broken } = observer;
  observer.end(0);
  assert.deepEqual(observer.open, []);
  return { messages: messages.toSorted((a, b) => a.seq - b.seq), payloads, broken };
}

function checkAccounts(
  { messages, payloads }: Heard,
  length: number,
  { unknownExtension }: Circumstances,
): void {
  const onWire = messages.reduce((sum, { wireLength }) => sum + wireLength, 0);
  assert.equal(onWire, length, 'every byte belongs to a message');
  assert.deepEqual(
    messages.map(({ seq }) => seq),
    payloads.map((_, seq) => seq),
    'every message that began is finished once',
  );
  for (const [seq, message] of messages.entries()) {
    assert.equal(payloads[seq]!.length, message.length - message.dropped, 'what is not dropped is delivered');
    const headers = splitFrameHeaders(message.headers);
    const coded = unknownExtension && headers.some(([first]) => (first! & RESERVED_BITS) !== 0);
    if (!coded) checkText(message, payloads[seq]!);
    assert.ok(Buffer.concat(headers).equals(message.headers), 'headers split and joined are the same');
  }
}

/** RFC 6455 §8.1, where the payload is all there. */
function checkText({ opcode, complete, dropped, violations }: Message, payload: string): void {
  const rules = new Set(violations.map(({ rule }) => rule));
  const readable = !rules.has('corrupt-deflate') && !rules.has('context-lost');
  if (opcode !== OPCODE.text || !complete || dropped > 0 || !readable) return;
  const valid = decodeText(Buffer.from(payload, 'latin1')) !== null;
  assert.equal(rules.has('invalid-utf8'), !valid, 'text is valid UTF-8, or flagged');
}

export const observer: Target = {
  law: 'says the same of any split, and accounts for every byte',
  seeds: FRAMES,
  check(each) {
    const circumstances = pick(CIRCUMSTANCES, each.variant);
    const whole = hear(circumstances, [each.stream]);
    checkAccounts(whole, each.stream.length, circumstances);
    assert.deepEqual(hear(circumstances, piecesOf(each)), whole);
  },
};
