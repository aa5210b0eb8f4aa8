// What the words about notes mean: `is:marked`, `is:pinned`, `mark:red`, `comment:"text"`. In a timeline a message answers
// for itself; in everything that was captured, its connection's note counts for it as well.

import type { Filter, Term } from './filter.ts';
import type { Note } from './model.ts';
import type { ConnectionNotes } from './notes.ts';

/** Of a connection as a whole, or of a message: true also of `is:pinned`, which only its connection can be. */
export function isAboutNotes(term: Term): boolean {
  return isAboutAnyNote(term) || (term.type === 'state' && term.is === 'pinned');
}

/** Messages have these themselves. */
export function isAboutAnyNote(term: Term): boolean {
  if (term.type === 'state') return term.is === 'marked';
  return term.type === 'text' && (term.key === 'mark' || term.key === 'comment');
}

/** `maybe`: not the connection, but some of its messages. */
export function askNotes(term: Term, notes: ConnectionNotes | undefined): 'yes' | 'no' | 'maybe' {
  if (!notes) return 'no';
  if (hasNote(term, notes.own)) return 'yes';
  return notes.messages.some((each) => hasNote(term, each)) ? 'maybe' : 'no';
}

export function hasNote(term: Term, note: Note | null | undefined): boolean {
  if (!note) return false;
  if (term.type === 'state') return term.is === 'pinned' ? note.pinned : note.mark !== null;
  if (term.type !== 'text') return false;
  const text = term.key === 'mark' ? (note.mark ?? '') : note.comment;
  return text !== '' && term.pattern.regex.test(text);
}

/** Whether, in a timeline, only messages with a note of their own can match: these are few, and known. */
export function asksForNoted(filter: Filter): boolean {
  switch (filter.type) {
    case 'everything':
    case 'not':
      return false;
    case 'and':
      return filter.of.some(asksForNoted);
    case 'or':
      return filter.of.every(asksForNoted);
    default:
      return isAboutAnyNote(filter);
  }
}
