// Entry of the archive's worker thread: takes batches from the relay's thread, says when they are read, and answers
// calls, all over one port. Under a flood batches wait here, so that calls are answered between two of them; a call
// that must not overtake what was relayed before it waits for them.

import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { linkOver } from '../contract/port.ts';
import { type Access, explained } from '../store/session-file.ts';
import { Archive, type ArchiveChange } from './archive.ts';
import { restAfter } from './pace.ts';
import { type Batch, BATCH_READ } from './wire-log.ts';
import { loadProtos } from './own/own-protos.ts';
import { loadScripts } from './own/own-scripts.ts';

export interface ArchiveThreadData {
  readonly file: string;
  readonly access: Access;
  readonly version: string;
  /** Folder of a person's own decoders; null: none. */
  readonly decoders: string | null;
  /** Folder of a person's .proto files; null: none. */
  readonly protobuf: string | null;
}

/** What is called at once, by who answers it. */
const METHODS = {
  archive: [
    'connections',
    'connection',
    'body',
    'sample',
    'message',
    'payload',
    'page',
    'annotations',
    'annotate',
    'watch',
    'keepTo',
    'findings',
    'detectFold',
    'foldState',
  ],
  views: ['openView', 'closeView', 'rows', 'locate', 'locateTime', 'overview', 'statistics', 'schema'],
  chats: ['openChat', 'closeChat', 'chatRows', 'locateInChat', 'chatSummary'],
  exports: ['startExport', 'readExport', 'cancelExport'],
  decoding: ['decoders', 'decodeBy'],
} as const satisfies Methods;

/** These come after every batch that was sent before them. */
const IN_ORDER = {
  archive: ['counts', 'pause', 'resume', 'clear', 'close'],
  exports: ['endExport'],
} as const satisfies Methods;

interface Homes {
  readonly archive: Archive;
  readonly views: Archive['views'];
  readonly chats: Archive['chats'];
  readonly exports: Archive['exports'];
  readonly decoding: Archive['decoding'];
}

type Methods = { readonly [Home in keyof Homes]?: readonly (keyof Homes[Home])[] };

type Listed<M, Home> = Home extends keyof M
  ? M[Home] extends readonly (infer Name)[]
    ? Name
    : never
  : never;
type NamesIn<Home extends keyof Homes> = Listed<typeof METHODS, Home> | Listed<typeof IN_ORDER, Home>;

/** What the session may call. */
export type ArchiveCalls = Pick<Archive, NamesIn<'archive'>> &
  Pick<Archive['views'], NamesIn<'views'>> &
  Pick<Archive['chats'], NamesIn<'chats'>> &
  Pick<Archive['exports'], NamesIn<'exports'>> &
  Pick<Archive['decoding'], NamesIn<'decoding'>> & {
    open(): Promise<{ lastConnectionId: number }>;
  };

/** What the thread calls. */
export interface ArchiveListener {
  change(change: ArchiveChange): Promise<void>;
}

/** Traffic comes first: where cores are short, the relay's thread has them. */
const NICENESS = 10;
if (process.platform === 'linux') setPriority(NICENESS); // of this thread; elsewhere it would be the process's

const { file, access, version, decoders, protobuf } = workerData as ArchiveThreadData;
const port = parentPort!;
/** Batches, and the calls between them that must not overtake. */
const waiting: (() => void)[] = [];
let archive: Archive | null = null;

function opened(): Archive {
  archive ??= new Archive(file, access, version, (change) => listener.change(change));
  return archive;
}

let lastBatchAt = 0;

function enqueue(work: () => void): void {
  waiting.push(work);
  if (waiting.length === 1) setImmediate(turn);
}

function turn(): void {
  const began = performance.now();
  waiting[0]?.();
  waiting.shift();
  if (waiting.length === 0) return;
  const now = performance.now();
  const rest = restAfter(now - began, { batches: waiting.length, quiet: now - lastBatchAt });
  if (rest < 1) setImmediate(turn);
  else setTimeout(turn, rest);
}

function takeBatch(batch: Batch): void {
  lastBatchAt = performance.now();
  enqueue(() => {
    opened().apply(batch);
    port.postMessage(BATCH_READ);
  });
}

function homeOf(name: keyof Homes): object {
  return name === 'archive' ? opened() : opened()[name];
}

const call = (home: keyof Homes, method: string, args: unknown[]): unknown =>
  explained(file, () => {
    const answering = homeOf(home);
    return Reflect.apply(Reflect.get(answering, method) as (...args: unknown[]) => unknown, answering, args);
  });

function callInOrder(home: keyof Homes, method: string, args: unknown[]): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<void>();
  enqueue(resolve);
  return promise.then(() => call(home, method, args));
}

/** The first call: what is captured is read by a person's own decoders from the beginning. */
async function openThread(): Promise<{ lastConnectionId: number }> {
  const { lastConnectionId } = opened();
  const { decoding } = opened();
  if (decoders !== null) await decoding.openFolder(decoders, loadScripts);
  if (protobuf !== null) await decoding.openFolder(protobuf, loadProtos);
  return { lastConnectionId };
}

/** The last call: once it is answered, nothing holds the thread. */
async function closeThread(at: number): Promise<void> {
  await callInOrder('archive', 'close', [at]);
  setImmediate(() => port.close());
}

type Answer = (home: keyof Homes, method: string, args: unknown[]) => unknown;

const answeredBy = (methods: Methods, answer: Answer) =>
  Object.entries(methods).flatMap(([home, names]) =>
    names.map((name) => [name, (...args: unknown[]) => answer(home as keyof Homes, name, args)] as const),
  );

const functions = Object.fromEntries([
  ...answeredBy(METHODS, call),
  ...answeredBy(IN_ORDER, callInOrder),
  ['close', async (at: number) => closeThread(at)],
  ['open', openThread],
]) as unknown as ArchiveCalls;

const listener = createBirpc<ArchiveListener, ArchiveCalls>(
  functions,
  linkOver(
    {
      post: (message) => port.postMessage(message),
      listen: (receive) =>
        port.on('message', (data: object) => ('kind' in data ? takeBatch(data as Batch) : receive(data))),
      close: () => port.close(),
    },
    () => undefined,
  ),
);
