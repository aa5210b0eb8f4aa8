// The notes of a session: taken from people, kept in the store, told to fronts, asked by filters and exports. A note that
// cannot be saved is refused, so that what is shown is on disk.

import type { ConnectionFacts } from '../contract/filter-connection.ts';
import { FramescopeError } from '../contract/errors.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { Annotation, AnnotationTarget, Connection, Note } from '../contract/model.ts';
import {
  changeNotes,
  indexNotes,
  MARKS,
  MAX_COMMENT,
  MAX_TARGETS,
  NO_NOTE,
  noteAbout,
  type Notes,
} from '../contract/notes.ts';
import type { Store } from '../store/store.ts';

export class Annotations {
  readonly #store: Store;
  #notes: Notes;
  #changed: Annotation[] = [];

  constructor(store: Store) {
    this.#store = store;
    this.#notes = this.#stored();
  }

  get all(): readonly Annotation[] {
    return this.#notes.all;
  }

  message(seq: Seq): Note | null {
    return this.#notes.messages.get(seq) ?? null;
  }

  connection(id: ConnectionId): Note | null {
    return this.#notes.connections.get(id)?.own ?? null;
  }

  /** Messages with a note, in order. */
  seqs(): Iterable<Seq> {
    return this.#notes.messages.keys();
  }

  /** A connection as a filter that asks for notes sees it. */
  factsOf<T extends Connection>(connection: T): T & ConnectionFacts {
    const notes = this.#notes.connections.get(connection.id);
    return notes ? { ...connection, notes } : connection;
  }

  /**
   * Outside a transaction; saves all or nothing. Returns what is different now. Fails with NOT_FOUND, INVALID, or as
   * the store does.
   */
  annotate(targets: readonly AnnotationTarget[], change: Partial<Note>): readonly Annotation[] {
    const note = checked(change);
    if (targets.length > MAX_TARGETS) throw tooMany(targets.length);
    const changed = targets.map((target) => this.#changedBy(target, note));
    this.#save(changed);
    this.#notes = changeNotes(this.#notes, changed);
    this.#changed.push(...changed);
    return changed;
  }

  /** Those of what was cleared are gone from the store. */
  cleared(): void {
    this.#notes = this.#stored();
    this.#changed = [];
  }

  /** Changes since the last call. */
  takeChanged(): Annotation[] {
    return this.#changed.splice(0);
  }

  #stored(): Notes {
    return indexNotes(this.#store.annotations?.list() ?? []);
  }

  #changedBy(target: AnnotationTarget, note: Partial<Note>): Annotation {
    if (target.kind === 'message' && note.pinned) throw invalid('Only connections can be pinned.', '');
    const connection = this.#connectionOf(target);
    const { mark, comment, pinned } = { ...NO_NOTE, ...noteAbout(this.#notes, target), ...note };
    return { kind: target.kind, id: target.id, connection, mark, comment, pinned } as Annotation;
  }

  #connectionOf({ kind, id }: AnnotationTarget): ConnectionId {
    const { connections, messages } = this.#store;
    const found = kind === 'message' ? messages.get(id)?.connection : connections.get(id)?.id;
    if (found !== undefined) return found;
    throw new FramescopeError('NOT_FOUND', `There is no such ${kind}.`, 'It may have been cleared.');
  }

  #save(changed: readonly Annotation[]): void {
    this.#store.begin();
    try {
      for (const each of changed) this.#store.annotations?.save(each);
      this.#store.commit();
    } catch (error) {
      this.#store.rollback();
      throw error;
    }
  }
}

/** As it may be kept. */
function checked({ mark, comment, pinned }: Partial<Note>): Partial<Note> {
  if (mark !== undefined && mark !== null && !MARKS.includes(mark)) {
    throw invalid(`There is no mark “${mark as string}”.`, `Use one of ${MARKS.join(', ')}.`);
  }
  if (comment !== undefined && comment.length > MAX_COMMENT) {
    throw invalid(`A comment has at most ${MAX_COMMENT.toLocaleString('en')} characters.`, 'Shorten it.');
  }
  return {
    ...(mark !== undefined && { mark }),
    ...(comment !== undefined && { comment: comment.trim().toWellFormed() }),
    ...(pinned !== undefined && { pinned }),
  };
}

/** Why nothing can be noted in this session. */
export function readOnly(): FramescopeError {
  return new FramescopeError(
    'UNSUPPORTED',
    'This session is open for reading only, so nothing can be noted in it.',
    'Close what writes to it, and open it with framescope FILE.',
  );
}

export function notNoted(why: string | null): FramescopeError {
  return new FramescopeError(
    'DATA_DIR_UNWRITABLE',
    `The note was not saved (${why}).`,
    'Free some space, and try again.',
  );
}

function tooMany(count: number): FramescopeError {
  return invalid(
    `${count.toLocaleString('en')} are too many to mark at once.`,
    `Choose at most ${MAX_TARGETS.toLocaleString('en')}.`,
  );
}

function invalid(message: string, hint: string): FramescopeError {
  return new FramescopeError('INVALID', message, hint);
}
