import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import {
  encodeEvent,
  readRecords,
  recordLength,
  recordMemory,
  SKIPPED_LENGTH,
  writeBytes,
  writeEvent,
  writeSkipped,
} from '../../../proxy/session/wire-record.ts';

const id = 7 as ConnectionId;
const ended = { type: 'ended', id, at: 1.5, cause: 'reset', by: 'server' } as const;

const missing = { id, from: 'server', at: 3, offset: 9, injected: false } as const;

/** “Hello” from the server, an event, “abc” of our own, and 4 GiB that were not kept; where each ends. */
function written() {
  const memory = recordMemory(1024);
  const event = encodeEvent(ended);
  const first = recordLength(5);
  const second = first + recordLength(event.length);
  writeBytes(memory, 0, id, 'server', Buffer.from('Hello'), 1.25, 2 ** 40, false);
  writeEvent(memory, first, event);
  writeBytes(memory, second, id, 'client', Buffer.from('abc'), 2, 3, true);
  const third = second + recordLength(3);
  writeSkipped(memory, third, missing, 2 ** 32 - 1);
  return { memory, ends: [first, second, third, third + SKIPPED_LENGTH] };
}

function read(memory: ReturnType<typeof recordMemory>, length: number) {
  const records: unknown[] = [];
  const end = readRecords(memory, length, {
    event: (event) => records.push(event),
    skipped: (...args) => records.push(args),
    bytes: (...args) => records.push(args.map((arg) => (arg instanceof Uint8Array ? String(arg) : arg))),
  });
  return { records, end };
}

test('records are read as they were written', () => {
  const { memory, ends } = written();
  expect(read(memory, 1024)).toEqual({
    records: [
      [7, 'server', 'Hello', 1.25, 2 ** 40, false],
      ended,
      [7, 'client', 'abc', 2, 3, true],
      [missing, 2 ** 32 - 1],
    ],
    end: ends[3],
  });
});

test('what was cut short ends the reading after the last whole record', () => {
  const { memory, ends } = written();
  for (let length = 0; length <= ends[3]!; length += 1) {
    const whole = ends.filter((end) => end <= length);
    expect(read(memory, length)).toMatchObject({ end: whole.at(-1) ?? 0 });
    expect(read(memory, length).records).toHaveLength(whole.length);
  }
});

test('whatever lies there instead of a record never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(200), (garbage, at) => {
      const { memory } = written();
      memory.bytes.set(garbage, at);
      expect(read(memory, 1024).end).toBeLessThanOrEqual(1024);
    }),
  );
});
