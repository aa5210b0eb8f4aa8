import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import {
  encodeEvent,
  readRecords,
  recordLength,
  recordMemory,
  writeBytes,
  writeEvent,
} from '../../../proxy/session/wire-record.ts';

const id = 7 as ConnectionId;
const ended = { type: 'ended', id, at: 1.5, cause: 'reset', by: 'server' } as const;

/** “Hello” from the server, an event, and “abc” of our own; where each ends. */
function written() {
  const memory = recordMemory(1024);
  const event = encodeEvent(ended);
  const first = recordLength(5);
  const second = first + recordLength(event.length);
  writeBytes(memory, 0, id, 'server', Buffer.from('Hello'), 1.25, 2 ** 40, false);
  writeEvent(memory, first, event);
  writeBytes(memory, second, id, 'client', Buffer.from('abc'), 2, 3, true);
  return { memory, ends: [first, second, second + recordLength(3)] };
}

function read(memory: ReturnType<typeof recordMemory>, length: number) {
  const records: unknown[] = [];
  const end = readRecords(memory, length, {
    event: (event) => records.push(event),
    bytes: (...args) => records.push(args.map((arg) => (arg instanceof Uint8Array ? String(arg) : arg))),
  });
  return { records, end };
}

test('records are read as they were written', () => {
  const { memory, ends } = written();
  expect(read(memory, 1024)).toEqual({
    records: [[7, 'server', 'Hello', 1.25, 2 ** 40, false], ended, [7, 'client', 'abc', 2, 3, true]],
    end: ends[2],
  });
});

test('what was cut short ends the reading after the last whole record', () => {
  const { memory, ends } = written();
  for (let length = 0; length <= ends[2]!; length += 1) {
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
