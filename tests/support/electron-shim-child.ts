// Preloaded into a utility process of the shim: gives it `process.parentPort`, and the looks of Electron.

import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { CarriedPorts, MessagePortMain, type Wire } from './electron-shim-processes.ts';

const send = (wire: Wire) => void (process.connected && process.send?.(wire));
const ports = new CarriedPorts(send);

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    send({ is: 'message', data, ports: [] });
  }
}
const parentPort = new ParentPort();

/** The near end of a carried port. */
function open(id: number): MessagePortMain {
  const { port1, port2 } = new MessageChannel();
  ports.carry(id, port1);
  return new MessagePortMain(port2);
}

process.on('message', (wire: Wire) => {
  if (wire.is === 'message') parentPort.emit('message', { data: wire.data, ports: wire.ports.map(open) });
  else ports.receive(wire);
});
process.on('disconnect', () => process.exit()); // Electron's children end with it
Object.defineProperty(process, 'parentPort', { value: parentPort });
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.4.1' } });
