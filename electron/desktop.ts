// The desktop app as a whole: one instance a data folder, one window, one engine. Page and engine talk over a port
// of their own that is only handed over here.

import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BrowserWindow, Menu, app, dialog, ipcMain, shell } from 'electron';
import { dataDirPath } from '../proxy/session/data-dir.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { parseArguments, sessionFileIn } from './arguments.ts';
import type { EngineFacts, EngineOptions, StartError } from './engine-messages.ts';
import { type EngineProcess, createEngineProcess } from './engine-process.ts';
import { emitEvent } from './events.ts';
import { menuTemplate } from './menu.ts';
import { CHANNEL, type PageCommand } from './page-messages.ts';
import { guardPages, isOurPage } from './security.ts';
import { KEEPS_CRASHING, askForRemedy } from './start-failure.ts';
import { openWindow } from './window.ts';

export interface CommandLine {
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** `bundleDir`: where main, preload, engine and its threads lie; the page lies beside it. */
export async function startDesktop(bundleDir: string, { argv, cwd }: CommandLine): Promise<void> {
  const given = parseArguments(argv, cwd);
  const dataDir = dataDirPath(given.dataDir);
  keepProfileIn(dataDir);
  if (!app.requestSingleInstanceLock({ argv, cwd } satisfies CommandLine)) return app.quit();
  registerAppScheme();
  guardPages();
  const desktop = new Desktop(bundleDir, { ...given.engine, version: app.getVersion(), dataDir }, given.json);
  desktop.listen();
  await app.whenReady();
  serveApp(join(bundleDir, '..', 'renderer'));
  desktop.start();
}

/** Chromium's own files lie beside ours, so that each data folder is an instance of its own. */
function keepProfileIn(dataDir: string): void {
  const profile = join(dataDir, 'desktop');
  try {
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    app.setPath('userData', profile);
  } catch {
    return; // the engine says what is wrong with the data folder, and what to do
  }
}

class Desktop {
  readonly #bundleDir: string;
  readonly #json: boolean;
  readonly #engine: EngineProcess;
  #options: EngineOptions;
  #facts: EngineFacts | null = null;
  #window: BrowserWindow | null = null;
  /** The page has asked for a port; it wants the next one as well, should the engine be started again. */
  #pageAsked = false;
  /** What the page shows belongs to another session than the one that comes. */
  #pageStale = false;
  /** In order, with everything stored. */
  #engineEnded = false;

  constructor(bundleDir: string, options: EngineOptions, json: boolean) {
    this.#bundleDir = bundleDir;
    this.#options = options;
    this.#json = json;
    this.#engine = createEngineProcess(join(bundleDir, 'engine.js'), {
      options: () => this.#options,
      ready: (facts) => this.#engineReady(facts),
      gone: () => this.#window?.webContents.send(CHANNEL.gone),
      failed: (error) => void this.#remedy(error),
      gaveUp: () => void this.#remedy(KEEPS_CRASHING),
    });
  }

  /** Before the app is ready, so that nothing is missed. */
  listen(): void {
    app.on('second-instance', (_event, _argv, _cwd, data) => this.#startedAgain(data as CommandLine));
    app.on('open-file', (event, file) => {
      event.preventDefault();
      if (app.isReady()) void this.#openSession(file);
      else this.#options = { ...this.#options, file, fileMustExist: true };
    });
    app.on('activate', () => {
      if (app.isReady()) this.#show();
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit(); // there, capturing goes on until the app is quit
    });
    app.on('will-quit', (event) => {
      if (this.#engineEnded) return;
      event.preventDefault();
      void this.#endEngine();
    });
    ipcMain.on(CHANNEL.ask, (event) => {
      if (isOurPage(event.senderFrame)) this.#handOver();
    });
  }

  async #endEngine(): Promise<void> {
    await this.#engine.close();
    this.#engineEnded = true;
    app.quit();
  }

  start(): void {
    Menu.setApplicationMenu(Menu.buildFromTemplate(this.#menu()));
    app.setAboutPanelOptions({ applicationName: 'Framescope', applicationVersion: this.#options.version });
    this.#show();
    this.#engine.start();
  }

  #menu() {
    return menuTemplate(process.platform, {
      newSession: () => void this.#openSession(null),
      openSession: () => void this.#chooseSession(),
      showSession: () => this.#facts && shell.showItemInFolder(this.#facts.file),
      showDataDir: () => void shell.openPath(this.#options.dataDir),
      command: (id) => this.#command(id),
    });
  }

  #show(): void {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    this.#pageAsked = false;
    this.#window = openWindow(join(this.#bundleDir, 'preload.cjs'));
    this.#window.once('closed', () => {
      this.#window = null;
    });
    this.#nameSession();
  }

  #command(id: PageCommand): void {
    this.#show();
    this.#window?.webContents.send(CHANNEL.command, id);
  }

  #startedAgain({ argv, cwd }: CommandLine): void {
    this.#show();
    const file = sessionFileIn(argv, cwd);
    if (file !== null && file !== this.#facts?.file) void this.#openSession(file);
  }

  #engineReady(facts: EngineFacts): void {
    this.#facts = facts;
    this.#options = sameAgain(this.#options, facts);
    if (this.#json) emitEvent({ event: 'ready', ...facts });
    this.#nameSession();
    if (this.#pageStale) this.#window?.webContents.reload();
    else if (this.#pageAsked) this.#handOver();
    this.#pageStale = false;
  }

  /** While the engine is not ready, the page has to wait. */
  #handOver(): void {
    this.#pageAsked = true;
    const port = this.#engine.openPort();
    if (port) this.#window?.webContents.postMessage(CHANNEL.port, null, [port]);
  }

  #nameSession(): void {
    if (!this.#facts) return;
    this.#window?.setTitle(`${basename(this.#facts.file)} – Framescope`);
    this.#window?.setRepresentedFilename(this.#facts.file);
  }

  async #remedy(error: StartError): Promise<void> {
    if (this.#json) emitEvent({ event: 'error', ...error });
    const remedy = await askForRemedy(this.#window, error);
    if (remedy === 'quit') return app.quit();
    if (remedy === 'other-port') this.#options = { ...this.#options, proxyPort: 0 };
    if (remedy === 'new-session') this.#options = { ...this.#options, file: null, fileMustExist: false };
    this.#engine.start();
  }

  async #openSession(file: string | null): Promise<void> {
    this.#options = { ...this.#options, file, fileMustExist: file !== null };
    this.#pageStale = true;
    await this.#engine.restart();
  }

  async #chooseSession(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({
      title: 'Open a session',
      defaultPath: join(this.#options.dataDir, 'sessions'),
      filters: [{ name: 'Framescope sessions', extensions: ['framescope'] }],
      properties: ['openFile'],
    });
    if (filePaths[0] !== undefined) await this.#openSession(filePaths[0]);
  }
}

/** After a crash the page must find its session, and clients the proxy where it was. */
function sameAgain(options: EngineOptions, { file, proxyPort }: EngineFacts): EngineOptions {
  const keptPort = options.proxyPort === null ? null : proxyPort;
  return { ...options, file, fileMustExist: true, proxyPort: keptPort };
}
