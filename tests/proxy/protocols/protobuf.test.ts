import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import protobufjs from 'protobufjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { brief, openConversation } from '../../support/conversation.ts';

const PROTO = `syntax = "proto3";
package trade;
enum Side { BUY = 0; SELL = 1; }
message Order { uint64 id = 1; Side side = 2; string symbol = 3; }
message Fill { uint64 order = 1; double price = 2; }`;

test('Protobuf is read by number, and by name where the types are in the folder and chosen', async () => {
  const root = protobufjs.parse(PROTO).root;
  const [order, fill] = [root.lookupType('trade.Order'), root.lookupType('trade.Fill')];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    socket.on('message', (bytes) => {
      const { id } = order.toObject(order.decode(bytes as Buffer), { longs: String });
      socket.send(fill.encode(fill.fromObject({ order: id as string, price: 101.5 })).finish());
    });
  });
  const { WebSocket, rows, session, connections } = await openConversation();
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}/`);
  onTestFinished(() => client.terminate());
  await once(client, 'open');
  client.send(order.encode(order.fromObject({ id: 7, side: 'SELL', symbol: 'ACME' })).finish());
  const raw = await rows((all) => all.length === 2 && all.every(({ decoded }) => decoded !== null));
  expect(raw.map(brief)).toEqual([
    '▲ protobuf message: 1: 7, 2: 1, 3: "ACME"',
    '▼ protobuf message: 1: 7, 2: 101.5',
  ]);

  const folder = join((await session.info()).dataDir, 'protobuf');
  writeFileSync(join(folder, 'trade.proto'), PROTO);
  await vi.waitFor(async () => {
    expect((await session.decoders()).map(({ name }) => name)).toContain('protobuf:trade.Fill');
  });
  const [{ host } = { host: '' }] = await connections();
  await session.chooseDecoder(host, ['client'], 'protobuf:trade.Order');
  await session.chooseDecoder(host, ['server'], 'protobuf:trade.Fill');
  const typed = await rows((all) => all.every(({ decoded }) => decoded?.protocol !== 'protobuf'));
  expect(typed.map(brief)).toEqual([
    '▲ protobuf:trade.Order Order: id: "7", side: "SELL", symbol: "ACME"',
    '▼ protobuf:trade.Fill Fill: order: "7", price: 101.5',
  ]);
});
