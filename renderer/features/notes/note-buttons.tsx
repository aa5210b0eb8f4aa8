// The buttons beside what a note is about: mark, comment and, for a connection, pin.

import { Flag, MessageSquarePlus, MessageSquareText, Pin } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { AnnotationTarget } from '../../../proxy/contract/model.ts';
import { IconButton } from '../../ui/button.tsx';
import { DropdownMenu } from '../../ui/menu.tsx';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import { MARK_ICONS } from './mark-chip.tsx';
import { markItems } from './note-menu.ts';
import { type Annotate, useAnnotate } from './use-annotate.ts';
import { useIsCommenting, useNote } from './use-note.ts';

interface NoteButtonProps {
  readonly target: AnnotationTarget;
  readonly annotate: Annotate;
}

export function NoteButtons({ target }: { readonly target: AnnotationTarget }) {
  const annotate = useAnnotate();
  return (
    <>
      <MarkButton target={target} annotate={annotate} />
      <CommentButton target={target} annotate={annotate} />
      {target.kind === 'connection' ? <PinButton target={target} annotate={annotate} /> : null}
    </>
  );
}

function MarkButton({ target, annotate }: NoteButtonProps) {
  const mark = useNote(target)?.mark ?? null;
  const groups = useMemo(
    () => [markItems(mark, (color) => annotate.mark([target], color))],
    [mark, annotate, target],
  );
  const button = (
    <IconButton
      label={named(mark === null ? `Mark this ${target.kind}` : `Marked ${mark}`, annotate)}
      keys={formatKeys(SHORTCUTS.markMessage.keys[0])}
      icon={mark === null ? Flag : MARK_ICONS[mark]}
      aria-disabled={annotate.refused !== null}
    />
  );
  if (annotate.refused !== null) return button;
  return (
    <DropdownMenu label="Mark" groups={groups}>
      {button}
    </DropdownMenu>
  );
}

/** With why it cannot be pressed, where it cannot. */
function named(what: string, { refused }: Annotate): string {
  return refused === null ? what : `${what}. ${refused}`;
}

function CommentButton({ target, annotate }: NoteButtonProps) {
  const note = useNote(target);
  const commenting = useIsCommenting(target);
  const write = useCallback(() => annotate.comment(target), [annotate, target]);
  return (
    <IconButton
      label={named(note?.comment ? 'Edit the comment' : `Comment on this ${target.kind}`, annotate)}
      icon={note?.comment ? MessageSquareText : MessageSquarePlus}
      aria-pressed={commenting}
      aria-disabled={annotate.refused !== null}
      onClick={write}
    />
  );
}

function PinButton({ target, annotate }: NoteButtonProps) {
  const pinned = useNote(target)?.pinned ?? false;
  const toggle = useCallback(
    () => void annotate.note([target], { pinned: !pinned }),
    [annotate, target, pinned],
  );
  return (
    <IconButton
      label={named(pinned ? 'Unpin from the top of the list' : 'Pin to the top of the list', annotate)}
      icon={Pin}
      aria-pressed={pinned}
      aria-disabled={annotate.refused !== null}
      onClick={toggle}
    />
  );
}
