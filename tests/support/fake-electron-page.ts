// A page's window as its preload and its script find it: the real preload bundle runs in it, with what a sandboxed
// preload may require and nothing else. Messages arrive later than they are posted, as in a browser.

import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';

interface PageMessage {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
  readonly source: unknown;
}
type Listener = (event: PageMessage) => void;

export class FakePage {
  readonly #ipc = new EventEmitter();
  readonly #listeners = new Set<Listener>();
  readonly #ports = new Set<MessagePort>();
  /** Everything that the preload put on the page. */
  readonly exposed: string[] = [];

  /** The page's `window`. */
  readonly window = {
    addEventListener: (_type: 'message', listener: Listener) => void this.#listeners.add(listener),
    removeEventListener: (_type: 'message', listener: Listener) => void this.#listeners.delete(listener),
    postMessage: (message: unknown, targetOrigin: string, ports: readonly MessagePort[] = []) => {
      if (targetOrigin !== '/') throw new Error(`A message for ${targetOrigin} would leave the page.`);
      const data = structuredClone(message);
      setImmediate(() => {
        for (const listener of this.#listeners) listener({ data, ports, source: this.window });
      });
    },
  };

  constructor(preload: string, send: (channel: string) => void) {
    const electron = {
      ipcRenderer: {
        send,
        on: (channel: string, listener: (...args: unknown[]) => void) => this.#ipc.on(channel, listener),
      },
      contextBridge: { exposeInMainWorld: (name: string) => this.exposed.push(name) },
    };
    const sandboxRequire = (id: string) => {
      if (id === 'electron') return electron;
      throw new Error(`module not found: ${id}`);
    };
    const globals = Object.keys(this.window);
    new Function('require', 'window', preload)(sandboxRequire, this.window);
    this.exposed.push(...Object.keys(this.window).filter((name) => !globals.includes(name)));
  }

  receive(channel: string, args: readonly unknown[], ports: readonly MessagePort[]): void {
    for (const port of ports) this.#ports.add(port);
    setImmediate(() => this.#ipc.emit(channel, { ports }, ...args));
  }

  /** A page that goes away takes its ports with it. */
  unload(): void {
    this.#listeners.clear();
    for (const port of this.#ports) port.close();
  }
}
