// A client that asks for a WebSocket through the proxy, what was captured of it, and what the upgrade doctor is expected to
// say of that: the case, its words, its evidence, and what comes of what it offers.

import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Authority } from '../../proxy/capture/certificate-authority.ts';
import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { ConnectionDetail } from '../../proxy/contract/model.ts';
import { type UpgradeChange, describeChanges } from '../../proxy/contract/upgrade-change.ts';
import { diagnose } from '../../proxy/formats/doctor/diagnose.ts';
import type { CaseId, Diagnosis, Evidence } from '../../proxy/formats/doctor/diagnosis.ts';
import { outcomeOf } from '../../proxy/formats/doctor/outcome.ts';
import { type LiveSession, type SessionOptions, createSession } from '../../proxy/session/create-session.ts';
import { temporaryAuthority } from './open-capture.ts';
import { sessionOptions } from './session-options.ts';
import { sharedTempDir, tempDir } from './temp-dir.ts';
import { type Wire, connectWire, secureWire } from './wire.ts';

export const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
export const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

const HANDSHAKE: readonly (readonly [string, string])[] = [
  ['Host', 'origin.test'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Key', KEY],
  ['Sec-WebSocket-Version', '13'],
];

/** The usual fields, changed so; null takes one away. */
export function fields(changes: Readonly<Record<string, string | null>> = {}): string {
  const kept = HANDSHAKE.filter(([name]) => changes[name] === undefined);
  const set = Object.entries(changes).filter(([, value]) => value !== null);
  return [...kept, ...set].map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

export interface DoctorRig {
  readonly session: LiveSession;
  /** Of the origins. */
  readonly authority: Authority;
}

/** For all tests of a file: to be read when these run. */
export function sharedDoctorRig(): DoctorRig {
  const dataDir = sharedTempDir();
  const rig = {} as { -readonly [Key in keyof DoctorRig]: DoctorRig[Key] };
  beforeAll(async () => {
    rig.authority = await temporaryAuthority();
    rig.session = await doctorSession(dataDir, rig.authority);
  });
  afterAll(() => rig.session.close().then(() => undefined));
  return rig;
}

/** Knows this authority, and origin.test. */
function doctorSession(
  dataDir: string,
  { pem }: Authority,
  options: Partial<SessionOptions> = {},
): Promise<LiveSession> {
  const resolve = [{ host: 'origin.test', port: 0, address: '127.0.0.1' }];
  return createSession(sessionOptions(dataDir, { upstreamCa: [pem], resolve, ...options }));
}

/** One of a test's own, closed with it. */
export async function ownSession(
  authority: Authority,
  options: Partial<SessionOptions>,
): Promise<LiveSession> {
  const session = await doctorSession(tempDir(), authority, options);
  onTestFinished(() => session.close().then(() => undefined));
  return session;
}

export interface Asked {
  readonly host?: string;
  readonly port: number;
  readonly secure?: boolean;
  readonly path?: string;
  readonly request?: string;
  readonly alpn?: readonly string[];
}

/** Asks through the proxy, and waits until it is over or has been answered. */
export function ask(session: LiveSession, asked: Asked): Promise<ConnectionDetail> {
  return captured(session, async () => {
    const client = await reach(session, asked);
    client.send(requestOf(asked));
    return client;
  });
}

export function requestOf({ path = '/chat', request = fields() }: Pick<Asked, 'path' | 'request'>): string {
  return `GET ${path} HTTP/1.1\r\n${request}\r\n`;
}

/** The connection that this client makes, when it is over or has been answered. */
export async function captured(session: LiveSession, act: () => Promise<Wire>): Promise<ConnectionDetail> {
  const before = new Set((await session.connections()).map(({ id }) => id));
  const client = await act();
  const fresh = async () => (await session.connections()).find(({ id }) => !before.has(id))?.id ?? null;
  await expect.poll(fresh).not.toBeNull();
  const detail = await settled(session, (await fresh())!);
  client.socket.destroy();
  return detail;
}

/** Through a CONNECT, with TLS inside of it where it is secure. */
export async function reach(
  { proxy, authority }: LiveSession,
  { host = 'origin.test', port, secure, alpn }: Asked,
): Promise<Wire> {
  const wire = await connectWire(proxy.port);
  wire.send(`CONNECT ${host}:${port} HTTP/1.1\r\n\r\n`);
  await wire.takeHead();
  if (!secure) return wire;
  const options = { ca: authority.pem, servername: host };
  return secureWire(wire, alpn ? { ...options, ALPNProtocols: [...alpn] } : options);
}

export async function settled(session: LiveSession, id: ConnectionId): Promise<ConnectionDetail> {
  const detail = () => session.connection(id);
  await expect.poll(async () => isSettled(await detail()), { timeout: 20_000 }).toBe(true);
  return detail();
}

/** What answers something else than HTTP may leave its connection open. */
function isSettled({ status, ending, failure }: ConnectionDetail): boolean {
  return status === 101 || ending !== null || OTHER_PROTOCOLS.has(failure?.code ?? '');
}

const OTHER_PROTOCOLS: ReadonlySet<string> = new Set(['NOT_HTTP', 'TLS_EXPECTED', 'HTTP2_ONLY']);

export interface Expected {
  readonly id: CaseId;
  readonly sentence: RegExp;
  /** One that must be there. */
  readonly evidence: Partial<Evidence>;
  /** The retry that is offered, in words (empty: at another URL), and what comes of it. */
  readonly retry?: readonly [words: string, outcome: RegExp];
  /** One step that is advised. */
  readonly next?: RegExp;
  /** Words to start Framescope with. */
  readonly fix?: string;
}

/** Each case has words, evidence and something to do: a retry, a step, or words to start Framescope with. */
export async function examine(
  session: LiveSession,
  detail: ConnectionDetail,
  { id, sentence, evidence, retry, next, fix }: Expected,
): Promise<void> {
  const diagnosis = diagnose(detail);
  expect(diagnosis).toMatchObject({ id, sentence: expect.stringMatching(sentence) });
  expect(diagnosis!.evidence).toContainEqual(expect.objectContaining(evidence));
  expect(diagnosis!.why).toMatch(/\.$/);
  expect(retry ?? next ?? fix).toBeDefined();
  if (diagnosis!.level === 'error') expect(detail.failure).toMatchObject({ message: diagnosis!.sentence });
  if (next) expect(diagnosis!.next).toContainEqual(expect.stringMatching(next));
  if (fix) expect(diagnosis!.fixes.map(({ words }) => words)).toContain(fix);
  if (retry) expect(await outcomeOfRetry(session, detail, offered(diagnosis!, retry[0]))).toMatch(retry[1]);
}

function offered({ retries }: Diagnosis, words: string): readonly UpgradeChange[] {
  const found = retries.find(
    (each) => describeChanges(each) === words || (words === '' && each.some(({ kind }) => kind === 'url')),
  );
  expect(found, `one of ${retries.map(describeChanges).join(', ')}`).toBeDefined();
  return found!;
}

async function outcomeOfRetry(
  session: LiveSession,
  original: ConnectionDetail,
  changes: readonly UpgradeChange[],
): Promise<string> {
  const id = await session.retryUpgrade(original.id, changes);
  const retried = await settled(session, id);
  expect(retried).toMatchObject({ replayOf: original.id, retry: changes });
  expect(retried.requestHead ?? '').not.toContain(KEY);
  const { verdict, words } = outcomeOf(retried, changes);
  if (verdict === 'works') {
    await expect
      .poll(async () => (await session.connection(id)).ending)
      .toMatchObject({ code: 1000, by: 'client' });
  }
  return words;
}
