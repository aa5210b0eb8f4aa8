import { expect, test } from 'vitest';
import type { Connection } from '../../../proxy/contract/model.ts';
import { createAppStore } from '../../../renderer/state/app-store.ts';
import { follow } from '../../../renderer/state/follow.ts';
import { connection, createSessionFixture } from '../support/session-fixture.ts';

test('a Change that arrives before the first answer is applied after it', async () => {
  const { promise, resolve } = Promise.withResolvers<readonly Connection[]>();
  const fixture = createSessionFixture({ answers: { connections: () => promise } });
  const store = createAppStore();
  const following = follow(fixture.session, store);
  await fixture.session.status();
  await fixture.change({ connections: [connection(1, { receivedMessages: 2 })] });
  resolve([connection(1), connection(2)]);
  await following;
  expect([...store.getState().connections.values()].map((row) => row.receivedMessages)).toEqual([2, 0]);
});

test('following a new session forgets the rows of the one before', async () => {
  const store = createAppStore();
  await follow(createSessionFixture({ connections: [connection(1)] }).session, store);
  await follow(createSessionFixture({ connections: [connection(2)] }).session, store);
  expect([...store.getState().connections.keys()]).toEqual([2]);
});
