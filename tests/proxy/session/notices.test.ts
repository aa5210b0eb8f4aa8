import { describe, expect, test } from 'vitest';
import { Notices } from '../../../proxy/session/notices.ts';

const MIB = 1024 * 1024;

describe('rows that are behind the traffic', () => {
  test('are said to be, with how much, until there is little left', () => {
    const notices = new Notices();
    notices.behind(60 * MIB);
    expect(notices.list).toEqual([]);
    notices.behind(300 * MIB);
    const [first] = notices.list;
    expect(first).toMatchObject({ code: 'BEHIND', level: 'warning' });
    expect(first?.message).toContain('300.0 MiB');
    notices.behind(20 * MIB);
    expect(notices.list).toEqual([{ ...first, message: expect.stringContaining('20.0 MiB') as string }]);
    notices.clear();
    expect(notices.list).toHaveLength(1);
    notices.behind(MIB);
    expect(notices.list).toEqual([]);
  });
});

test('the newest are kept, and each is heard of once', () => {
  const notices = new Notices();
  const heard: string[] = [];
  notices.onAdd(({ message }) => heard.push(message));
  for (let n = 0; n < 30; n += 1) notices.add('warning', 'BROWSER', `number ${n}`);
  expect(notices.list).toHaveLength(20);
  expect(notices.list.at(-1)?.message).toBe('number 29');
  expect(heard).toHaveLength(30);
});
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
