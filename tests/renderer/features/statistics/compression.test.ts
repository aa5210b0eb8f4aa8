import { describe, expect, test } from 'vitest';
import type { DeflateTrial } from '../../../../proxy/contract/statistics.ts';
import {
  describeCompressed,
  describeMemory,
  describePlain,
  formatChange,
  formatRatio,
} from '../../../../renderer/features/statistics/compression.ts';

const trial = (over: Partial<DeflateTrial> = {}): DeflateTrial => ({
  messages: 1000,
  bytes: 100_000,
  wireBytes: 20_000,
  alone: 50_000,
  kept: 20_000,
  ...over,
});

const plain = (text: string | null) => text?.replace(/[\u00a0\u202f]/g, ' ');

describe('what compression gains', () => {
  test('is told of context takeover where it is, and where it would be', () => {
    expect(plain(describeCompressed(trial(), true))).toBe(
      '1 000 messages tried, evenly from all, took 20 kB of 100 kB; deflated each by itself they would take 50 kB. Context takeover: 60 % less.',
    );
    expect(plain(describeCompressed(trial({ wireBytes: 50_000 }), false))).toMatch(
      /took 50 kB of 100 kB, without context takeover; with context takeover 20 kB: 60 % less\.$/,
    );
    expect(plain(describeCompressed(trial(), null))).toMatch(
      /by itself they would take 50 kB, with context takeover 20 kB\.$/,
    );
  });

  test('is told of what was not compressed', () => {
    expect(plain(describePlain(trial({ wireBytes: 100_000 })))).toBe(
      '1 000 messages tried, evenly from all, took 100 kB uncompressed; permessage-deflate would take 20 kB (80 % less), without context takeover 50 kB (50 % less).',
    );
  });

  test('is nothing where there was nothing to try', () => {
    expect([describeCompressed(trial({ messages: 0 }), true), describePlain(trial({ messages: 0 }))]).toEqual(
      [null, null],
    );
    expect(formatRatio(0, 0)).toBeNull();
  });

  test('may be a loss', () => {
    expect(plain(formatChange(100, 120))).toBe('20 % more');
    expect(formatRatio(100, 120)).toBe('0.8×');
  });
});

describe('what compression costs', () => {
  const side = (windowBits: number, takeover = true) => ({ windowBits, takeover });

  test('is the memory of zlib at each end', () => {
    expect(describeMemory(side(15), side(15))).toBe(
      'Windows of 32 KiB sent and 32 KiB received cost each end about 295 KiB of memory with zlib, for as long as the connection is open.',
    );
  });

  test('is less with small windows, and soon given back without takeover', () => {
    expect(describeMemory(side(10), side(15))).toMatch(/the client about 171 KiB and the server 264 KiB/);
    expect(describeMemory(side(15, false), side(15, false))).toMatch(/only while a message is deflated/);
    expect(describeMemory(side(15), side(15, false))).toMatch(/open for what is sent, else only/);
  });
});
