import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import createServer2 from 'socket.io-2';
import { io, type Socket } from 'socket.io-client';
import io2 from 'socket.io-client-2';
import { expect, onTestFinished, test } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';

const BEAT = / p[io]ng: /;

/** Sessions have ids of their own each time. */
const briefly = (row: Parameters<typeof brief>[0]) =>
  brief(row).replace(/(?<=open |"sid":")[\w-]{20}/g, 'SID');

const heard = (socket: Socket, event: 'connect' | 'connect_error') =>
  new Promise<void>((resolve) => void socket.on(event, () => resolve()));

async function listen(http: ReturnType<typeof createServer>): Promise<string> {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return `127.0.0.1:${(http.address() as AddressInfo).port}`;
}

test('Socket.IO 4: events, acknowledgements, namespaces, attachments, rooms, errors', async () => {
  const http = createServer();
  const server = new Server(http, { pingInterval: 1000 });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    socket.on('add', (a: number, b: number, done: (sum: number) => void) => done(a + b));
    socket.on('image', (bytes: Buffer, done: (bytes: Buffer) => void) => done(bytes));
    socket.on('join', async (room: string) => {
      await socket.join(room);
      server.to(room).emit('joined', { room });
    });
  });
  server.of('/admin').use((socket, next) => {
    const allowed = socket.handshake.auth['token'] === 'right';
    next(allowed ? undefined : new Error('Not authorized'));
  });
  const host = await listen(http);
  const conversation = await openConversation();
  const options = { transports: ['websocket'], agent: conversation.agent as never, reconnection: false };
  const client = io(`ws://${host}`, options);
  onTestFinished(() => void client.disconnect());
  await heard(client, 'connect');
  const admin = client.io.socket('/admin', { auth: { token: 'wrong' } });
  await heard(admin, 'connect_error');
  expect(await client.emitWithAck('add', 1, 2)).toBe(3);
  await client.emitWithAck('image', Buffer.from('{"a":1}'));
  client.emit('join', 'den');
  const whole = ['ping', 'pong', 'joined'];
  const rows = await conversation.rows((all) =>
    whole.every((kind) => all.some(({ decoded }) => decoded?.kind === kind)),
  );
  const read = rows.map(briefly);
  expect(read.filter((line) => !BEAT.test(line))).toEqual([
    '▼ socket.io open: open SID, ping every 1 s',
    '▲ socket.io CONNECT: CONNECT',
    '▼ socket.io CONNECT: CONNECT {"sid":"SID"} (answer)',
    '▲ socket.io CONNECT: /admin  CONNECT {"token":"•••"}',
    '▼ socket.io CONNECT_ERROR: /admin  CONNECT_ERROR Not authorized (answer)',
    '▲ socket.io add: add 1, 2 (ack 0)',
    '▼ socket.io ACK: ACK 0 3 (answer)',
    '▲ socket.io image: image attachment 0 (ack 1)',
    '▲ socket.io attachment: attachment, 7 bytes',
    '▼ socket.io BINARY_ACK: BINARY_ACK 1 attachment 0 (answer)',
    '▼ socket.io attachment: attachment, 7 bytes',
    '▲ socket.io join: join "den"',
    '▼ socket.io joined: joined {"room":"den"}',
  ]);
  expect(read).toContain('▼ socket.io ping: ping');
  expect(read).toContain('▲ socket.io pong: pong (answer)');
  expect(rows.find(({ decoded }) => decoded?.kind === 'attachment')?.decoded?.parts).toMatchObject([
    { protocol: 'json', fields: { a: 1 } },
  ]);
});

test('Socket.IO 2 over Engine.IO 3: the client pings, attachments begin with a type', async () => {
  const http = createServer();
  const server = createServer2(http, { pingInterval: 1000 });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    socket.on('add', (a: number, b: number, done: (sum: number) => void) => done(a + b));
    socket.on('image', (bytes: Buffer) => socket.emit('thumbnail', bytes));
  });
  server.of('/admin').on('connection', (socket) => void socket.emit('welcome'));
  const host = await listen(http);
  const conversation = await openConversation();
  const client = io2(`ws://${host}`, {
    transports: ['websocket'],
    agent: conversation.agent,
    forceNode: true,
    reconnection: false,
  });
  onTestFinished(() => client.close());
  await once(client, 'connect');
  const admin = client.io.socket('/admin');
  await once(admin, 'welcome');
  await new Promise((answered) => void client.emit('add', 1, 2, answered));
  client.emit('image', Buffer.from('{"a":1}'));
  const rows = await conversation.rows(
    (all) =>
      all.filter(({ decoded }) => decoded?.kind === 'attachment' || decoded?.kind === 'pong').length >= 3,
  );
  const read = rows.map(briefly);
  expect(read.filter((line) => !BEAT.test(line))).toEqual([
    '▼ socket.io open: open SID, ping every 1 s',
    '▼ socket.io CONNECT: CONNECT',
    '▲ socket.io CONNECT: /admin  CONNECT',
    '▼ socket.io CONNECT: /admin  CONNECT (answer)',
    '▼ socket.io welcome: /admin  welcome',
    '▲ socket.io add: add 1, 2 (ack 0)',
    '▼ socket.io ACK: ACK 0 3 (answer)',
    '▲ socket.io image: image attachment 0',
    '▲ socket.io attachment: attachment, 7 bytes',
    '▼ socket.io thumbnail: thumbnail attachment 0',
    '▼ socket.io attachment: attachment, 7 bytes',
  ]);
  expect(read).toContain('▲ socket.io ping: ping');
  expect(read).toContain('▼ socket.io pong: pong (answer)');
});
