// The notes of a session, ready to be asked: what was put down about this connection, about this message, about the
// messages of this connection. There are as many as people make, so each change builds them anew.

import type { ConnectionId, Seq } from './ids.ts';
import type { Annotation, AnnotationTarget, Mark, Note } from './model.ts';

export const MARKS: readonly Mark[] = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'];

/** Connections or messages that one call may annotate. */
export const MAX_TARGETS = 1000;
/** Characters. */
export const MAX_COMMENT = 4000;

export const NO_NOTE: Note = { mark: null, comment: '', pinned: false };

export function isBlank({ mark, comment, pinned }: Note): boolean {
  return mark === null && comment === '' && !pinned;
}

/** The same for every note about the same. */
export function annotationKey({ kind, id }: AnnotationTarget): string {
  return `${kind} ${id}`;
}

export interface ConnectionNotes {
  /** About the connection itself; null: none. */
  readonly own: Annotation | null;
  /** About its messages, by seq. */
  readonly messages: readonly Annotation[];
}

export interface Notes {
  /** Connections first, each by number. */
  readonly all: readonly Annotation[];
  readonly connections: ReadonlyMap<ConnectionId, ConnectionNotes>;
  readonly messages: ReadonlyMap<Seq, Annotation>;
}

export const NO_NOTES: Notes = { all: [], connections: new Map(), messages: new Map() };

export function indexNotes(annotations: Iterable<Annotation>): Notes {
  const all = Array.from(annotations).toSorted(byKindAndNumber);
  const messages = new Map<Seq, Annotation>();
  for (const each of all) if (each.kind === 'message') messages.set(each.id, each);
  const groups = Map.groupBy(all, ({ connection }) => connection);
  const connections = new Map(Array.from(groups, ([id, of]) => [id, notesOf(of)] as const));
  return { all, connections, messages };
}

/** The same with these changes; those in which nothing is left go. */
export function changeNotes(notes: Notes, changed: readonly Annotation[]): Notes {
  if (changed.length === 0) return notes;
  const after = new Map([...notes.all, ...changed].map((each) => [annotationKey(each), each]));
  return indexNotes([...after.values()].filter((each) => !isBlank(each)));
}

export function noteAbout({ connections, messages }: Notes, { kind, id }: AnnotationTarget): Note | null {
  if (kind === 'message') return messages.get(id) ?? null;
  return connections.get(id)?.own ?? null;
}

function notesOf(annotations: readonly Annotation[]): ConnectionNotes {
  return {
    own: annotations.find(({ kind }) => kind === 'connection') ?? null,
    messages: annotations.filter(({ kind }) => kind === 'message'),
  };
}

function byKindAndNumber(a: Annotation, b: Annotation): number {
  if (a.kind === b.kind) return a.id - b.id;
  return a.kind === 'connection' ? -1 : 1;
}
