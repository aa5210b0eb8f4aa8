import { describe, expect, test } from 'vitest';
import { LINE_BYTES, LineColumns } from '../../../../proxy/formats/twitch/line-columns.ts';

const MANY = 100_000;

/** Two lines a message. */
function many(): LineColumns {
  const lines = new LineColumns();
  for (let at = 0; at < MANY; at += 1)
    lines.push({ seq: 10 + (at >> 1), part: at & 1, class: at % 8, channel: at % 5, id: at + 1 });
  return lines;
}

describe('lines in columns', () => {
  test('say of each what was said of it', () => {
    const lines = many();
    expect(lines.length).toBe(MANY);
    expect([77_777].map((at) => [lines.seq(at), lines.part(at), lines.class(at), lines.channel(at)])).toEqual(
      [[10 + 38_888, 1, 1, 2]],
    );
  });

  test('are found by message and part, or else the next one is', () => {
    const lines = many();
    expect(lines.find(10, 1)).toBe(1);
    expect(lines.find(10 + 30_000, 0)).toBe(60_000);
    expect(lines.find(3, 0)).toBe(0);
    expect(lines.find(10 + MANY, 0)).toBe(MANY);
  });

  test('of a message that was long on its way are found where they stand', () => {
    const lines = many();
    const place = lines.push({ seq: 60_009, part: 0, class: 0, channel: 0, id: 0 });
    const late = lines.push({ seq: 60_008, part: 0, class: 0, channel: 0, id: 0 });
    expect([lines.find(60_009, 0), lines.find(60_008, 0)]).toEqual([place, late]);
  });

  test('go from the beginning, and the others keep their places', () => {
    const lines = many();
    lines.dropThrough(10 + 40_000 - 1);
    expect([lines.first, lines.length]).toEqual([80_000, MANY]);
    expect(lines.seq(80_000)).toBe(10 + 40_000);
    expect(lines.find(1, 0)).toBe(80_000);
    expect([...lines.withId(5)]).toEqual([]);
    expect([...lines.withId(90_001)]).toEqual([90_000]);
  });

  test('take as many bytes as they are said to', () => {
    const before = process.memoryUsage().arrayBuffers;
    const lines = many();
    expect((process.memoryUsage().arrayBuffers - before) / lines.length).toBeLessThan(LINE_BYTES * 1.2);
  });
});
