// The engine: capture on this thread, the archive on its own, joined into one Session that every front holds. What
// is decided here is only who is asked.

import { randomBytes } from 'node:crypto';
import tls from 'node:tls';
import { type Authority, openAuthority } from '../capture/certificate-authority.ts';
import { type Capture, type ProxyAddress, createCapture } from '../capture/capture.ts';
import { now } from '../capture/clock.ts';
import type { Ticket } from '../capture/lane.ts';
import type { ResolveRule } from '../capture/resolve.ts';
import { withChoice } from '../contract/decoder-choice.ts';
import { FramescopeError } from '../contract/errors.ts';
import { NO_FINDINGS } from '../contract/finding.ts';
import type { ConnectionId, ExportId } from '../contract/ids.ts';
import type { Change, Notice, SessionInfo, Settings, Status, WhenFull } from '../contract/model.ts';
import type { ExportQuery, OutgoingMessage, ReplayOptions, Session } from '../contract/session.ts';
import type { UpgradeChange } from '../contract/upgrade-change.ts';
import { type Demo, TWITCH_HOST, startDemo } from '../demo/demo.ts';
import { formatFrame, isControl } from '../protocol/frame.ts';
import { removeSessionFile } from '../store/store.ts';
import type { ArchiveChange, ArchiveCounts } from './archive.ts';
import { type ArchiveLink, startArchive } from './archive-link.ts';
import { type LaunchedBrowser, launchBrowser } from './browser-launch.ts';
import { chooseBrowser, findBrowsers } from './browsers.ts';
import { createChangeFeed } from './change-feed.ts';
import { type DataDir, newSessionFile, openDataDir } from './data-dir.ts';
import { Notices } from './notices.ts';
import { writeExample } from './own/example.ts';
import type { ClientRoute, IssuedTicket, OwnClients } from './client-route.ts';
import { type Replays, type RunningReplay, createReplays } from './replays.ts';
import { type Retries, createRetries, notRecorded } from './upgrade-retry.ts';
import { changeSettings, readSettings } from './settings-file.ts';
import type { WireLogLimits } from './wire-log.ts';
import { holdYoungGeneration } from './young-generation.ts';

export interface SessionOptions {
  readonly version: string;
  readonly dataDir: string;
  /** Null: a new file in the data folder. */
  readonly file: string | null;
  readonly proxyHost: string;
  /** Null: as in the settings. */
  readonly proxyPort: number | null;
  /** Null: as in the settings. */
  readonly whenFull: WhenFull | null;
  /** What may wait for the disk, where it is not the usual. */
  readonly limits?: WireLogLimits;
  /** Milliseconds that each step of the way to an origin may take, where it is not the usual. */
  readonly stepTimeout?: number;
  readonly resolve: readonly ResolveRule[];
  /** PEM certificates that upstreams may be signed with, beside the system's. */
  readonly upstreamCa: readonly string[];
  readonly insecureHosts: readonly string[];
  readonly passthrough: readonly string[];
  readonly upstreamProxy: URL | null;
  /** Ports of this process's other listeners, which the proxy must not dial. */
  readonly otherPorts: () => Iterable<number>;
}

/** A Session in this process, with what only its owner may do. */
export interface LiveSession extends Session {
  readonly proxy: ProxyAddress;
  readonly file: string;
  readonly authority: Authority;
  /** For clients of our own that are to be captured. */
  readonly route: ClientRoute;
  startReplay(id: ConnectionId, options: ReplayOptions): Promise<RunningReplay>;
  onNotice(listener: (notice: Notice) => void): void;
  /** Resolves when every browser that was opened has been closed by the user. */
  browsersClosed(): Promise<void>;
  /** Ends every connection and stops listening; what was captured can still be asked for. */
  disconnect(): Promise<void>;
  /** Disconnects, stores what is there, and says what it was. */
  close(): Promise<ArchiveCounts>;
}

/** Fails with DATA_DIR_UNWRITABLE, CA_INVALID, SESSION_CORRUPT, SESSION_NEWER or PORT_IN_USE; nothing is left running then. */
export async function createSession(options: SessionOptions): Promise<LiveSession> {
  holdYoungGeneration();
  const dir = openDataDir(options.dataDir);
  const authority = await openAuthority(dir.authority);
  const file = options.file ?? newSessionFile(dir, new Date());
  const engine = new Engine(options, dir, file, authority);
  await engine.start();
  return engine;
}

const MAX_CONTROL_PAYLOAD = 125;

class Engine implements LiveSession {
  readonly file: string;
  readonly authority: Authority;
  readonly #options: SessionOptions;
  readonly #dir: DataDir;
  readonly #feed = createChangeFeed();
  readonly #resolve: ResolveRule[];
  readonly #browsers = new Set<LaunchedBrowser>();
  readonly #retries: Retries;
  readonly #replays: Replays;
  #settings: Settings;
  /** Stands in the place of the setting, for this run, until that is changed. */
  #whenFull: WhenFull | null;
  #archive!: ArchiveLink;
  #capture!: Capture;
  #proxy: ProxyAddress | null = null;
  #counts: ArchiveCounts = {
    connections: 0,
    open: 0,
    messages: 0,
    bytes: 0,
    gaps: 0,
    evicted: null,
    disk: 0,
  };
  #findings = NO_FINDINGS;
  #recording = true;
  #decoding = 0;
  readonly #notices = new Notices();
  #demo: Demo | null = null;
  #info: Promise<SessionInfo> | null = null;
  #closing: Promise<ArchiveCounts> | null = null;

  constructor(options: SessionOptions, dir: DataDir, file: string, authority: Authority) {
    this.#options = options;
    this.#dir = dir;
    this.file = file;
    this.authority = authority;
    this.#resolve = [...options.resolve];
    this.#settings = readSettings(dir.settings);
    this.#whenFull = options.whenFull;
    const ours: OwnClients = { route: () => this.route, issueTicket: (made) => this.#issueTicket(made) };
    this.#retries = createRetries({ ...ours, stepTimeout: options.stepTimeout });
    this.#replays = createReplays({ ...ours, archive: () => this.#archive.calls });
  }

  async start(): Promise<void> {
    const { version, limits, proxyHost, proxyPort } = this.#options;
    this.#archive = await startArchive({
      file: this.file,
      access: 'create',
      version,
      limits,
      decoders: this.#dir.decoders,
      protobuf: this.#dir.protobuf,
      changed: (change) => this.#archiveChanged(change),
      died: (error) =>
        this.#notify(
          'error',
          'STORE',
          `The capture store stopped: ${error.message}`,
          'Restart Framescope; what was stored is safe.',
        ),
    });
    this.#archive.log.setWhenFull(this.#current.whenFull);
    await this.#archive.calls.keepTo(this.#settings.storageBudget);
    await this.#archive.calls.decodeBy(this.#settings.decoders);
    this.#archive.log.onSkimming(() => this.#publish());
    this.#capture = createCapture({
      ...this.#options,
      authority: this.authority,
      sink: this.#archive.log,
      firstId: this.#archive.lastConnectionId + 1,
      bodyBudget: () => this.#settings.bodyBudget,
      resolve: this.#resolve,
      extraCa: [...this.#options.upstreamCa, this.authority.pem],
    });
    this.#counts = await this.#archive.calls.counts();
    try {
      this.#proxy = await this.#capture.listen(proxyHost, proxyPort ?? this.#settings.proxyPort);
    } catch (error) {
      await this.#closeArchive();
      throw error;
    }
  }

  get proxy(): ProxyAddress {
    if (!this.#proxy)
      throw new FramescopeError(
        'UNSUPPORTED',
        'The proxy does not listen.',
        'Choose another port in the settings.',
      );
    return this.#proxy;
  }

  get route(): ClientRoute {
    return { proxy: this.proxy, ca: this.authority.pem };
  }

  onNotice(listener: (notice: Notice) => void): void {
    this.#notices.onAdd(listener);
  }

  async browsersClosed(): Promise<void> {
    await Promise.all(Array.from(this.#browsers, ({ ended }) => ended));
  }

  info(): Promise<SessionInfo> {
    this.#info ??= this.#describe();
    return this.#info;
  }

  async status(): Promise<Status> {
    this.#counts = await this.#archive.calls.counts();
    return this.#status();
  }

  async subscribe(listener: (change: Change) => void | Promise<void>): Promise<() => void> {
    const unsubscribe = this.#feed.subscribe(listener);
    this.#watch();
    return () => {
      unsubscribe();
      this.#watch();
    };
  }

  #watch(): void {
    this.#archive.log.watch(this.#feed.watched);
    this.#archive.calls.watch(this.#feed.watched).catch(() => undefined); // an archive that is gone tells nothing
  }

  connections: Session['connections'] = () => this.#archive.calls.connections();
  connection: Session['connection'] = (id) => this.#archive.calls.connection(id);
  body: Session['body'] = (id, from) => this.#archive.calls.body(id, from);
  openView: Session['openView'] = (query) => this.#archive.calls.openView(query);
  closeView: Session['closeView'] = (view) => this.#archive.calls.closeView(view);
  rows: Session['rows'] = (view, from, count) => this.#archive.calls.rows(view, from, count);
  locate: Session['locate'] = (view, seq) => this.#archive.calls.locate(view, seq);
  sample: Session['sample'] = (connections) => this.#archive.calls.sample(connections);
  locateTime: Session['locateTime'] = (view, at) => this.#archive.calls.locateTime(view, at);
  overview: Session['overview'] = (view) => this.#archive.calls.overview(view);
  statistics: Session['statistics'] = (view) => this.#archive.calls.statistics(view);
  openChat: Session['openChat'] = (query) => this.#archive.calls.openChat(query);
  closeChat: Session['closeChat'] = (chat) => this.#archive.calls.closeChat(chat);
  chatRows: Session['chatRows'] = (chat, from, count) => this.#archive.calls.chatRows(chat, from, count);
  locateInChat: Session['locateInChat'] = (chat, target) => this.#archive.calls.locateInChat(chat, target);
  chatSummary: Session['chatSummary'] = (chat) => this.#archive.calls.chatSummary(chat);
  schema: Session['schema'] = (view) => this.#archive.calls.schema(view);
  message: Session['message'] = (seq) => this.#archive.calls.message(seq);
  payload: Session['payload'] = (seq, offset, length) => this.#archive.calls.payload(seq, offset, length);
  decoders: Session['decoders'] = () => this.#archive.calls.decoders();
  writeExampleDecoder: Session['writeExampleDecoder'] = async () => writeExample(this.#dir.decoders);
  findings: Session['findings'] = (connections) => this.#archive.calls.findings(connections);
  detectFold: Session['detectFold'] = (connection) => this.#archive.calls.detectFold(connection);
  foldState: Session['foldState'] = (query, place) => this.#archive.calls.foldState(query, place);
  annotations: Session['annotations'] = () => this.#archive.calls.annotations();
  annotate: Session['annotate'] = (targets, note) => this.#archive.calls.annotate(targets, note);
  readExport: Session['readExport'] = (id) => this.#archive.calls.readExport(id);
  cancelExport: Session['cancelExport'] = (id) => this.#archive.calls.cancelExport(id);

  async startExport(query: ExportQuery): Promise<ExportId> {
    await this.#archive.settle();
    return this.#archive.calls.startExport(query);
  }

  /** What was relayed by now belongs to it. */
  async endExport(id: ExportId): Promise<void> {
    await this.#archive.settle();
    await this.#archive.calls.endExport(id);
  }

  async send(id: ConnectionId, message: OutgoingMessage): Promise<void> {
    const { to, opcode, payload } = message;
    if (isControl(opcode) && payload.length > MAX_CONTROL_PAYLOAD) {
      throw new FramescopeError(
        'INVALID',
        `A control frame carries at most ${MAX_CONTROL_PAYLOAD} bytes.`,
        'Shorten it (RFC 6455 §5.5).',
      );
    }
    const maskingKey = to === 'server' ? randomBytes(4) : null;
    await this.#capture.inject(id, to, formatFrame({ opcode, payload, maskingKey }));
  }

  async replay(id: ConnectionId, options: ReplayOptions): Promise<ConnectionId> {
    const { connection, finished } = await this.startReplay(id, options);
    finished.catch((error: Error) =>
      this.#notify('warning', 'REPLAY', `The replay of c${id} stopped: ${error.message}`, ''),
    );
    return connection;
  }

  async startReplay(id: ConnectionId, options: ReplayOptions): Promise<RunningReplay> {
    return this.#replays.start(await this.connection(id), options);
  }

  async retryUpgrade(id: ConnectionId, changes: readonly UpgradeChange[]): Promise<ConnectionId> {
    const original = await this.connection(id);
    if (!this.#recording) throw notRecorded();
    const retry = await this.#retries.ask(original, changes);
    await this.#archive.settle();
    return retry;
  }

  async cancelRetry(retry: ConnectionId): Promise<void> {
    await this.#retries.cancel(retry);
    await this.#archive.settle();
  }

  /** For a client of our own to show to the proxy, which then tells the id of its connection. */
  #issueTicket(made: Omit<Ticket, 'claimed'>): IssuedTicket {
    const ticket = randomBytes(16).toString('hex');
    const claimed = Promise.withResolvers<ConnectionId>();
    this.#capture.issueTicket(ticket, { ...made, claimed: claimed.resolve });
    return { ticket, claimed };
  }

  async pause(): Promise<void> {
    if (!this.#recording) return;
    await this.#archive.log.flush();
    this.#recording = false;
    await this.#archive.calls.pause(now());
    this.#publish();
  }

  async resume(): Promise<void> {
    if (this.#recording) return;
    await this.#archive.log.flush();
    this.#recording = true;
    await this.#archive.calls.resume(now());
    this.#publish();
  }

  async clear(): Promise<void> {
    await this.#archive.log.flush();
    await this.#archive.calls.clear();
    this.#notices.clear();
  }

  configure(change: Parameters<Session['configure']>[0]): Promise<Settings> {
    return this.#change(change);
  }

  async chooseDecoder(...chosen: Parameters<Session['chooseDecoder']>): Promise<Settings> {
    return this.#change({ decoders: withChoice(this.#settings.decoders, ...chosen) });
  }

  async #change(change: Partial<Settings>): Promise<Settings> {
    const before = this.#settings;
    this.#settings = changeSettings(this.#dir.settings, before, change);
    if (change.whenFull !== undefined) this.#whenFull = null;
    this.#archive.log.setWhenFull(this.#current.whenFull);
    await this.#archive.calls.keepTo(this.#settings.storageBudget);
    if (change.decoders) await this.#archive.calls.decodeBy(this.#settings.decoders);
    if (this.#settings.proxyPort !== before.proxyPort) await this.#moveProxy(before);
    this.#publish();
    return this.#current;
  }

  /** The settings as they are in force. */
  get #current(): Settings {
    return { ...this.#settings, whenFull: this.#whenFull ?? this.#settings.whenFull };
  }

  /** Listens on the new port; when that fails, on the old one again. */
  async #moveProxy(before: Settings): Promise<void> {
    const { proxyHost } = this.#options;
    const { port } = this.#proxy ?? { port: before.proxyPort };
    try {
      this.#proxy = await this.#capture.listen(proxyHost, this.#settings.proxyPort);
    } catch (error) {
      this.#settings = changeSettings(this.#dir.settings, this.#settings, { proxyPort: before.proxyPort });
      this.#proxy = await this.#capture.listen(proxyHost, port);
      throw error;
    }
  }

  async openBrowser(id: Parameters<Session['openBrowser']>[0], url: string | null): Promise<void> {
    const browser = chooseBrowser(await findBrowsers(), id);
    const launched = await launchBrowser(browser, {
      proxy: `${this.proxy.host}:${this.proxy.port}`,
      spkiHash: this.authority.spkiHash,
      caPem: this.authority.pem,
      url,
      profileDir: this.#dir.path,
    });
    this.#browsers.add(launched);
    void launched.ended.then(() => this.#browsers.delete(launched));
    if (launched.note) this.#notify('warning', 'BROWSER', launched.note, '');
  }

  async startDemo(rate: number): Promise<void> {
    if (this.#demo) {
      this.#demo.setRate(rate);
      return;
    }
    const leaf = await this.authority.leafFor(TWITCH_HOST);
    const demo = await startDemo({ leaf, rate, seed: 1 });
    this.#demo = demo;
    this.#resolve.push({ host: TWITCH_HOST, port: demo.port, address: '127.0.0.1' });
    demo.connect(this.proxy, this.authority.pem);
    this.#publish();
  }

  async stopDemo(): Promise<void> {
    const demo = this.#demo;
    this.#demo = null;
    await demo?.stop();
    this.#publish();
  }

  async disconnect(): Promise<void> {
    await this.stopDemo();
    await Promise.all(Array.from(this.#browsers, (browser) => browser.close()));
    await this.#capture.close();
    await this.#archive.settle();
  }

  close(): Promise<ArchiveCounts> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<ArchiveCounts> {
    await this.disconnect();
    this.#counts = await this.#archive.calls.counts();
    await this.#closeArchive();
    return this.#counts;
  }

  /** A file that nobody named and in which nothing came to stand is not kept. */
  async #closeArchive(): Promise<void> {
    const empty = (await this.#archive.calls.counts()).connections === 0;
    await this.#archive.close(now());
    if (empty && this.#options.file === null) removeSessionFile(this.file);
  }

  async #describe(): Promise<SessionInfo> {
    const browsers = await findBrowsers();
    const { certificatePath, fingerprint, pem } = this.authority;
    return {
      version: this.#options.version,
      file: this.file,
      dataDir: this.#dir.path,
      ca: { path: certificatePath, fingerprint, pem, trusted: isTrustedBySystem(pem) },
      browsers,
      capabilities: [
        'capture',
        'demo',
        'annotate',
        ...(browsers.length > 0 ? ['open-browser' as const] : []),
      ],
    };
  }

  #status(): Status {
    const { skims, skipped } = this.#archive.log;
    this.#notices.skipping(skims ? skipped : null);
    return {
      proxy: this.#proxy && formatAddress(this.#proxy),
      recording: this.#recording,
      totals: this.#counts,
      decoding: this.#decoding,
      settings: this.#current,
      notices: this.#notices.list,
      demo: this.#demo !== null,
      findings: this.#findings,
    };
  }

  async #archiveChanged(change: ArchiveChange): Promise<void> {
    this.#counts = change.counts;
    this.#findings = change.findings;
    this.#notices.disk(change.diskTrouble);
    this.#decoding = change.decoding;
    this.#notices.behind(this.#archive.log.behind);
    this.#feed.publish({ ...change, status: this.#status() });
  }

  #notify(...notice: Parameters<Notices['add']>): void {
    this.#notices.add(...notice);
    this.#publish();
  }

  #publish(): void {
    this.#feed.publish({
      connections: [],
      annotations: [],
      reset: false,
      views: [],
      status: this.#status(),
    });
  }
}

export function formatAddress({ host, port }: ProxyAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Null where this Node cannot tell. */
function isTrustedBySystem(pem: string): boolean | null {
  const bare = pem.replace(/\s/g, '');
  try {
    return tls.getCACertificates('system').some((each) => each.replace(/\s/g, '') === bare);
  } catch {
    return null;
  }
}
