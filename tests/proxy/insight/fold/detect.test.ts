import { describe, expect, test } from 'vitest';
import { detectFold } from '../../../../proxy/insight/fold/detect.ts';

const PATCH = [{ op: 'replace', path: '/n', value: 2 }];

describe('a stream of a state is recognised', () => {
  test('by JSON Patch in a field, with the snapshot before it', () => {
    const messages = [
      { type: 'hello' },
      { type: 'snapshot', state: { n: 1 } },
      { type: 'patch', ops: PATCH },
    ];
    expect(detectFold(messages)).toEqual({
      snapshots: '$.type=snapshot',
      snapshotPath: '$.state',
      deltas: '$.type=patch',
      deltaPath: '$.ops',
      way: 'json-patch',
      key: 'id',
    });
  });

  test('by JSON Patch that is the whole message', () => {
    expect(detectFold([{ n: 1 }, PATCH, PATCH])).toMatchObject({
      snapshots: '-kind:array dir:received',
      deltas: 'kind:array',
      deltaPath: '$',
      way: 'json-patch',
    });
  });

  test('by JSON Patch in a field of a field, without a word for it', () => {
    expect(detectFold([{ d: { patch: PATCH } }])).toMatchObject({
      snapshots: '',
      deltas: '$.d.patch',
      deltaPath: '$.d.patch',
    });
  });

  test('by messages that call themselves snapshot and update', () => {
    const messages = [
      { event: 'state', data: { a: 1 } },
      { event: 'update', data: { a: 2 } },
      { event: 'ping' },
    ];
    expect(detectFold(messages)).toMatchObject({
      snapshots: '$.event=state',
      deltas: '$.event=update',
      snapshotPath: '$.data',
      deltaPath: '$.data',
      way: 'merge-patch',
    });
  });

  test('by lists whose elements have a key, and by an order book', () => {
    const list = [
      { type: 'snapshot', data: [{ id: 1, n: 1 }] },
      { type: 'delta', data: [{ id: 2, n: 1 }] },
    ];
    expect(detectFold(list)).toMatchObject({ way: 'keyed', key: 'id' });
    const book = [
      { type: 'snapshot', bids: [['1', '2']] },
      { type: 'l2update', bids: [['1', '0']] },
    ];
    expect(detectFold(book)).toMatchObject({ way: 'keyed', key: '0', snapshotPath: '$' });
  });

  test('nowhere else', () => {
    expect(detectFold([])).toBeNull();
    expect(detectFold([{ type: 'trade', price: 1 }, { type: 'update' }, 'text', null, [1]])).toBeNull();
    expect(detectFold([[{ op: 'subscribe', path: 1 }]])).toBeNull();
  });
});
