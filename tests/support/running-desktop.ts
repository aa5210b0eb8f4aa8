// The built desktop app as a running program, with its window's page at hand: in real Electron, or in the shim.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Page, _electron, chromium } from 'playwright-core';
import { killed } from './killed.ts';

const root = resolve(import.meta.dirname, '../..');

export interface RunningDesktop {
  readonly page: Page;
  /** Of the main process and of every engine so far. */
  pids(): Promise<readonly number[]>;
  /** What went wrong in the page. */
  readonly problems: readonly string[];
  /** As a person does; resolves when the program has ended. */
  quit(): Promise<void>;
  /** Whatever is left, at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Lines of a stream, and the first one that matches, be it past or to come. */
class Lines {
  readonly all: string[] = [];
  readonly #ended: Promise<void>;
  #wake = Promise.withResolvers<void>();

  constructor({ stderr }: ChildProcess) {
    const lines = createInterface(stderr!);
    lines.on('line', (line) => {
      this.all.push(line);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
    this.#ended = once(lines, 'close').then(() => undefined);
  }

  async matching(pattern: RegExp): Promise<RegExpExecArray> {
    const found = this.all.map((line) => pattern.exec(line)).find((match) => match !== null);
    if (found) return found;
    const grown = await Promise.race([this.#wake.promise.then(() => true), this.#ended.then(() => false)]);
    if (!grown) throw new Error(`It ended without ${pattern}:\n${this.all.join('\n')}`);
    return this.matching(pattern);
  }
}

/** The real bundles of main, preload, engine and page, with Node and Chromium in the place of Electron. */
export async function runInShim(dataDir: string, args: readonly string[]): Promise<RunningDesktop> {
  const shim = join(root, 'tests/support/electron-shim.ts');
  const main = join(root, 'out/electron/main.js');
  const child = spawn(process.execPath, ['--import', shim, main, '--json', '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const lines = new Lines(child);
  const kill = () => killed(child);
  try {
    await lines.matching(/"event":"ready"|SHIM dialog/);
    await lines.matching(/^SHIM page/);
    const profile = join(dataDir, 'desktop/chromium/DevToolsActivePort');
    const browser = await chromium.connectOverCDP(
      `http://127.0.0.1:${readFileSync(profile, 'utf8').split('\n')[0]}`,
    );
    const engines = () =>
      lines.all.flatMap((line) => /^SHIM engine (?<pid>\d+)$/.exec(line)?.groups?.pid ?? []).map(Number);
    return {
      page: browser.contexts()[0]!.pages()[0]!,
      pids: async () => [child.pid!, ...engines()],
      get problems() {
        return lines.all.filter((line) => line.startsWith('SHIM problem'));
      },
      async quit() {
        const exit = once(child, 'exit');
        child.kill('SIGTERM');
        await exit;
      },
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** Real Electron, where its binary is installed. */
export async function runInElectron(
  executablePath: string,
  dataDir: string,
  args: readonly string[],
): Promise<RunningDesktop> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath,
    args: [...sandbox, root, '--data-dir', dataDir, ...args],
  });
  const page = await app.firstWindow();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  const known = new Set([app.process().pid!]);
  return {
    page,
    async pids() {
      const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics());
      for (const { name, pid } of metrics) if (name === 'Framescope Engine') known.add(pid);
      return [...known];
    },
    problems,
    async quit() {
      const exit = once(app.process(), 'exit');
      await app.evaluate(({ app: electron }) => electron.quit());
      await exit;
    },
    kill: () => killed(app.process()),
  };
}
