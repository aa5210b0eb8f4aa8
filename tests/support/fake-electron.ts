// Electron's main-process API without Electron: what main does with it is recorded and checked as strictly as
// Electron would. Its processes and ports are real (electron-shim-processes.ts); its page is fake-electron-page.ts, in which
// the real preload bundle runs.

import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  Rectangle,
} from 'electron';
import { FakePage } from './fake-electron-page.ts';
import type { MessagePortMain } from './electron-shim-processes.ts';

export { MessageChannelMain, running, utilityProcess } from './electron-shim-processes.ts';

const manifest = resolve(import.meta.dirname, '../../package.json');

class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Emits as Electron does, and tells whether a listener refused. */
function refused(emitter: EventEmitter, name: string, ...rest: unknown[]): boolean {
  const event = new PreventableEvent();
  emitter.emit(name, event, ...rest);
  return event.defaultPrevented;
}

class App extends EventEmitter {
  readonly isPackaged = false;
  /** Until it is set: a folder that is not there. */
  readonly paths = new Map([['userData', '/nowhere']]);
  sandboxed = false;
  /** Does another instance hold the lock? */
  lockHeld = false;
  lockData: unknown = null;
  quitting = false;
  readonly quitted = Promise.withResolvers<void>();
  #ready = false;

  isReady = () => this.#ready;
  whenReady = async (): Promise<void> => {
    this.#ready = true;
  };
  getVersion = () => (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  getPath = (name: string) => this.paths.get(name) ?? '';
  setPath = (name: string, path: string) => void this.paths.set(name, path);
  setAboutPanelOptions = () => {};
  enableSandbox = () => {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.sandboxed = true;
  };
  requestSingleInstanceLock = (data: unknown) => {
    this.lockData = structuredClone(data);
    return !this.lockHeld;
  };
  /** Windows first, without `window-all-closed`; then `will-quit`, which may be refused. */
  quit = () => {
    if (refused(this, 'before-quit')) return;
    this.quitting = true;
    for (const window of windows.slice()) window.close();
    this.quitting = false;
    if (windows.length > 0 || refused(this, 'will-quit')) return;
    this.emit('quit');
    this.quitted.resolve();
  };
}
export const app = new App();

export const ipcMain = new EventEmitter();

export const protocol = {
  schemes: [] as CustomScheme[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged(schemes: CustomScheme[]) {
    if (app.isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    protocol.schemes.push(...schemes);
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>) {
    if (!app.isReady()) throw new Error('protocol.handle should be called after app is ready');
    protocol.handlers.set(scheme, handler);
  },
};

/** Asks whoever serves the scheme. */
export function fetchApp(url: string, init?: RequestInit): Promise<Response> {
  const handler = protocol.handlers.get(new URL(url).protocol.slice(0, -1));
  return handler ? handler(new Request(url, init)) : Promise.reject(new Error('ERR_UNKNOWN_URL_SCHEME'));
}

export class Menu {
  static applicationMenu: Menu | null = null;
  static readonly popups: Menu[] = [];
  readonly template: readonly MenuItemConstructorOptions[];

  constructor(template: readonly MenuItemConstructorOptions[]) {
    this.template = template;
  }
  static buildFromTemplate = (template: readonly MenuItemConstructorOptions[]) => new Menu(template);
  static setApplicationMenu(menu: Menu): void {
    Menu.applicationMenu = menu;
  }
  popup(): void {
    Menu.popups.push(this);
  }
  /** Clicks the item with this label, wherever it is. */
  click(label: string): void {
    const items = this.template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    const item = items.find((each) => each.label === label);
    if (!item) throw new Error(`There is no menu item “${label}”.`);
    (item.click as (() => void) | undefined)?.();
  }
}

/** A dialog that waits for a person. */
export interface OpenDialog {
  readonly options: MessageBoxOptions;
  press(button: string): void;
}

export const dialog = {
  shown: new EventEmitter(),
  /** Those that nobody has looked at yet. */
  waiting: [] as OpenDialog[],
  errors: [] as string[],
  filePaths: [] as string[],
  showMessageBox(...args: [BrowserWindow, MessageBoxOptions] | [MessageBoxOptions]) {
    const options = args.at(-1) as MessageBoxOptions;
    const { promise, resolve: answer } = Promise.withResolvers<{ response: number }>();
    const press = (button: string) => answer({ response: options.buttons?.indexOf(button) ?? -1 });
    dialog.waiting.push({ options, press });
    dialog.shown.emit('message-box', { options, press } satisfies OpenDialog);
    return promise;
  },
  /** The next one that nobody has looked at, be it shown already or not. */
  async next(): Promise<OpenDialog> {
    if (dialog.waiting.length === 0) await once(dialog.shown, 'message-box');
    return dialog.waiting.shift()!;
  },
  showErrorBox: (title: string, content: string) => void dialog.errors.push(`${title} ${content}`),
  showOpenDialog: async () => ({ filePaths: dialog.filePaths }),
};

export const shell = {
  shown: [] as string[],
  showItemInFolder: (path: string) => void shell.shown.push(path),
  openPath: async (path: string) => void shell.shown.push(path),
};

export const nativeTheme = { shouldUseDarkColors: false };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };

type Permit = (permission: string, url: string) => boolean;

/** The permissions of a session, as a page would find them. */
export class Session {
  allowsRequest: Permit = () => true;
  allowsCheck: Permit = () => true;
  allowsDevice: () => boolean = () => true;

  setPermissionRequestHandler(
    handler: (
      contents: null,
      permission: string,
      answer: (granted: boolean) => void,
      details: object,
    ) => void,
  ): void {
    this.allowsRequest = (permission, requestingUrl) => {
      let granted = true;
      handler(null, permission, (answer) => (granted = answer), { requestingUrl });
      return granted;
    };
  }
  setPermissionCheckHandler(handler: (contents: null, permission: string, origin: string) => boolean): void {
    this.allowsCheck = (permission, origin) => handler(null, permission, origin);
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.allowsDevice = handler;
  }
}

export class WebContents extends EventEmitter {
  readonly session = new Session();
  readonly mainFrame = { url: '', parent: null };
  protected readonly preload: string;
  page: FakePage | null = null;
  openWindow: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  constructor(preload: string) {
    super();
    this.preload = preload;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openWindow = handler;
  }
  /** What a link, a script or a redirect of the page attempts. */
  navigates(name: string, url: string): boolean {
    const event = Object.assign(new PreventableEvent(), { url });
    this.emit(name, event);
    return !event.defaultPrevented;
  }
  send(channel: string, ...args: unknown[]): void {
    this.page?.receive(channel, structuredClone(args), []);
  }
  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[]): void {
    const ports = transfer.map((port) => port.transfer());
    if (this.page) this.page.receive(channel, [structuredClone(message)], ports);
    else for (const port of ports) port.close();
  }
  /** From the page's preload, or from a frame that is somebody else's. */
  ask(channel: string, senderFrame: unknown = this.mainFrame): void {
    ipcMain.emit(channel, { sender: this, senderFrame, ports: [] });
  }
  async load(url: string): Promise<void> {
    const { status } = await fetchApp(url);
    if (status !== 200) throw new Error(`ERR_FAILED (${status}) loading '${url}'`);
    this.mainFrame.url = url;
    this.page = new FakePage(readFileSync(this.preload, 'utf8'), (channel) => this.ask(channel));
    this.emit('did-finish-load');
    this.emit('page', this.page);
  }
  reload(): void {
    this.unload();
    void this.load(this.mainFrame.url);
  }
  unload(): void {
    this.page?.unload();
  }
}

export const windows: BrowserWindow[] = [];

export class BrowserWindow extends EventEmitter {
  /** What shows the page; the shim has a real browser do it. */
  static contents = (options: BrowserWindowConstructorOptions): WebContents =>
    new WebContents(options.webPreferences?.preload ?? '');
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: WebContents;
  title = '';
  visible: boolean;
  maximized = false;
  minimized = false;
  focused = 0;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.visible = options.show ?? true;
    this.webContents = BrowserWindow.contents(options);
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    this.emit('ready-to-show');
  }
  /** Electron closes a window when its page agrees; ours always does. */
  close(): void {
    if (refused(this, 'close')) return;
    this.#destroyed = true;
    windows.splice(windows.indexOf(this), 1);
    this.webContents.unload();
    this.emit('closed');
    if (windows.length === 0 && !app.quitting) app.emit('window-all-closed');
  }
  isDestroyed = () => this.#destroyed;
  isMinimized = () => this.minimized;
  isMaximized = () => this.maximized;
  maximize = () => (this.maximized = true);
  restore = () => (this.minimized = false);
  show = () => (this.visible = true);
  focus = () => (this.focused += 1);
  setTitle = (title: string) => (this.title = title);
  setRepresentedFilename = () => {};
  getNormalBounds = (): Rectangle => ({ x: 10, y: 20, width: 1000, height: 700 });
}
