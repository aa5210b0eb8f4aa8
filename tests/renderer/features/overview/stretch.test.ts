import { describe, expect, test } from 'vitest';
import {
  formatGap,
  formatStretch,
  stretchOf,
  wholeBars,
} from '../../../../renderer/features/overview/stretch.ts';
import { overview, START } from './overview.ts';

const gap = { from: START + 70, to: START + 90, reason: 'disk' as const, messages: 17, bytes: 1200 };
const shown = overview([1, 2, 4, 8], {
  sent: [0, 1, 0, 0],
  sentBytes: [0, 30, 0, 0],
  violations: [0, 1, 0, 0],
  gaps: [gap],
});

describe('a stretch of time', () => {
  test('is widened to whole bars, so that its counts are exact', () => {
    const part = wholeBars(shown, { from: START + 70, to: START + 130 }, 1);
    expect(part).toEqual({ from: START + 64, to: START + 192 });
    expect(stretchOf(shown, part)).toMatchObject({ received: 6, sent: 1, violations: 1, gaps: [gap] });
    expect(wholeBars(shown, { from: START + 5, to: START + 5 }, 2)).toEqual({ from: START, to: START + 128 });
  });

  test('reads in words', () => {
    const words = formatStretch(stretchOf(shown, { from: START + 64, to: START + 128 }));
    expect(words).toBe(
      '12:30:00.064, 64\u00a0ms · ▲ 1 sent (30\u00a0B) · ▼ 2 received (200\u00a0B) · 1 violation · ' +
        '17 messages (1.2\u00a0kB) not kept: the disk took nothing',
    );
    expect(formatStretch(stretchOf(shown, { from: START + 640, to: START + 704 }))).toMatch(/no messages$/);
  });
});

test('the end of an event stream is no fault, that of a WebSocket without a Close frame is', () => {
  const words = (kind: 'http' | 'websocket') => {
    const end = { connection: 1 as never, kind, at: START + 65, code: null, cause: 'fin' as const };
    return formatStretch(stretchOf(overview([1, 2], { ends: [end] }), { from: START + 64, to: START + 128 }));
  };
  expect(words('http')).toMatch(/· finished$/);
  expect(words('websocket')).toMatch(/· ended: without a Close frame \(1006\)$/);
});

test('a pause in which nothing crossed says so', () => {
  expect(formatGap({ ...gap, reason: 'paused', messages: 0, bytes: 0 })).toBe(
    'nothing crossed: recording was paused',
  );
});
