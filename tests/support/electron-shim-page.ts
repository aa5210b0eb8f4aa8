// A window's page in a real Chromium: the real renderer, served by the app's own protocol handler, with the real
// preload bundle. `app://` is an `https:` address there, for no Chromium but Electron's knows that scheme.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import { type BrowserContext, type Page, type Route, chromium } from 'playwright-core';
import { BROWSER_ARGS, chromiumPath } from './chromium.ts';
import { CarriedPorts, type MessagePortMain, type Wire } from './electron-shim-processes.ts';
import { WebContents, app, fetchApp } from './fake-electron.ts';

const APP = 'app://framescope';
const ORIGIN = 'https://app.framescope.test';

let launched: Promise<BrowserContext> | null = null;

/** The test finds the browser by the port that Chromium writes into its profile. */
function launchChromium(): Promise<BrowserContext> {
  launched ??= chromiumPath().then((executablePath) =>
    chromium.launchPersistentContext(join(app.getPath('userData'), 'chromium'), {
      executablePath,
      args: [...BROWSER_ARGS, '--remote-debugging-port=0'],
      userAgent: 'Chrome/150 Electron/45.4.1',
      viewport: { width: 1280, height: 800 },
    }),
  );
  return launched;
}

export async function closeChromium(): Promise<void> {
  await (await launched)?.close();
}

export class ChromiumContents extends WebContents {
  readonly #tell: (what: string) => void;
  readonly #ports = new CarriedPorts((wire) => this.#toPage('wire', wire));
  readonly #opened: Promise<Page>;
  #lastPort = 0;

  constructor(options: BrowserWindowConstructorOptions, tell: (what: string) => void) {
    super(options.webPreferences?.preload ?? '');
    this.#tell = tell;
    this.#opened = this.#open();
  }

  async #open(): Promise<Page> {
    const context = await launchChromium();
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', ({ message }) => this.#tell(`problem ${message}`));
    page.on('console', (line) => line.type() === 'error' && this.#tell(`problem ${line.text()}`));
    await page.exposeFunction('shimAsk', (channel: string) => this.ask(channel));
    await page.exposeFunction('shimWire', (wire: Wire) => this.#ports.receive(wire));
    // one script, for the page's policy lets none be made from text
    await page.addInitScript(
      `{ const require = (${preloadRequire.toString()})(); ${readFileSync(this.preload, 'utf8')} }`,
    );
    await page.route(`${ORIGIN}/**`, answer);
    return page;
  }

  override async load(url: string): Promise<void> {
    this.mainFrame.url = url;
    const page = await this.#opened;
    const response = await page.goto(url.replace(APP, ORIGIN));
    if (!response?.ok()) throw new Error(`ERR_FAILED (${response?.status()}) loading '${url}'`);
    this.emit('did-finish-load');
    this.#tell('page');
  }

  override send(channel: string, ...args: unknown[]): void {
    this.#toPage('message', { channel, args, ports: [] });
  }

  override postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[]): void {
    const ports = transfer.map((port) => [++this.#lastPort, port.transfer()] as const);
    this.#toPage('message', { channel, args: [message], ports: ports.map(([id]) => id) });
    for (const [id, port] of ports) this.#ports.carry(id, port);
  }

  override reload(): void {
    this.unload();
    void this.#opened.then((page) => page.reload());
  }

  override unload(): void {
    this.#ports.closeAll();
  }

  #toPage(kind: 'message' | 'wire', value: unknown): void {
    void this.#opened
      .then((page) => page.evaluate(([of, what]) => window.shimReceive(of, what), [kind, value] as const))
      .catch(() => undefined); // a page that is going away hears nothing more
  }
}

declare global {
  interface Window {
    shimAsk(channel: string): void;
    shimWire(wire: unknown): void;
    shimReceive(kind: 'message' | 'wire', value: unknown): void;
  }
}

async function answer(route: Route): Promise<void> {
  const request = route.request();
  const response = await fetchApp(request.url().replace(ORIGIN, APP), { method: request.method() });
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

/** Runs in the page, before its own scripts: the `require` of a sandboxed preload, and the page's ends of its ports. */
function preloadRequire() {
  interface Message {
    readonly channel: string;
    readonly args: readonly unknown[];
    readonly ports: readonly number[];
  }
  const listeners = new Map<string, (event: unknown, ...args: unknown[]) => void>();
  const ends = new Map<number, MessagePort>();

  const open = (port: number): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ends.set(port, port1);
    port1.addEventListener('message', ({ data }) => window.shimWire({ is: 'port-message', port, data }));
    port1.addEventListener('close', () => window.shimWire({ is: 'port-closed', port }));
    port1.start();
    return port2;
  };

  window.shimReceive = (kind, value) => {
    if (kind === 'message') {
      const { channel, args, ports } = value as Message;
      listeners.get(channel)?.({ ports: ports.map(open) }, ...args);
      return;
    }
    const wire = value as { is: string; port: number; data: unknown };
    const end = ends.get(wire.port);
    if (wire.is === 'port-message') end?.postMessage(wire.data);
    else end?.close();
  };

  const electron = {
    ipcRenderer: {
      send: (channel: string) => window.shimAsk(channel),
      on: (channel: string, listener: () => void) => listeners.set(channel, listener),
    },
  };
  return (id: string) => {
    if (id === 'electron') return electron;
    throw new Error(`module not found: ${id}`);
  };
}
