// Putting down notes: marks by key or by colour, comments, pins. The colour chosen last is the one that a key gives.

import { useMemo } from 'react';
import type { AnnotationTarget, Mark, Note } from '../../../proxy/contract/model.ts';
import { MARKS, noteAbout } from '../../../proxy/contract/notes.ts';
import { asOneOf, readRemembered, writeRemembered } from '../../state/remembered.ts';
import { useApp, useAppStore, useReport, useSession } from '../../state/session-context.tsx';
import { without } from '../shell/commands.ts';
import { followingMark, toggledMark } from './marking.ts';

export type Targets = readonly AnnotationTarget[];

export interface Annotate {
  /** Why nothing can be noted; null when it can. */
  readonly refused: string | null;
  /** False when it could not be saved; the person has been told why. */
  readonly note: (targets: Targets, note: Partial<Note>) => Promise<boolean>;
  readonly mark: (targets: Targets, mark: Mark | null) => void;
  readonly toggleMark: (targets: Targets) => void;
  readonly nextMark: (targets: Targets) => void;
  /** Begins to write a comment, where the note is shown. */
  readonly comment: (target: AnnotationTarget) => void;
}

const COLOR = 'mark-color';
const FIRST_COLOR: Mark = 'yellow';

export function useAnnotate(): Annotate {
  const session = useSession();
  const store = useAppStore();
  const report = useReport();
  const refused = useApp(({ info }) => without('annotate', info));
  return useMemo(() => {
    const note = async (targets: Targets, change: Partial<Note>) => {
      if (refused !== null || targets.length === 0) return false;
      try {
        await session.annotate(targets, change);
        return true;
      } catch (error) {
        report(error);
        return false;
      }
    };
    const mark = (targets: Targets, color: Mark | null) => {
      if (color !== null) writeRemembered(COLOR, color);
      void note(targets, { mark: color });
    };
    const marksOf = (targets: Targets) =>
      targets.map((target) => noteAbout(store.getState().notes, target)?.mark ?? null);
    return {
      refused,
      note,
      mark,
      toggleMark: (targets) => mark(targets, toggledMark(marksOf(targets), lastColor())),
      nextMark: (targets) => mark(targets, followingMark(marksOf(targets)[0] ?? null)),
      comment: (commenting) => {
        if (refused === null) store.setState({ commenting });
      },
    };
  }, [session, store, report, refused]);
}

function lastColor(): Mark {
  return readRemembered<Mark>(COLOR, FIRST_COLOR, asOneOf(MARKS));
}
