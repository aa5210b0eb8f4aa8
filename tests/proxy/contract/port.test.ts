import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { encode } from '@msgpack/msgpack';
import { WebSocket, WebSocketServer } from 'ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FramescopeError } from '../../../proxy/contract/errors.ts';
import type { ExportId, ViewId } from '../../../proxy/contract/ids.ts';
import type { Change } from '../../../proxy/contract/model.ts';
import {
  type MessagePortLike,
  type Port,
  connect,
  messagePort,
  serve,
  webSocketPort,
} from '../../../proxy/contract/port.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { createChangeFeed } from '../../../proxy/session/change-feed.ts';

/** An engine that answers what a test told it to. */
function engine(answers: Partial<Session> = {}) {
  const feed = createChangeFeed();
  const unexpected = async () => {
    throw new Error('not part of this test');
  };
  const session = new Proxy(
    { subscribe: async (listener) => feed.subscribe(listener), ...answers } as Session,
    {
      get: (target, name) => Reflect.get(target, name) ?? unexpected,
    },
  );
  return { session, feed };
}

const change = (messages: number): Change => ({
  connections: [],
  annotations: [],
  reset: false,
  views: [],
  status: { totals: { messages } } as unknown as Change['status'],
});

function overMessageChannel(): { engine: Port; front: Port } {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  return {
    engine: messagePort(port1 as unknown as MessagePortLike),
    front: messagePort(port2 as unknown as MessagePortLike),
  };
}

async function overWebSocket(): Promise<{ engine: Port; front: Port; raw: WebSocket }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[WebSocket]>;
  const raw = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [socket] = await accepted;
  await once(raw, 'open');
  onTestFinished(() => {
    raw.terminate();
    server.close();
  });
  return { engine: webSocketPort(socket), front: webSocketPort(raw), raw };
}

const transports: readonly (readonly [string, () => Promise<{ engine: Port; front: Port }>])[] = [
  ['a MessagePort', async () => overMessageChannel()],
  ['a WebSocket', overWebSocket],
];

describe.each(transports)('over %s', (_name, open) => {
  test('an answer arrives as it was given, bytes and all', async () => {
    const ports = await open();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n);
    const { session } = engine({ payload: async (seq, offset) => ({ offset, bytes, total: seq }) });
    serve(session, ports.engine);
    const slice = await connect(ports.front).session.payload(7 as never, 3, 5);
    expect(slice.offset).toBe(3);
    expect(slice.total).toBe(7);
    expect(Buffer.compare(slice.bytes, bytes)).toBe(0);
  });

  test('an error keeps its code, its message and its hint', async () => {
    const ports = await open();
    const { session } = engine({
      connection: async () => {
        throw new FramescopeError('NOT_FOUND', 'There is no such connection.', 'It may have been cleared.');
      },
      connections: async () => {
        throw new TypeError('a fault of ours');
      },
    });
    serve(session, ports.engine);
    const front = connect(ports.front).session;
    const error = await front.connection(1 as never).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(FramescopeError);
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no such connection.',
      hint: 'It may have been cleared.',
    });
    await expect(front.connections()).rejects.toMatchObject({
      name: 'FramescopeError',
      code: 'INVALID',
      message: 'a fault of ours',
    });
  });

  test('changes arrive until nobody listens', async () => {
    const ports = await open();
    const { session, feed } = engine();
    serve(session, ports.engine);
    const front = connect(ports.front).session;
    const first = Promise.withResolvers<Change>();
    const stop = await front.subscribe(first.resolve);
    feed.publish(change(1));
    expect(await first.promise).toEqual(change(1));
    stop();
  });

  test('a listener that does not answer gets the newest state when it does', async () => {
    const ports = await open();
    const { session, feed } = engine();
    serve(session, ports.engine);
    const front = connect(ports.front).session;
    const heard: number[] = [];
    const busy = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const last = Promise.withResolvers<void>();
    await front.subscribe((each) => {
      heard.push(each.status.totals.messages);
      started.resolve();
      if (each.status.totals.messages === 500) last.resolve();
      return busy.promise;
    });
    feed.publish(change(1));
    await started.promise;
    for (let n = 2; n <= 500; n += 1) feed.publish(change(n));
    busy.resolve();
    await last.promise;
    expect(heard).toEqual([1, 500]);
  });

  test('views and exports of a front that goes are closed', async () => {
    const ports = await open();
    const closed: string[] = [];
    const both = Promise.withResolvers<void>();
    const close = async (what: string) => {
      if (closed.push(what) === 2) both.resolve();
    };
    const { session } = engine({
      openView: async () => ({ view: 5 as ViewId, count: 0, scanned: 0, total: 0, evicted: 0 }),
      startExport: async () => 6 as ExportId,
      closeView: (view) => close(`view ${view}`),
      cancelExport: (id) => close(`export ${id}`),
    });
    serve(session, ports.engine);
    const remote = connect(ports.front);
    await remote.session.openView({ connections: null, filter: '' });
    await remote.session.startExport({} as never);
    remote.close();
    await both.promise;
    expect(closed.toSorted()).toEqual(['export 6', 'view 5']);
  });

  test('an engine that goes is missed: open calls and later ones fail with ENGINE_GONE', async () => {
    const ports = await open();
    const { session } = engine({ status: () => new Promise(() => undefined) });
    serve(session, ports.engine);
    const remote = connect(ports.front);
    const open_ = remote.session.status();
    const failed = expect(open_).rejects.toMatchObject({ code: 'ENGINE_GONE' });
    ports.engine.close();
    await remote.gone;
    await failed;
    await expect(remote.session.info()).rejects.toMatchObject({
      name: 'FramescopeError',
      code: 'ENGINE_GONE',
    });
  });
});

describe('what a front may call', () => {
  test.each(['close', 'constructor', '__proto__', 'toString', '#archive', ''])(
    'is not “%s”',
    async (method) => {
      const { engine: engineSide, front } = overMessageChannel();
      const { session } = engine({ close: async () => undefined } as Partial<Session>);
      serve(session, engineSide);
      const answer = Promise.withResolvers<unknown>();
      front.listen(answer.resolve, () => undefined);
      front.post({ t: 'q', i: '1', m: method, a: [] });
      expect(await answer.promise).toMatchObject({
        t: 's',
        i: '1',
        e: { message: expect.stringContaining('not found') as unknown },
      });
    },
  );
});

describe('nonsense from a front', () => {
  test.each([
    ['text', 'hello'],
    ['no MessagePack', Uint8Array.of(0xc1)],
    ['a cut value', encode({ t: 'q' }).subarray(0, 3)],
    ['nothing', new Uint8Array(0)],
    ['null', encode(null)],
  ])('%s closes the socket', async (_name, data) => {
    const { engine: engineSide, raw } = await overWebSocket();
    serve(engine().session, engineSide);
    raw.send(data);
    await once(raw, 'close');
  });

  const packets: readonly unknown[] = [
    5,
    'text',
    true,
    [],
    {},
    { t: 'q' },
    { t: 'q', m: {}, i: 1 },
    { t: 'q', m: { toString: 5 } },
    { t: 'q', m: 'info', a: 5 },
    { t: 's', i: {} },
  ];

  test.each(packets.map((packet) => [JSON.stringify(packet), packet] as const))(
    '%s is let pass, and the next call is answered',
    async (_name, packet) => {
      const { engine: engineSide, front, raw } = await overWebSocket();
      serve(engine({ connections: async () => [] }).session, engineSide);
      raw.send(encode(packet));
      expect(await connect(front).session.connections()).toEqual([]);
    },
  );
});
