// Thread of black-hole.ts: listens, says on which port, and sleeps until it is woken; then tells who had been queued.

import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { BACKLOG } from './black-hole.ts';

const server = net.createServer((socket) => {
  parentPort?.postMessage(socket.remotePort);
  socket.on('error', () => undefined).resume();
});
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  parentPort?.postMessage((server.address() as net.AddressInfo).port);
  Atomics.wait(workerData as Int32Array, 0, 0);
});
