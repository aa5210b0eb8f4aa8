import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureEvent } from '../../../proxy/capture/sink.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import { WireFile } from '../../../proxy/session/wire-file.ts';
import { type Batch, WireLog, type WireLogLimits } from '../../../proxy/session/wire-log.ts';
import { WireReader } from '../../../proxy/session/wire-reader.ts';
import { segmentPath } from '../../../proxy/session/wire-segments.ts';
import type { LogEvent, RelayedBytes } from '../../../proxy/session/wire-record.ts';
import { tempDir } from '../../support/temp-dir.ts';

type Entry =
  | { readonly kind: 'event'; readonly event: LogEvent }
  | { readonly kind: 'skipped'; readonly bytes: RelayedBytes; readonly length: number }
  | {
      readonly kind: 'bytes';
      readonly id: ConnectionId;
      readonly from: Side;
      readonly bytes: readonly number[];
      readonly at: number;
      readonly offset: number;
      readonly injected: boolean;
    };

const id = (n: number) => n as ConnectionId;
const ended = (n: number): CaptureEvent => ({ type: 'ended', id: id(n), at: n, cause: 'fin', by: null });
const LIMITS: WireLogLimits = { slabBytes: 1024, memory: 1e9, disk: 1e9 };

const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.oneof(
    fc.nat(1000).map((n): Entry => ({ kind: 'event', event: ended(n) })),
    fc.record({
      kind: fc.constant('skipped' as const),
      bytes: fc.record({
        id: fc.integer({ min: 1, max: 2 ** 32 - 1 }).map(id),
        from: fc.constantFrom('client' as const, 'server' as const),
        at: fc.double({ min: 0, max: 2e12, noNaN: true }),
        offset: fc.maxSafeNat(),
        injected: fc.constant(false),
      }),
      length: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    }),
    fc.record({
      kind: fc.constant('bytes' as const),
      id: fc.integer({ min: 1, max: 2 ** 32 - 1 }).map(id),
      from: fc.constantFrom('client' as const, 'server' as const),
      bytes: fc.uint8Array({ maxLength: 700, size: 'max' }).map((bytes) => [...bytes]),
      at: fc.double({ min: 0, max: 2e12, noNaN: true }),
      offset: fc.maxSafeNat(),
      injected: fc.boolean(),
    }),
  ),
  { maxLength: 60, size: 'max' },
);

interface Pair {
  readonly file: string;
  readonly log: WireLog;
  readonly batches: Batch[];
  /** Reads what has come so far, and says so. */
  read(): Entry[];
}

function pair(limits: Partial<WireLogLimits> = {}, file = join(tempDir(), 'a.framescope')): Pair {
  const batches: Batch[] = [];
  const log = new WireLog(new WireFile(file), (batch) => batches.push(batch), { ...LIMITS, ...limits });
  const reader = new WireReader(file);
  return {
    file,
    log,
    batches,
    read() {
      const out: Entry[] = [];
      for (const batch of batches.splice(0)) {
        reader.read(batch, {
          event: (event) => out.push({ kind: 'event', event }),
          skipped: (bytes, length) => out.push({ kind: 'skipped', bytes, length }),
          bytes: (connection, from, chunk, at, offset, injected) =>
            out.push({ kind: 'bytes', id: connection, from, bytes: [...chunk], at, offset, injected }),
        });
        log.read();
      }
      reader.settle();
      return out;
    },
  };
}

function report(log: WireLog, entry: Entry): void {
  if (entry.kind === 'event') return log.event(entry.event as CaptureEvent);
  if (entry.kind === 'skipped') return skip(log, entry.bytes, entry.length);
  const { from, at, offset, injected } = entry;
  log.written(log.keep(entry.id, from, Uint8Array.from(entry.bytes), at, offset, injected));
}

const skip = (log: WireLog, { id: of, from, at, offset }: RelayedBytes, length: number) =>
  log.skip(of, from, length, at, offset);

const keep = (log: WireLog, chunk: Uint8Array) => log.keep(id(1), 'server', chunk, 0, 0, false);

describe('what was reported', () => {
  test('is read from the disk in the same order, whatever it was and however it fills the slabs', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        fc.constantFrom(64, 256, 1024, 65_536),
        fc.nat(10),
        async (list, slabBytes, pause) => {
          const { log, read } = pair({ slabBytes });
          const heard: Entry[] = [];
          for (const [n, entry] of list.entries()) {
            report(log, entry);
            if (n % 11 !== pause) continue;
            await log.flush();
            heard.push(...read());
          }
          await log.flush();
          heard.push(...read());
          log.stop();
          await log.close();
          expect(heard).toEqual(list);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('leaves by itself after a moment', async () => {
    const { promise, resolve } = Promise.withResolvers<Batch>();
    const log = new WireLog(new WireFile(join(tempDir(), 'a.framescope')), resolve);
    log.event(ended(7));
    expect(await promise).toMatchObject({ kind: 'stored', segment: 1, position: 0 });
  });

  test('is not there twice', async () => {
    const { log, batches } = pair();
    log.event(ended(1));
    await Promise.all([log.flush(), log.flush()]);
    await log.flush();
    expect(batches).toHaveLength(1);
  });

  test('reaches the archive by memory where the disk does not take it', async () => {
    const { log, batches, read } = pair({}, join(tempDir(), 'no such folder', 'a.framescope'));
    const list: Entry[] = [1, 2, 3].map((n) => ({ kind: 'event', event: ended(n) }));
    for (const entry of list) report(log, entry);
    await log.flush();
    expect(batches).toMatchObject([{ kind: 'memory' }]);
    expect(read()).toEqual(list);
  });
});

describe('memory', () => {
  test('stays as it is until the socket has taken it, whatever comes after', async () => {
    const { log, read } = pair();
    const kept = Array.from({ length: 40 }, (_, n) => keep(log, new Uint8Array(300).fill(n)));
    for (let n = 0; n < 400; n += 1) {
      log.written(keep(log, new Uint8Array(300).fill(255)));
      if (n % 20 === 0) await log.flush();
      read();
    }
    expect(kept.every((bytes, n) => bytes.every((byte) => byte === n))).toBe(true);
  });

  test('is used again once it was taken by the socket and saved', async () => {
    const { log } = pair();
    const seen = new Set<ArrayBufferLike>();
    for (let n = 0; n < 100; n += 1) {
      const kept = keep(log, new Uint8Array(500));
      seen.add(kept.buffer);
      log.written(kept);
      await log.flush();
    }
    expect(seen.size).toBeLessThanOrEqual(2);
  });

  test('that waits for the disk makes the sockets be read slower beyond the budget, until half of it is saved', async () => {
    const { log } = pair({ memory: 10 * 1024 });
    let drained = 0;
    log.onDrain(() => (drained += 1));
    let sent = 0;
    for (; !log.full; sent += 1) log.written(keep(log, new Uint8Array(900)));
    expect(sent).toBeGreaterThanOrEqual(10);
    expect(sent).toBeLessThan(14);
    log.written(keep(log, new Uint8Array(900))); // nothing is refused
    await log.flush();
    expect(drained).toBe(1);
    expect(log.full).toBe(false);
  });
});

describe('a slow archive', () => {
  const chunk = new Uint8Array(900);

  test('makes the sockets be read slower beyond the budget on disk, until half of it is read', async () => {
    const { log, batches } = pair({ disk: 10 * 1024 });
    while (!log.full) {
      log.written(keep(log, chunk));
      await log.flush();
    }
    const held = batches.length;
    for (let n = 0; n < held - 6; n += 1) log.read();
    expect(log.full).toBe(true);
    log.read();
    expect(log.full).toBe(false);
  });

  test('that is gone makes nobody wait', async () => {
    const { log, batches } = pair({ memory: 4 * 1024 });
    let drained = 0;
    log.onDrain(() => (drained += 1));
    while (!log.full) log.written(keep(log, chunk));
    log.stop();
    expect(drained).toBe(1);
    await log.flush();
    const before = batches.length;
    for (let n = 0; n < 50; n += 1) log.written(keep(log, chunk));
    expect(log.full).toBe(false);
    await log.flush();
    expect(batches).toHaveLength(before);
  });
});

describe('a log that must never slow the traffic', () => {
  const chunk = new Uint8Array(900);
  const from = (side: Side, n: number, injected = false) => ({
    id: id(n),
    from: side,
    at: 0,
    offset: 0,
    injected,
  });

  function neverSlow(limits: Partial<WireLogLimits>): Pair {
    const made = pair(limits);
    made.log.setWhenFull('never-slow');
    return made;
  }

  /** Beyond its budget, or beyond twice that. */
  function fill({ log }: Pair, bytes: number): void {
    for (let n = 0; n < bytes; n += chunk.length) log.written(keep(log, chunk));
  }

  test('asks for headers alone beyond a budget, and says where everything is kept again', async () => {
    const made = neverSlow({ memory: 4 * 1024 });
    const heard: boolean[] = [];
    made.log.onSkimming(() => heard.push(made.log.skims));
    fill(made, 6 * 1024);
    expect([made.log.full, made.log.skims]).toEqual([false, true]);
    skip(made.log, from('server', 2), 5000);
    expect(made.log.skipped).toBe(5000);
    await made.log.flush();
    expect([made.log.skims, made.log.skipped]).toEqual([false, 0]);
    await made.log.flush();
    const kinds = made.read().map((entry) => (entry.kind === 'event' ? entry.event.type : entry.kind));
    expect(kinds.slice(-2)).toEqual(['skipped', 'caught-up']);
    expect(heard).toEqual([true, false]);
  });

  test('takes nothing at all at twice the budget, but the numbers', async () => {
    const made = neverSlow({ memory: 4 * 1024 });
    const { log } = made;
    fill(made, 10 * 1024);
    const kept = log.keep(id(3), 'server', Uint8Array.of(1, 2, 3), 0, 70, false);
    expect([...kept]).toEqual([1, 2, 3]); // it goes on to the peer all the same
    log.written(kept);
    for (let n = 0; n < 1000; n += 1) skip(log, { ...from('server', 3), offset: 73 + n * 100 }, 100);
    skip(log, from('client', 3), 2 ** 33);
    log.keep(id(3), 'client', Uint8Array.of(1), 0, 0, true);
    log.event(ended(3));
    skip(log, from('client', 4), 7);
    await log.flush();
    const after = made.read().flatMap((entry): unknown[] => {
      if (entry.kind === 'event') return [entry.event.type];
      return entry.kind === 'skipped' && entry.bytes.id !== 1
        ? [[entry.bytes.id, entry.bytes.offset, entry.length]]
        : [];
    });
    expect(after).toEqual([
      [3, 70, 100_003],
      [3, 0, 2 ** 32 - 1],
      [3, 2 ** 32 - 1, 2 ** 32 - 1],
      [3, 2 ** 33 - 2, 2],
      [3, 0, 1],
      'ended',
      [4, 0, 7],
      'caught-up',
    ]);
  });

  test('that may slow it again does so at once, and the other way round', () => {
    const made = neverSlow({ memory: 4 * 1024 });
    let drained = 0;
    made.log.onDrain(() => (drained += 1));
    fill(made, 6 * 1024);
    made.log.setWhenFull('lossless');
    expect([made.log.full, made.log.skims, drained]).toEqual([true, false, 0]);
    made.log.setWhenFull('never-slow');
    expect([made.log.full, made.log.skims, drained]).toEqual([false, true, 1]);
  });
});

test('what an earlier log has left is not written over', async () => {
  const file = join(tempDir(), 'a.framescope');
  writeFileSync(segmentPath(file, 3), 'not read yet');
  const { log, batches } = pair({}, file);
  log.event(ended(1));
  await log.flush();
  expect(batches).toMatchObject([{ segment: 4 }]);
  expect(readFileSync(segmentPath(file, 3), 'utf8')).toBe('not read yet');
});

test('segments are left behind one after the other, and removed when what is in them is stored', async () => {
  const { file, log, read } = pair({ slabBytes: 1024 * 1024 });
  const segments = () => readdirSync(dirname(file)).filter((name) => name.includes('-wire-'));
  const chunk = new Uint8Array(256 * 1024);
  for (let n = 0; n < 40; n += 1) {
    log.written(keep(log, chunk));
    await log.flush();
    read();
    expect(segments().length).toBeLessThanOrEqual(2);
  }
  expect(segments()).not.toContain('a.framescope-wire-1');
});
