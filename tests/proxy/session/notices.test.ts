import { expect, test } from 'vitest';
import { Notices } from '../../../proxy/session/notices.ts';

test('skipped payloads are one notice with the newest number, which survives a clear and goes by itself', () => {
  const notices = new Notices();
  notices.add('warning', 'BROWSER', 'Something else.');
  notices.skipping(0);
  const [, first] = notices.list;
  notices.skipping(3 * 1024 * 1024);
  expect(notices.list).toMatchObject([
    { code: 'BROWSER' },
    {
      level: 'warning',
      at: first!.at,
      message: 'The disk cannot keep up: payloads are being skipped (3.0 MiB so far).',
    },
  ]);
  notices.clear();
  expect(notices.list).toHaveLength(1);
  notices.skipping(null);
  expect(notices.list).toEqual([]);
});
