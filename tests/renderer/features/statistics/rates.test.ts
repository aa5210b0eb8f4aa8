import { expect, test } from 'vitest';
import { describeRates, rateRows, ratesOf } from '../../../../renderer/features/statistics/rates.ts';
import { overview, START } from '../overview/overview.ts';

const shown = overview([1, 2, 4, 8], { sent: [0, 1, 0, 0], sentBytes: [0, 30, 0, 0] });
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('what is pointed at is told exactly, and a second of it', () => {
  expect(plain(describeRates(ratesOf(shown, 1, START + 70)))).toBe(
    '12:30:00.064, 64 ms: ▲ 1 message, 30 bytes (16/s, 469 B/s) · ▼ 2 messages, 200 bytes (31/s, 3.13 kB/s)',
  );
});

test('all of it is told where nothing is pointed at', () => {
  expect(plain(describeRates(ratesOf(shown, 1, null)))).toMatch(/^All of 256 ms: ▲ 1 .* ▼ 15 messages/);
});

test('the table has few rows, and loses nothing', () => {
  const rows = rateRows(overview(Array.from({ length: 500 }, (_, n) => n)));
  expect(rows.length).toBeLessThanOrEqual(24);
  expect(rows.reduce((sum, { received }) => sum + received, 0)).toBe((499 * 500) / 2);
});
