import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const RUN = join(resolve(import.meta.dirname, '../..'), 'tests/soak/run.ts');

function soak(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('npm run soak', () => {
  test('lists what there is', () => {
    const { status, stdout } = soak('list');
    expect(status).toBe(0);
    for (const name of ['kill-9', 'connections', 'steady', 'stalled-readers', 'disk-full', 'long-run'])
      expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  });

  test.each([
    [[], 'name one of these'],
    [['toString'], 'there is no “toString”'],
    [['steady', '--minutes', 'x'], '--minutes is a number'],
    [['steady', '--hours', '1'], "Unknown option '--hours'"],
  ])('says what is wrong with %j, and ends with 2', (args, message) => {
    const { status, stderr } = soak(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
