// Keeps one engine running in a process of its own: starts it, hands it ports, starts it again when it crashes,
// and ends it. It refuses to know windows, and what is asked over the ports.

import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { EngineFacts, EngineOptions, FromEngine, StartError, ToEngine } from './engine-messages.ts';
import { createRestartPolicy } from './restart-policy.ts';

export interface EngineListener {
  /** Asked before every start. */
  options(): EngineOptions;
  ready(engine: EngineFacts): void;
  /** One that was ready has ended, and every port into it is dead. */
  gone(): void;
  /** It cannot start, for a reason that a person can do something about. */
  failed(error: StartError): void;
  /** It crashed too often in a row to be started again without being asked. */
  gaveUp(): void;
}

export interface EngineProcess {
  /** Does nothing while it runs. */
  start(): void;
  /** Has it store what is there and end, and starts it anew. */
  restart(): Promise<void>;
  /** The page's end of a new port into the engine; null while it is not ready. */
  openPort(): MessagePortMain | null;
  /** Has it store what is there and end, for good. */
  close(): Promise<void>;
}

interface Run {
  readonly child: UtilityProcess;
  readonly exit: Promise<void>;
  state: 'starting' | 'ready' | 'failed' | 'stopping';
  readyAt: number;
}

/** Milliseconds that the engine has to store what it holds, before it is ended. */
const STOP_WITHIN = 5_000;

export function createEngineProcess(entry: string, listener: EngineListener): EngineProcess {
  const restartDelay = createRestartPolicy();
  let run: Run | null = null;
  let closed = false;
  let restart: NodeJS.Timeout | undefined;

  const start = () => {
    clearTimeout(restart);
    if (run || closed) return;
    const child = utilityProcess.fork(entry, [], { serviceName: 'Framescope Engine' });
    const exit = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    const current: Run = { child, exit, state: 'starting', readyAt: 0 };
    run = current;
    child.on('message', (message: FromEngine) => receive(current, message));
    void exit.then(() => ended(current));
    tell(child, { do: 'start', options: listener.options() });
  };

  const receive = (current: Run, message: FromEngine) => {
    if (current.state !== 'starting') return;
    current.state = message.is;
    if (message.is === 'ready') {
      current.readyAt = performance.now();
      listener.ready(message.engine);
    } else {
      current.child.kill();
      void current.exit.then(() => listener.failed(message.error));
    }
  };

  const ended = (current: Run) => {
    run = null;
    if (current.readyAt > 0) listener.gone();
    if (current.state === 'stopping' || current.state === 'failed') return;
    const delay = restartDelay(current.state === 'ready' ? performance.now() - current.readyAt : 0);
    if (delay === null) listener.gaveUp();
    else restart = setTimeout(start, delay);
  };

  const end = async () => {
    clearTimeout(restart);
    if (run) await stop(run);
  };

  return {
    start,
    restart: () => end().then(start),
    openPort: () => (run?.state === 'ready' ? openPort(run.child) : null),
    close() {
      closed = true;
      return end();
    },
  };
}

function openPort(child: UtilityProcess): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  tell(child, { do: 'serve' }, [port1]);
  return port2;
}

async function stop(run: Run): Promise<void> {
  if (run.state !== 'stopping') tell(run.child, { do: 'stop' });
  run.state = 'stopping';
  const patience = setTimeout(() => run.child.kill(), STOP_WITHIN);
  await run.exit;
  clearTimeout(patience);
}

function tell(child: UtilityProcess, command: ToEngine, ports: MessagePortMain[] = []): void {
  child.postMessage(command, ports);
}
