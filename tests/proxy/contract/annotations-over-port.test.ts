// Notes between two fronts of one real engine, each behind a port of its own.

import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { Annotation } from '../../../proxy/contract/model.ts';
import { connect, messagePort, type MessagePortLike, serve } from '../../../proxy/contract/port.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { startEchoOrigins } from '../../support/echo-origins.ts';
import { connectThrough } from '../../support/proxied-client.ts';
import { proxyOf, startSession } from '../../support/start-session.ts';

function frontOf(engine: Session): Session {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  serve(engine, messagePort(port1 as unknown as MessagePortLike));
  return connect(messagePort(port2 as unknown as MessagePortLike)).session;
}

test('what one front notes, the other is told; what is refused says why', async () => {
  const engine = await startSession();
  const origins = await startEchoOrigins();
  const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/x`, { proxy: proxyOf(engine) });
  await once(client, 'open');
  onTestFinished(() => client.terminate());
  const [writer, watcher] = [frontOf(engine), frontOf(engine)];
  await expect.poll(async () => (await writer.connections()).length).toBe(1);
  const [{ id } = { id: 0 as never }] = await writer.connections();

  const told = Promise.withResolvers<readonly Annotation[]>();
  await watcher.subscribe(({ annotations }) => {
    if (annotations.length > 0) told.resolve(annotations);
  });
  await writer.annotate([{ kind: 'connection', id }], { mark: 'purple', comment: 'mine', pinned: true });
  const noted = { kind: 'connection', id, connection: id, mark: 'purple', comment: 'mine', pinned: true };
  expect(await told.promise).toEqual([noted]);
  expect(await watcher.annotations()).toEqual([noted]);
  expect((await watcher.info()).capabilities).toContain('annotate');
  await expect(
    writer.annotate([{ kind: 'message', id: 999_999 as never }], { mark: 'red' }),
  ).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no such message.',
    hint: 'It may have been cleared.',
  });
});
