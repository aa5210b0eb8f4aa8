// The messages of one connection folded into the state that they describe: read once, in slices, and on from there as
// more come. Any step is answered from the checkpoints of `StateFold`, by reading a few messages again.

import { FramescopeError } from '../contract/errors.ts';
import type { Filter } from '../contract/filter.ts';
import { matchMessage } from '../contract/filter-match.ts';
import type { FoldedState, FoldQuery } from '../contract/fold.ts';
import type { Connection } from '../contract/model.ts';
import { isTooDeep } from '../formats/decoders/decodable.ts';
import { decodeText } from '../formats/payload-text.ts';
import { maskValue } from '../formats/secrets.ts';
import { bodyAt, parseBodyPath } from '../insight/fold/body-path.ts';
import { changesBetween } from '../insight/fold/state-changes.ts';
import { LARGEST, type Step, StateFold } from '../insight/fold/state-fold.ts';
import { isControl } from '../protocol/frame.ts';
import type { MessageBatch } from '../store/message-batch.ts';
import { BatchedMessage } from './filter-message-of.ts';
import type { ViewSource } from './message-view.ts';

const SLICE_MS = 5;
/** What is nested deeper is refused by what carries it to a page. */
const MAX_DEPTH = 64;
const MASK = '•••';
const ERRORS = 100;

type Path = readonly string[];

export class MessageFold {
  readonly #source: ViewSource;
  readonly #query: FoldQuery;
  /** Null: no message is one. */
  readonly #snapshots: Filter | null;
  /** Null: every message that is no snapshot and has something at the path. */
  readonly #deltas: Filter | null;
  readonly #paths: Readonly<Record<Step['kind'], Path>>;
  readonly #fold: StateFold;
  #cursor = 0;
  #scanned = 0;
  scanning = true;

  /** Fails with INVALID where a path is none, and as `read` does. */
  constructor(source: ViewSource, query: FoldQuery, read: (text: string) => Filter) {
    this.#source = source;
    this.#query = query;
    this.#snapshots = query.snapshots.trim() === '' ? null : read(query.snapshots);
    this.#deltas = query.deltas.trim() === '' ? null : read(query.deltas);
    this.#paths = { snapshot: pathOf(query.snapshotPath), delta: pathOf(query.deltaPath) };
    this.#fold = new StateFold(query);
  }

  /** Reads the next slice. */
  scan(): void {
    const until = performance.now() + SLICE_MS;
    const { store, isUnfinished } = this.#source;
    const { connection: id } = this.#query;
    const connection = this.#source.connection(id);
    this.scanning = false;
    if (!connection) return;
    for (const batch of store.messages.batches(this.#cursor, id)) {
      for (let place = batch.after(this.#cursor); place < batch.count; place += 1) {
        if (batch.connection(place) !== id) continue;
        if (isUnfinished(batch.seq(place))) return; // read on when it is whole
        this.#look(batch, place, connection);
        this.#cursor = batch.seq(place);
        this.#scanned += 1;
        if (performance.now() < until) continue;
        this.scanning = true;
        return;
      }
    }
  }

  /** Null: the newest. */
  state(wanted: number | null): FoldedState {
    this.scan();
    const fold = this.#fold;
    const place = Math.min(Math.max(wanted ?? Infinity, 0), fold.count - 1);
    const bodyOf = (step: Step) => this.#bodyOf(step);
    const before = place < 0 ? undefined : fold.stateAt(place - 1, bodyOf);
    const shownBefore = shown(before); // before it is changed
    const after = shown(fold.advance(before, place, bodyOf));
    return {
      place,
      count: fold.count,
      step: fold.step(place),
      state: after,
      changes: shownBefore === undefined ? [] : changesBetween(shownBefore, after),
      errors: fold.errors,
      errorPlaces: fold.errorPlaces(ERRORS),
      ...this.#progress,
    };
  }

  get #progress() {
    const connection = this.#source.connection(this.#query.connection);
    const total = connection ? connection.sentMessages + connection.receivedMessages : 0;
    const scanned = this.#scanned;
    return { scanned, total: this.scanning ? Math.max(total, scanned + 1) : scanned };
  }

  #look(batch: MessageBatch, place: number, connection: Connection): void {
    if (isControl(batch.opcode(place))) return;
    const payload = () => this.#source.store.messages.payloadOf(batch, place, LARGEST + 1);
    const message = new BatchedMessage(batch, place, connection, this.#source, null, payload);
    const kind = this.#kindOf(message, connection);
    if (kind === null) return;
    const body = bodyAt(parse(payload()), this.#paths[kind]);
    if (body === undefined && kind === 'delta' && this.#deltas === null) return;
    this.#fold.push({ seq: batch.seq(place), at: batch.at(place), kind }, body);
  }

  #kindOf(message: BatchedMessage, connection: Connection): Step['kind'] | null {
    const matches = (filter: Filter) => matchMessage(filter, connection, message, 'text');
    if (this.#snapshots && matches(this.#snapshots)) return 'snapshot';
    return this.#deltas === null || matches(this.#deltas) ? 'delta' : null;
  }

  #bodyOf({ seq, kind }: Step): unknown {
    return bodyAt(parse(this.#source.store.messages.payload(seq, 0, LARGEST + 1)), this.#paths[kind]);
  }
}

function pathOf(text: string): Path {
  const path = parseBodyPath(text);
  if (path) return path;
  throw new FramescopeError(
    'INVALID',
    `${text} is no path.`,
    'Write $ for the whole message, or $.data, $.a[0].',
  );
}

/** Undefined where it is no JSON, too large, or too deep. */
function parse(payload: Uint8Array): unknown {
  if (payload.length > LARGEST) return undefined;
  const text = decodeText(payload);
  if (text === null || isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A copy without secrets, which any wire takes. */
function shown(state: unknown): unknown {
  try {
    return clipped(maskValue(state, MASK), MAX_DEPTH);
  } catch (error) {
    if (error instanceof RangeError) return '…'; // deltas have nested it more deeply than the stack reaches
    throw error;
  }
}

function clipped(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((each) => clipped(each, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, clipped(each, levels - 1)]));
}
