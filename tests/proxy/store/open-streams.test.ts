import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { OpenStream } from '../../../proxy/store/open-streams.ts';
import { openStore } from '../../../proxy/store/store.ts';
import { violation } from '../../../proxy/protocol/violation.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { messageRow } from './rows.ts';

const id = 1 as ConnectionId;

function open() {
  const store = openStore(join(tempDir(), 'a.framescope'), 'create');
  onTestFinished(() => store.close());
  return store;
}

function stream(change: Partial<OpenStream> = {}): OpenStream {
  const nothing = { offset: 0, seq: null };
  return { connection: id, readAt: 1_732_270_000_000.5, client: nothing, server: nothing, ...change };
}

describe('how far the reading of a connection had come', () => {
  test('is what was saved last, until it ends', () => {
    const { streams } = open();
    const newest = stream({ server: { offset: 2 ** 40, seq: 7 as Seq } });
    streams?.save(stream());
    streams?.save(newest);
    expect(streams?.list()).toEqual([newest]);
    streams?.delete(id);
    expect(streams?.list()).toEqual([]);
  });

  test('tells which rows will be read again: of that side, from the first that is not whole, not our own', () => {
    const { streams, messages } = open();
    messages.put(messageRow(1, { length: 5 }), utf8('whole'));
    messages.put(messageRow(2, { complete: false, length: 4 }), null);
    messages.addPart(2 as Seq, 0, utf8('half'));
    messages.put(messageRow(3, { from: 'client', length: 17 }), utf8('of the other side'));
    messages.put(messageRow(4, { opcode: 9, length: 6 }), utf8('inside'));
    messages.put(messageRow(5, { injected: true, length: 4 }), utf8('ours'));
    messages.put(messageRow(6, { connection: 2 as ConnectionId, length: 21 }), utf8('of another connection'));
    streams?.save(stream({ server: { offset: 7, seq: 2 as Seq } }));
    messages.rewind(streams?.list() ?? []);
    expect(messages.after(0, 10, null, 0).map((row) => row.seq)).toEqual([1, 3, 5, 6]);
    messages.put(messageRow(2, { length: 4 }), null);
    expect(messages.payloadSize(2 as Seq)).toBe(0);
  });
});

describe('what compressed messages of one side inflate to', () => {
  const compressed = { compressed: true, from: 'client' } as const;

  test('is given from its end, over rows and parts, and no more than was asked for', () => {
    const { messages } = open();
    messages.put(messageRow(1, { ...compressed, length: 6 }), utf8('first '));
    messages.put(messageRow(2, { ...compressed, length: 14 }), null);
    messages.addPart(2 as Seq, 0, utf8('second '));
    messages.addPart(2 as Seq, 1, utf8('part so'));
    messages.put(messageRow(3, { from: 'client', length: 5 }), utf8('plain'));
    messages.put(messageRow(4, { compressed: true, length: 5 }), utf8('other'));
    messages.put(messageRow(5, { ...compressed, length: 5 }), utf8(' last'));
    const text = (length: number) => Buffer.from(messages.inflated(id, 'client', length)!).toString();
    expect(text(100)).toBe('first second part so last');
    expect(text(12)).toBe('part so last');
    expect(text(3)).toBe('ast');
  });

  test('is not known where some of it was not kept or could not be read', () => {
    const { messages } = open();
    messages.put(messageRow(1, { ...compressed, length: 6, dropped: 2 }), utf8('four'));
    messages.put(messageRow(2, { ...compressed, length: 4 }), utf8('rest'));
    expect(messages.inflated(id, 'client', 4)).toEqual(Buffer.from('rest'));
    expect(messages.inflated(id, 'client', 5)).toBeNull();
    const broken = { ...compressed, violations: [violation('corrupt-deflate')] };
    messages.put(messageRow(3, { ...broken, length: 1 }), utf8('?'));
    expect(messages.inflated(id, 'client', 1)).toBeNull();
  });
});
