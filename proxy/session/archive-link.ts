// The archive's thread as seen from the relay's: started, called, fed with batches, and missed when it dies. Batches
// and calls share one port, which keeps them in order.

import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import { FramescopeError } from '../contract/errors.ts';
import { type Port, linkOver } from '../contract/port.ts';
import type { Access } from '../store/session-file.ts';
import type { ArchiveChange } from './archive.ts';
import type { ArchiveCalls, ArchiveListener, ArchiveThreadData } from './archive-thread.ts';
import { entryFile } from './entry-file.ts';
import { WireFile } from './wire-file.ts';
import { BATCH_READ, WireLog, type WireLogLimits } from './wire-log.ts';

export interface ArchiveLink {
  readonly calls: BirpcReturn<ArchiveCalls, ArchiveListener>;
  /** Where capture reports to. */
  readonly log: WireLog;
  readonly lastConnectionId: number;
  /** Resolves when everything that was reported so far has been read. */
  settle(): Promise<void>;
  /** Stores what is there, marks what is open as ended, and closes the file. */
  close(at: number): Promise<void>;
}

export interface ArchiveLinkOptions {
  readonly file: string;
  readonly access: Access;
  readonly version: string;
  /** Folder of a person's own decoders; null: none. */
  readonly decoders?: string | null;
  /** Folder of a person's .proto files; null: none. */
  readonly protobuf?: string | null;
  /** Of the wire log; its own by default. */
  readonly limits?: WireLogLimits | undefined;
  readonly changed: (change: ArchiveChange) => Promise<void>;
  /** The thread died: nothing is stored any more. */
  readonly died: (error: Error) => void;
}

/** What the thread makes is garbage at once: more room for it would only be more memory. */
const YOUNG = { maxYoungGenerationSizeMb: 16 };

/** Fails as `openStore` does. */
export async function startArchive(options: ArchiveLinkOptions): Promise<ArchiveLink> {
  const { file, access, version, limits, decoders = null, protobuf = null } = options;
  const workerData: ArchiveThreadData = { file, access, version, decoders, protobuf };
  const worker = new Worker(entryFile('archive-thread'), { workerData, resourceLimits: YOUNG });
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  const log = new WireLog(new WireFile(file), (batch) => worker.postMessage(batch), limits);
  const calls = createBirpc<ArchiveCalls, ArchiveListener>(
    { change: options.changed },
    linkOver(portOf(worker, log), () => undefined),
  );
  let dead = false;
  worker.on('error', (error: unknown) => {
    dead = true;
    log.stop();
    const cause = error instanceof Error ? error : new Error(String(error));
    calls.$close(archiveGone(cause));
    options.died(cause);
  });
  const settle = async () => {
    await log.flush();
    if (!dead) await calls.counts(); // comes after every batch
  };
  const close = async (at: number) => {
    await log.flush();
    log.stop();
    await log.close();
    if (dead) return;
    await calls.close(at);
    await endOf(worker, exited);
  };
  try {
    const { lastConnectionId } = await calls.open();
    return { calls, log, lastConnectionId, settle, close };
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

/** A thread that was asked to close ends by itself; cutting it off is for one that does not. */
const GRACE_MS = 2000;

async function endOf(worker: Worker, exited: Promise<unknown>): Promise<void> {
  const timer = setTimeout(() => void worker.terminate(), GRACE_MS);
  await exited;
  clearTimeout(timer);
}

/** The worker's port: what was read is the log's to know, everything else answers a call or is one. */
function portOf(worker: Worker, log: WireLog): Port {
  return {
    post: (message) => worker.postMessage(message),
    listen: (receive) =>
      worker.on('message', (data: unknown) => (data === BATCH_READ ? log.read() : receive(data))),
    close: () => void worker.terminate(),
  };
}

function archiveGone({ message }: Error): FramescopeError {
  return new FramescopeError(
    'ENGINE_GONE',
    `The capture store stopped: ${message}`,
    'Restart Framescope; what was stored is safe.',
  );
}
