// The note about one connection or message, as it is now.

import type { AnnotationTarget, Note } from '../../../proxy/contract/model.ts';
import { noteAbout } from '../../../proxy/contract/notes.ts';
import { useApp } from '../../state/session-context.tsx';

export function useNote(target: AnnotationTarget): Note | null {
  return useApp(({ notes }) => noteAbout(notes, target));
}

/** Its comment is being written. */
export function useIsCommenting({ kind, id }: AnnotationTarget): boolean {
  return useApp(({ commenting }) => commenting?.kind === kind && commenting.id === id);
}
