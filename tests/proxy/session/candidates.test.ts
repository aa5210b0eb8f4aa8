import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesOf } from '../../../proxy/session/candidates.ts';
import { MessageBatch } from '../../../proxy/store/message-batch.ts';
import { utf8 } from '../../support/hex.ts';
import { messageRow } from '../store/rows.ts';

const MEMORY = 1024 * 1024;

/** A batch of text messages; the order in which they are stored is the order in which their bytes lie. */
function batchOf(texts: readonly string[], stored: readonly number[] = texts.map((_, n) => n)): MessageBatch {
  const batch = MessageBatch.begin(messageRow(1), new Uint8Array(MEMORY), () => new Uint8Array(0));
  for (const n of stored) {
    const payload = utf8(texts[n]!);
    batch.put(messageRow(n + 1, { length: payload.length }), payload);
  }
  return batch;
}

const found = (batch: MessageBatch) => [...candidatesOf(batch, /needle/g)].map(Boolean);

describe('Messages in which a needle is found', () => {
  test('are found in every piece of a batch, and in one that is longer than a piece', () => {
    const long = 'x'.repeat(100_000);
    const texts = ['needle', '', `${long}needle`, 'nothing', 'a needle needle', long, 'needle'];
    expect(found(batchOf(texts))).toEqual([true, false, true, false, true, false, true]);
  });

  test('are those that hold all of it: two that lie side by side are two', () => {
    expect(found(batchOf(['need', 'le', 'needle'])).slice(0, 2)).toEqual([false, false]);
  });

  test('are the same whatever their sizes, and the order in which they were stored', () => {
    const size = fc.oneof(fc.nat(40), fc.nat(40_000));
    const message = fc.record({ before: size, has: fc.boolean(), after: size });
    const batch = fc.array(message, { minLength: 1, maxLength: 12 }).chain((messages) =>
      fc.record({
        messages: fc.constant(messages),
        later: fc.shuffledSubarray(messages.map((_, n) => n).slice(1)),
      }),
    );
    fc.assert(
      fc.property(batch, ({ messages, later }) => {
        const texts = messages.map(
          ({ before, has, after }) => '-'.repeat(before) + (has ? 'needle' : '') + '-'.repeat(after),
        );
        const first = texts.map((_, n) => n).filter((n) => !later.includes(n));
        expect(found(batchOf(texts, [...first, ...later]))).toEqual(messages.map(({ has }) => has));
      }),
    );
  });
});
