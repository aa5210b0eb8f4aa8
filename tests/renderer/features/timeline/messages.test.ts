import { describe, expect, test } from 'vitest';
import type { MessageRow } from '../../../../proxy/contract/model.ts';
import { selectedSeqs } from '../../../../renderer/features/timeline/messages.ts';
import type { FetchRows } from '../../../../renderer/features/timeline/row-window.ts';

const requests: number[] = [];
const fetch: FetchRows = async (from, count) => {
  requests.push(count);
  return Array.from({ length: count }, (_, offset) => ({ seq: from + offset + 1 }) as MessageRow);
};
const SELECTION = {
  ranges: [
    { from: 0, to: 3000 },
    { from: 5000, to: 5002 },
  ],
  anchor: 0,
};

describe('the selected messages', () => {
  test('are read page by page, in the order of the list', async () => {
    requests.length = 0;
    const seqs = await selectedSeqs(fetch, SELECTION);
    expect([seqs.length, seqs.at(-1), requests]).toEqual([3002, 5002, [2000, 1000, 2]]);
  });

  test('are no more than are wanted', async () => {
    requests.length = 0;
    expect(await selectedSeqs(fetch, SELECTION, { limit: 3 })).toEqual([1, 2, 3]);
    expect(requests).toEqual([3]);
  });

  test('can be stopped, and say how many there are so far', async () => {
    const stopping = new AbortController();
    const told: number[] = [];
    const seqs = await selectedSeqs(fetch, SELECTION, {
      signal: stopping.signal,
      told: (count) => {
        told.push(count);
        stopping.abort();
      },
    });
    expect([seqs.length, told]).toEqual([2000, [2000]]);
  });
});
