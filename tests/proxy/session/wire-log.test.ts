import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureEvent } from '../../../proxy/capture/sink.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import { type Batch, readBatch } from '../../../proxy/session/batch.ts';
import { type WireLog, createWireLog } from '../../../proxy/session/wire-log.ts';

type Entry =
  | { readonly kind: 'event'; readonly event: CaptureEvent }
  | {
      readonly kind: 'bytes';
      readonly id: ConnectionId;
      readonly from: Side;
      readonly bytes: readonly number[];
      readonly at: number;
      readonly injected: boolean;
    };

const id = (n: number) => n as ConnectionId;
const ended = (n: number): CaptureEvent => ({ type: 'ended', id: id(n), at: n, cause: 'fin', by: null });

const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.oneof(
    fc.nat(1000).map((n): Entry => ({ kind: 'event', event: ended(n) })),
    fc.record({
      kind: fc.constant('bytes' as const),
      id: fc.integer({ min: 1, max: 2 ** 32 - 1 }).map(id),
      from: fc.constantFrom('client' as const, 'server' as const),
      bytes: fc.uint8Array({ maxLength: 700, size: 'max' }).map((bytes) => [...bytes]),
      at: fc.double({ min: 0, max: 2e12, noNaN: true }),
      injected: fc.boolean(),
    }),
  ),
  { maxLength: 60, size: 'max' },
);

function report(log: WireLog, entry: Entry): boolean {
  if (entry.kind === 'bytes')
    return log.bytes(entry.id, entry.from, Uint8Array.from(entry.bytes), entry.at, entry.injected);
  log.event(entry.event);
  return true;
}

function read(batch: Batch): Entry[] {
  const out: Entry[] = [];
  readBatch(batch, {
    event: (event) => out.push({ kind: 'event', event }),
    bytes: (connection, from, chunk, at, injected) =>
      out.push({ kind: 'bytes', id: connection, from, bytes: [...chunk], at, injected }),
  });
  return out;
}

function logInto(batches: Batch[], slabBytes: number, budget = 1e9): WireLog {
  return createWireLog((batch) => batches.push(batch), {
    slabBytes,
    budget,
  });
}

describe('what was reported', () => {
  test('is read in the same order, whatever it was and however it fills the slabs', () => {
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom(64, 256, 1024, 65_536),
        fc.boolean(),
        (list, slabBytes, recycled) => {
          const batches: Batch[] = [];
          const log = logInto(batches, slabBytes);
          const heard: Entry[] = [];
          const readAll = () => {
            for (const batch of batches.splice(0)) {
              heard.push(...read(batch));
              log.reclaim();
            }
          };
          for (const entry of list) {
            report(log, entry);
            if (recycled) readAll();
          }
          log.flush();
          readAll();
          log.stop();
          expect(heard).toEqual(list);
        },
      ),
    );
  });

  test('leaves by itself after a moment', async () => {
    const { promise, resolve } = Promise.withResolvers<Batch>();
    const log = createWireLog(resolve);
    log.event(ended(7));
    expect(read(await promise)).toEqual([{ kind: 'event', event: ended(7) }]);
  });

  test('is not there twice', () => {
    const batches: Batch[] = [];
    const log = logInto(batches, 1024);
    log.event(ended(1));
    log.flush();
    log.flush();
    expect(batches).toHaveLength(1);
  });
});

describe('slabs', () => {
  const chunk = new Uint8Array(500);

  test('are used again once they are read', () => {
    const batches: Batch[] = [];
    const log = logInto(batches, 1024);
    const seen = new Set<SharedArrayBuffer>();
    for (let n = 0; n < 100; n += 1) {
      log.bytes(id(1), 'client', chunk, n, false);
      for (const { slab } of batches.splice(0)) {
        log.reclaim();
        seen.add(slab);
      }
    }
    log.stop();
    expect(seen.size).toBeLessThanOrEqual(2);
  });

  test('wait to be full while the archive has enough to read', () => {
    const batches: Batch[] = [];
    const log = logInto(batches, 1024);
    for (let n = 0; n < 20; n += 1) {
      log.bytes(id(1), 'client', new Uint8Array(4), n, false);
      if (n < 4) log.flush();
    }
    expect(batches).toHaveLength(4);
    log.flush();
    expect(read(batches.at(-1)!)).toHaveLength(16);
  });
});

describe('a slow archive', () => {
  const chunk = new Uint8Array(1000);

  test('makes the sockets be read slower beyond the budget, until half of it is read', () => {
    const batches: Batch[] = [];
    const log = logInto(batches, 1024, 10 * 1024);
    let drained = 0;
    log.onDrain(() => (drained += 1));
    let sent = 0;
    while (log.bytes(id(1), 'server', chunk, sent, false)) sent += 1;
    expect(sent).toBeGreaterThanOrEqual(10);
    expect(sent).toBeLessThan(14);
    expect(log.bytes(id(1), 'server', chunk, 0, false)).toBe(false); // nothing is refused
    const held = batches.length;
    for (const _batch of batches.splice(0, held - 6)) log.reclaim();
    expect(drained).toBe(0);
    log.reclaim();
    expect(drained).toBe(1);
    expect(log.bytes(id(1), 'server', chunk, 0, false)).toBe(true);
    log.stop();
  });

  test('that is gone makes nobody wait', () => {
    const batches: Batch[] = [];
    const log = logInto(batches, 1024, 4 * 1024);
    let drained = 0;
    log.onDrain(() => (drained += 1));
    while (log.bytes(id(1), 'server', chunk, 0, false));
    log.stop();
    expect(drained).toBe(1);
    const before = batches.length;
    for (let n = 0; n < 50; n += 1) expect(log.bytes(id(1), 'server', chunk, 0, false)).toBe(true);
    log.event(ended(1));
    log.flush();
    expect(batches).toHaveLength(before);
  });
});
