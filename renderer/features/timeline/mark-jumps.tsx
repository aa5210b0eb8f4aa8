// From one message with a note to the next: by keys, from the palette, and by two buttons that say how many there are.
// A view of their own holds them, so that it costs the same in ten messages as in ten million.

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useCallback } from 'react';
import { allOf } from '../../../proxy/contract/filter-edit.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Notes } from '../../../proxy/contract/notes.ts';
import { useApp } from '../../state/session-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { formatExact } from '../../ui/quantity.ts';
import { formatKeys, SHORTCUTS, useShortcut } from '../shortcuts/shortcuts.ts';
import type { TimelineSource } from './source.ts';
import { type Find, useFind } from './use-find.ts';
import type { MessageView } from './use-message-view.ts';
import type { RowCursor } from './use-row-cursor.ts';
import css from './view-status.module.css';

const NOTED = 'is:marked | comment:*';

/** What the filter of the timeline hides is not jumped to: the one in force, not the one being typed. */
export function useMarkJumps(source: TimelineSource, view: MessageView | null, cursor: RowCursor): Find {
  const some = useApp(({ notes }) => hasNoted(notes, source.session ?? source.ids));
  const filter = some && view ? allOf(NOTED, view.filter) : null;
  const marks = useFind(source, filter, view, cursor.seq, cursor.moveTo);
  useShortcut('nextMark', () => marks.step(1));
  useShortcut('previousMark', () => marks.step(-1));
  return marks;
}

function hasNoted(notes: Notes, connections: readonly ConnectionId[] | null): boolean {
  if (connections === null) return notes.messages.size > 0;
  return connections.some((id) => (notes.connections.get(id)?.messages.length ?? 0) > 0);
}

export function MarkJumps({ marks }: { readonly marks: Find }) {
  const { matches, step } = marks;
  const previous = useCallback(() => step(-1), [step]);
  const next = useCallback(() => step(1), [step]);
  if (matches === null) return null;
  return (
    <fieldset className={css.jumps} aria-label="Marks">
      <span>{formatExact(matches)} marked or commented</span>
      <IconButton
        label="Previous mark"
        keys={formatKeys(SHORTCUTS.previousMark.keys[0])}
        icon={ArrowUp}
        onClick={previous}
      />
      <IconButton
        label="Next mark"
        keys={formatKeys(SHORTCUTS.nextMark.keys[0])}
        icon={ArrowDown}
        onClick={next}
      />
    </fieldset>
  );
}
