// Web mode as it is built, in a process of its own, with a session file or a new one.

import { resolve } from 'node:path';
import { startChild } from '../child.ts';

const MAIN = resolve(import.meta.dirname, '../../../out/cli/main.js');

export interface Engine {
  /** The page. */
  readonly ui: string;
  readonly proxyPort: number;
  readonly pid: number;
  stop(): Promise<unknown>;
}

interface Ready {
  readonly proxy: string;
  readonly ui: string;
  readonly pid: number;
}

export async function startEngine(dataDir: string, session: string): Promise<Engine> {
  const ports = ['--port', '0', '--proxy-port', '0', '--no-open'];
  const child = await startChild<Ready>([MAIN, 'web', '--json', '--session', session, ...ports], 'stderr', {
    FRAMESCOPE_HOME: dataDir,
  });
  const { proxy, ui, pid } = child.ready;
  return { ui, pid, proxyPort: Number(new URL(proxy).port), stop: () => child.stop() };
}
