// Socket.IO with its own packages: an order desk that is told of orders and answers them.

import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import type { Motif } from './camera.ts';
import type { Stage } from './stage.ts';

const HOST = 'desk.example.com';

interface Order {
  readonly item: string;
  readonly count: number;
}

export async function realTime(stage: Stage): Promise<Motif> {
  const server = new Server(await stage.serve(HOST), { serveClient: false });
  stage.onEnd(() => server.close());
  server.on('connection', (socket) => {
    socket.on('table:join', (table: number, done: (answer: object) => void) => {
      void socket.join(`table ${table}`);
      done({ table, seats: 4, waiter: 'Bo' });
    });
    socket.on('order:place', (order: Order, done: (answer: object) => void) => {
      done({ id: 1042, ready: '19:35' });
      socket.emit('order:status', {
        id: 1042,
        status: 'accepted',
        order: { ...order, notes: ['no onions'] },
      });
      socket.emit('stock:low', { item: order.item, left: 3 });
    });
    socket.on('photo', (bytes: Buffer) => void socket.emit('photo:stored', { bytes: bytes.length }));
  });
  const client = io(`wss://${HOST}`, {
    transports: ['websocket'],
    agent: stage.agent as never,
    reconnection: false,
    auth: { token: 'not a real one' },
  });
  stage.onEnd(() => client.disconnect());
  await new Promise<void>((resolve) => void client.on('connect', resolve));
  await client.emitWithAck('table:join', 12);
  const low = new Promise((resolve) => client.on('stock:low', resolve));
  await client.emitWithAck('order:place', { item: 'ravioli', count: 2 });
  await low;
  const stored = new Promise((resolve) => client.on('photo:stored', resolve));
  client.emit('photo', Buffer.from('{"not":"a photo"}'));
  await stored;
  return { messages: 12, opened: 'order:status', unfolded: /^order: {/, scrolled: 5 };
}
