import { expect, test } from 'vitest';
import { matchConnection } from '../../../../proxy/contract/filter-match.ts';
import { parseFilter } from '../../../../proxy/contract/filter-parse.ts';
import { onlyHost, withoutHost } from '../../../../renderer/features/connections/host-filter.ts';
import { connection } from '../../support/session-fixture.ts';

const HOSTS = ['example.com', 'api.example.com', 'chat.test', '::1'];

function left(filter: string): readonly string[] {
  const parsed = parseFilter(filter);
  if (!parsed.ok) throw new Error(`not a filter: ${filter}`);
  return HOSTS.filter((host) => matchConnection(parsed.filter, connection(1, { host }), 'url'));
}

test('one host is asked for by a plain word', () => {
  expect(onlyHost('chat.test', HOSTS)).toBe('host:chat.test');
});

test.each(HOSTS)('%s is told from hosts that contain its name', (host) => {
  expect(left(onlyHost(host, HOSTS))).toEqual([host]);
  expect(left(withoutHost('', host, HOSTS))).toEqual(HOSTS.filter((other) => other !== host));
});

test('what was filtered before stays filtered', () => {
  expect(withoutHost('ws', 'chat.test', HOSTS)).toBe('ws -host:chat.test');
  expect(left(withoutHost('host:api | host:chat', 'chat.test', HOSTS))).toEqual(['api.example.com']);
});
