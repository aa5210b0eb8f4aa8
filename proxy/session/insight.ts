// What is found in a session, kept up to date: facts are gathered as messages are stored, and looked at now and then, in
// slices, for what has changed. It decodes nothing unless somebody asks about a connection.

import { now } from '../capture/clock.ts';
import { type Finding, type FindingCounts, type FindingReport, NO_FINDINGS } from '../contract/finding.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Connection, ConnectionDetail, Gap } from '../contract/model.ts';
import type { Decoders } from '../formats/decoders/decoders.ts';
import { ConnectionFacts, type SeenMessage } from '../insight/connection-facts.ts';
import { countFindings, findInConnection, findInSession, gatherFindings } from '../insight/findings.ts';
import type { Store } from '../store/store.ts';
import { FactsPass } from './facts-pass.ts';
import { KnownConnections } from './known-connections.ts';
import { MeaningPass } from './meaning-pass.ts';

/** Looking at what has changed takes no longer than this at a time, milliseconds. */
const LOOK_MS = 5;
/** Connections whose messages were decoded for somebody. */
const MEANT = 32;
/** Findings of one report. */
const MOST_FINDINGS = 500;

export interface InsightSource {
  readonly store: Store;
  readonly decoders: () => Decoders;
  readonly connections: () => readonly Connection[];
  readonly connection: (id: ConnectionId) => ConnectionDetail | null;
  readonly isUnfinished: (seq: Seq) => boolean;
  readonly isPaired: (connection: Connection) => boolean;
  readonly goesOn: (connection: Connection) => boolean;
  readonly gaps: () => readonly Gap[];
  /** Why what crosses is not kept right now; null: it is. */
  readonly missing: () => Gap['reason'] | null;
  /** What there is in all. */
  readonly counts: () => { readonly messages: number; readonly connections: number; readonly gaps: number };
}

type SeenOfConnection = SeenMessage & { readonly connection: ConnectionId };

export class Insight {
  readonly #source: InsightSource;
  readonly #known = new KnownConnections();
  readonly #facts = new Map<ConnectionId, ConnectionFacts>();
  readonly #meant = new Map<ConnectionId, MeaningPass>();
  /** Of single connections; only those of which there is something to say. */
  readonly #found = new Map<ConnectionId, readonly Finding[]>();
  #together: readonly Finding[] = [];
  /** Gaps that `#together` knows of. */
  #gaps = 0;
  /** To be looked at. */
  readonly #due = new Set<ConnectionId>();
  /** Over what was stored before; null: nobody has asked, or it is done. */
  #pass: FactsPass | null = null;
  #asked = false;
  /** The newest message that was stored before this began to be told of them. */
  #through: number;
  /** The newest message of which decoding tells whether it asked in vain, where that is not `#through`. */
  readonly #settled = new Map<ConnectionId, number>();
  #counts: FindingCounts = NO_FINDINGS;
  #missing: Gap['reason'] | null = null;
  /** Epoch milliseconds of the newest byte that was told of, and by how much it was told late. */
  #newestAt = 0;
  #late = 0;
  /** The facts that were added to last, and whose they are: messages come in rows. */
  #last: ConnectionFacts | null = null;
  #lastId: ConnectionId | null = null;

  constructor(source: InsightSource) {
    this.#source = source;
    this.#through = source.store.messages.lastSeq();
  }

  get counts(): FindingCounts {
    return this.#counts;
  }

  /** There is more to be read. */
  get scanning(): boolean {
    return this.#pass !== null || [...this.#meant.values()].some(({ scanning }) => scanning);
  }

  /** A message was stored, whole. Called for every one: it must cost next to nothing. */
  take(message: SeenOfConnection): void {
    if (this.#lastId !== message.connection) {
      this.#lastId = message.connection;
      this.#last = this.#factsOf(message.connection);
    }
    this.#last?.take(message);
    if (message.endedAt > this.#newestAt) this.#newestAt = message.endedAt;
  }

  /** A message asked, and should have been answered by now. */
  miss(connection: ConnectionId, seq: Seq): void {
    if (seq <= this.#settledOf(connection)) return;
    this.#factsOf(connection).miss(seq);
    this.#due.add(connection);
  }

  /** A batch of what was relayed has been read: how far behind the wire that was, and whether something is missing. */
  settle(before: number): void {
    if (this.#newestAt > before) this.#late = Math.max(0, now() - this.#newestAt);
    const missing = this.#source.missing();
    if (missing === this.#missing) return;
    this.#missing = missing;
    for (const facts of this.#facts.values()) facts.interrupt(this.#until);
  }

  get newestAt(): number {
    return this.#newestAt;
  }

  /** Rows of the list that have changed. */
  change(rows: readonly Connection[]): void {
    this.#known.change(rows, (id) => this.#forget(id));
    for (const { id, kind } of rows) if (kind === 'websocket') this.#due.add(id);
  }

  /** Looks at what has changed, as far as time allows. True: something else is found than before. */
  look(): boolean {
    if (!this.#asked || this.#pass) return false;
    const until = performance.now() + LOOK_MS;
    if (this.#due.size === 0) this.#dueByTime();
    let changed = this.#lookTogether();
    for (const id of this.#due) {
      this.#due.delete(id);
      if (this.#lookAt(id)) changed = true;
      if (performance.now() > until) break;
    }
    if (changed) this.#count();
    return changed;
  }

  /** Of all, where `connections` is null. What decoding tells is there only of those that are asked for by name. */
  report(connections: readonly ConnectionId[] | null): FindingReport {
    this.#begin();
    this.look();
    for (const id of connections?.slice(-MEANT) ?? []) this.#mean(id);
    const wanted = connections && new Set(connections);
    const findings = this.#all().filter(
      (finding) => !wanted || finding.connections.some((id) => wanted.has(id)),
    );
    const { messages, connections: there } = this.#source.counts();
    return {
      findings: findings.slice(0, MOST_FINDINGS),
      ...this.#progress(connections, messages),
      beyond: Math.max(0, there - this.#known.size),
    };
  }

  /** Reads the next slice of what is to be read. */
  scan(): void {
    if (this.#pass) {
      if (!this.#pass.scan()) this.#pass = null;
      return;
    }
    for (const [id, meant] of this.#meant) {
      const connection = this.#source.connection(id);
      if (!meant.scanning) continue;
      if (connection) meant.scan(connection);
      else this.#meant.delete(id);
      this.#due.add(id);
      return;
    }
  }

  /** Other decoders were chosen: what was decoded is to be read again. */
  redecode(): void {
    this.#meant.clear();
  }

  /** Pairs of these connections were found anew, and those that should have an answer by now are up to `settled`. */
  renew(connections: readonly ConnectionId[], settled: number): void {
    for (const id of connections) {
      this.#meant.delete(id);
      this.#due.add(id);
      const facts = this.#facts.get(id);
      if (!facts) continue;
      facts.forgetUnanswered();
      this.#settled.set(id, settled);
    }
  }

  /** Everything was cleared. */
  clear(): void {
    this.#known.begin([]);
    for (const each of [this.#facts, this.#meant, this.#found, this.#due, this.#settled]) each.clear();
    this.#together = [];
    this.#pass = this.#last = this.#lastId = null;
    this.#through = this.#source.store.messages.lastSeq();
    this.#count();
  }

  /** The first question: what is there already is to be read. */
  #begin(): void {
    if (this.#asked) return;
    this.#asked = true;
    const { store, gaps, connections } = this.#source;
    this.#known.begin(connections());
    this.change([...this.#known.rows.values()]);
    this.#pass = new FactsPass(
      {
        store,
        gaps: gaps(),
        factsOf: (id) => (this.#known.rows.has(id) ? this.#factsOf(id) : null),
        interrupt: (at) => this.#facts.forEach((facts) => facts.interrupt(at)),
      },
      this.#through,
    );
    if (!this.#pass.scan()) this.#pass = null;
  }

  #factsOf(id: ConnectionId): ConnectionFacts {
    let facts = this.#facts.get(id);
    if (!facts) this.#facts.set(id, (facts = new ConnectionFacts()));
    return facts;
  }

  #mean(id: ConnectionId): void {
    const known = this.#meant.get(id);
    this.#meant.delete(id);
    const { store, decoders, gaps, isUnfinished, isPaired, goesOn } = this.#source;
    const pass =
      known ??
      new MeaningPass(
        {
          store,
          decoders: decoders(),
          gaps: gaps(),
          isUnfinished,
          isPaired,
          goesOn,
          storedBefore: this.#settledOf(id),
        },
        this.#known.rows.has(id),
      );
    this.#meant.set(id, pass);
    if (this.#meant.size > MEANT) this.#meant.delete([...this.#meant.keys()][0]!);
    const connection = this.#source.connection(id);
    if (connection) pass.wake(connection);
    if (!this.#pass && this.#lookAt(id, connection)) this.#count();
  }

  #settledOf(id: ConnectionId): number {
    return this.#settled.get(id) ?? this.#through;
  }

  #forget(id: ConnectionId): void {
    for (const each of [this.#facts, this.#meant, this.#found, this.#due, this.#settled]) each.delete(id);
    if (this.#lastId === id) this.#last = this.#lastId = null;
  }

  /** Silence is no change, but means something after a while. */
  #dueByTime(): void {
    for (const { id, kind, ending } of this.#known.rows.values())
      if (kind === 'websocket' && ending === null) this.#due.add(id);
  }

  /** Epoch milliseconds up to which all is known that was said. */
  get #until(): number {
    return now() - this.#late;
  }

  #lookAt(id: ConnectionId, connection: Connection | null = this.#known.rows.get(id) ?? null): boolean {
    const meant = this.#meant.get(id) ?? null;
    if (!connection) return this.#tell(id, []);
    const facts = meant?.facts ?? this.#facts.get(id) ?? new ConnectionFacts();
    const subject = {
      connection,
      facts,
      meaning: meant?.meaning ?? null,
      requestHeaders: () => this.#source.connection(id)?.requestHeaders ?? [],
      until: connection.ending?.at ?? (this.#missing === null ? this.#until : facts.lastAt),
    };
    return this.#tell(id, findInConnection(subject));
  }

  #lookTogether(): boolean {
    const { gaps } = this.#source.counts();
    if (!this.#known.regrouped && gaps === this.#gaps && this.#missing === null) return false;
    this.#known.regrouped = false;
    this.#gaps = gaps;
    const before = wordsOf(this.#together);
    this.#together = findInSession({
      connections: [...this.#known.rows.values()],
      groups: this.#known.groups(),
      gaps: this.#source.gaps(),
      detail: this.#source.connection,
      until: this.#until,
    });
    return wordsOf(this.#together) !== before;
  }

  #tell(id: ConnectionId, findings: readonly Finding[]): boolean {
    const same = wordsOf(this.#found.get(id) ?? []) === wordsOf(findings);
    if (findings.length === 0) this.#found.delete(id);
    else this.#found.set(id, findings);
    return !same;
  }

  #all(): readonly Finding[] {
    const ids = [...this.#found.keys()].toSorted((a, b) => a - b);
    return gatherFindings([...this.#together, ...ids.flatMap((id) => this.#found.get(id) ?? [])]);
  }

  #count(): void {
    this.#counts = { ...countFindings(this.#all()), version: this.#counts.version + 1 };
  }

  #progress(connections: readonly ConnectionId[] | null, messages: number) {
    if (this.#pass) return { scanned: this.#pass.scanned, total: Math.max(messages, this.#pass.scanned + 1) };
    const passes = connections?.flatMap((id) => this.#meant.get(id) ?? []) ?? [];
    const scanned = passes.reduce((sum, pass) => sum + pass.scanned, 0);
    if (!passes.some(({ scanning }) => scanning)) return { scanned, total: scanned };
    const total = (connections ?? []).reduce((sum, id) => sum + this.#messagesOf(id), 0);
    return { scanned, total: Math.max(total, scanned + 1) };
  }

  #messagesOf(id: ConnectionId): number {
    const connection = this.#source.connection(id);
    return connection ? connection.sentMessages + connection.receivedMessages : 0;
  }
}

function wordsOf(findings: readonly Finding[]): string {
  return findings.map(({ severity, what, times }) => `${severity} ${what} ${times}`).join('\n');
}
