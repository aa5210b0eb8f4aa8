// Electron's utilityProcess and MessageChannelMain on plain Node: a utility process is a real child process that
// runs the real bundle, and a port handed to it is carried over the child's IPC, structured clone and all.

import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** As Electron's: an emitter whose messages are events, silent until started; handed over at most once. */
export class MessagePortMain extends EventEmitter {
  #port: MessagePort | null;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }

  postMessage(message: unknown): void {
    this.#port?.postMessage(message);
  }

  start(): void {
    this.#port?.on('message', (data) => this.emit('message', { data, ports: [] }));
    this.#port?.on('close', () => this.emit('close'));
  }

  close(): void {
    this.#port?.close();
  }

  /** Gives up the real port, to somebody else. */
  transfer(): MessagePort {
    const port = this.#port;
    if (!port) throw new Error('This port has been handed over already.');
    this.#port = null;
    return port;
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

/** What crosses the IPC between a utility process and the one that started it. */
export type Wire =
  | { readonly is: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly is: 'port-message'; readonly port: number; readonly data: unknown }
  | { readonly is: 'port-closed'; readonly port: number };

/** The ports of one process that are carried over a wire, by number. */
export class CarriedPorts {
  readonly #ports = new Map<number, MessagePort>();
  readonly #send: (wire: Wire) => void;

  constructor(send: (wire: Wire) => void) {
    this.#send = send;
  }

  carry(id: number, port: MessagePort): void {
    this.#ports.set(id, port);
    port.on('message', (data) => this.#send({ is: 'port-message', port: id, data }));
    port.on('close', () => this.#ports.delete(id) && this.#send({ is: 'port-closed', port: id }));
  }

  receive(wire: Wire): void {
    if (wire.is === 'port-message') this.#ports.get(wire.port)?.postMessage(wire.data);
    if (wire.is === 'port-closed') this.#close(wire.port);
  }

  closeAll(): void {
    for (const id of this.#ports.keys()) this.#close(id);
  }

  #close(id: number): void {
    const port = this.#ports.get(id);
    this.#ports.delete(id);
    port?.close();
  }
}

interface ForkOptions {
  readonly serviceName?: string;
}

/** Every utility process of this process that still runs, by pid. */
export const running = new Map<number, string>();

export class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #ports: CarriedPorts;
  #lastPort = 0;

  constructor(
    modulePath: string,
    args: readonly string[],
    { serviceName = 'Node Utility Process' }: ForkOptions,
  ) {
    super();
    const bootstrap = new URL('./electron-shim-child.ts', import.meta.url).href;
    this.#child = fork(modulePath, args, { execArgv: ['--import', bootstrap], serialization: 'advanced' });
    this.#ports = new CarriedPorts((wire) => this.#send(wire));
    const { pid = 0 } = this.#child;
    running.set(pid, serviceName);
    this.#child.on('error', () => {}); // `exit` follows
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (wire: Wire) => {
      if (wire.is === 'message') this.emit('message', wire.data);
      else this.#ports.receive(wire);
    });
    this.#child.on('exit', (code) => {
      running.delete(pid);
      this.#ports.closeAll();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const ports = transfer.map((port) => {
      const id = ++this.#lastPort;
      this.#ports.carry(id, port.transfer());
      return id;
    });
    this.#send({ is: 'message', data, ports });
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }

  #send(wire: Wire): void {
    if (this.#child.connected) this.#child.send(wire, () => {});
  }
}

export const utilityProcess = {
  fork: (modulePath: string, args: readonly string[] = [], options: ForkOptions = {}) =>
    new UtilityProcess(modulePath, args, options),
};
