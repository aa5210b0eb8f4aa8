// Starts, steers and ends the demo: generated Twitch chat that a real client reads through the proxy.
// It knows neither the proxy nor the authority; whoever calls it brings the certificate and the address.

import { type ChildProcess, fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { DemoCommand, DemoReport } from './demo-messages.ts';
import type { ProxyAddress } from './twitch-client.ts';

/** The name that the demo's server goes by, as the real one does. */
export const TWITCH_HOST = 'irc-ws.chat.twitch.tv';

export interface DemoOptions {
  /** Identity for `TWITCH_HOST`, PEM. */
  readonly leaf: { readonly key: string; readonly cert: string };
  /** WebSocket messages a second, from 1 to 5,000. */
  readonly rate: number;
  readonly seed: number;
}

export interface Demo {
  /** Of the server, on 127.0.0.1: where the proxy is to find `TWITCH_HOST`. */
  readonly port: number;
  /** The client dials `TWITCH_HOST:port` through this proxy, and does so again whenever it loses the connection. */
  connect(proxy: ProxyAddress, caPem: string): void;
  setRate(rate: number): void;
  stop(): Promise<void>;
}

/** The other end: a process, or a thread where a process cannot be had. */
interface Runner {
  tell(command: DemoCommand): void;
  /** The first report, or a rejection when it ended without one. */
  readonly report: Promise<DemoReport>;
  readonly ended: Promise<unknown>;
  kill(): void;
}

const SOURCES = import.meta.url.endsWith('.ts');
const ENTRY = `./demo-process.${SOURCES ? 'ts' : 'js'}`;
/** Milliseconds that the client has for its close handshake. */
const STOP_WITHIN = 2_000;

export async function startDemo({ leaf, rate, seed }: DemoOptions): Promise<Demo> {
  const runner = startRunner(new URL(ENTRY, import.meta.url));
  runner.tell({ do: 'serve', key: leaf.key, cert: leaf.cert, rate, seed });
  const report = await runner.report;
  if (report.is === 'failed') {
    runner.kill();
    throw new Error(`The demo’s server did not start: ${report.message}`);
  }
  return {
    port: report.port,
    connect: (proxy, caPem) => runner.tell({ do: 'connect', proxy, caPem, host: TWITCH_HOST }),
    setRate: (next) => runner.tell({ do: 'set-rate', rate: next }),
    stop: () => stop(runner),
  };
}

/** Electron is built without its run-as-Node switch, so there it cannot start a Node process. */
function startRunner(entry: URL): Runner {
  return process.versions.electron === undefined ? startProcess(entry) : startThread(entry);
}

function startProcess(entry: URL): Runner {
  const child = fork(entry, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.on('error', () => {});
  return {
    tell: (command) => void (child.connected && child.send(command, () => {})),
    report: firstReport(child),
    ended: ending(child),
    kill: () => void child.kill('SIGKILL'),
  };
}

function startThread(entry: URL): Runner {
  const worker = new Worker(entry);
  worker.on('error', () => {});
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    tell: (command) => worker.postMessage(command),
    report: firstReport(worker),
    ended: ending(worker),
    kill: () => void worker.terminate(),
  };
}

function firstReport(runner: ChildProcess | Worker): Promise<DemoReport> {
  return new Promise((resolve) => {
    runner.once('message', (report) => resolve(report as DemoReport));
    runner.once('error', (error) => resolve({ is: 'failed', message: error.message }));
    runner.once('exit', (code) => resolve({ is: 'failed', message: `it ended with code ${code}` }));
  });
}

function ending(runner: ChildProcess | Worker): Promise<unknown> {
  return new Promise((resolve) => {
    runner.once('exit', resolve);
  });
}

async function stop(runner: Runner): Promise<void> {
  const patience = setTimeout(runner.kill, STOP_WITHIN);
  runner.tell({ do: 'stop' });
  await runner.ended;
  clearTimeout(patience);
}
