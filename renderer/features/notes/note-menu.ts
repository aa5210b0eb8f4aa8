// The entries of a menu that put down notes: a colour or none, a comment, a pin.

import { Flag, FlagOff, MessageSquareText, Pin, PinOff } from 'lucide-react';
import type { AnnotationTarget, Mark, Note } from '../../../proxy/contract/model.ts';
import { MARKS } from '../../../proxy/contract/notes.ts';
import type { MenuItem, Submenu } from '../../ui/menu.tsx';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import { MARK_ICONS, MARK_NAMES } from './mark-chip.tsx';
import type { Annotate } from './use-annotate.ts';

/** Of a single connection or message, or of several alike. */
export function markMenu(
  label: string,
  marked: Mark | null,
  refused: string | null,
  choose: (mark: Mark | null) => void,
): Submenu {
  return {
    label,
    icon: Flag,
    keys: formatKeys(SHORTCUTS.markMessage.keys[0]),
    disabled: refused,
    items: markItems(marked, choose),
  };
}

export function markItems(marked: Mark | null, choose: (mark: Mark | null) => void): readonly MenuItem[] {
  const colors = MARKS.map((mark) => ({
    label: MARK_NAMES[mark],
    icon: MARK_ICONS[mark],
    checked: mark === marked,
    onSelect: () => choose(mark),
  }));
  return [
    ...colors,
    { label: 'No mark', icon: FlagOff, checked: marked === null, onSelect: () => choose(null) },
  ];
}

export function commentItem(target: AnnotationTarget, note: Note | null, annotate: Annotate): MenuItem {
  return {
    label: note?.comment ? 'Edit comment…' : 'Comment…',
    icon: MessageSquareText,
    onSelect: () => annotate.comment(target),
    disabled: annotate.refused,
  };
}

export function pinItem(target: AnnotationTarget, note: Note | null, annotate: Annotate): MenuItem {
  const pinned = note?.pinned ?? false;
  return {
    label: pinned ? 'Unpin' : 'Pin to the top',
    icon: pinned ? PinOff : Pin,
    onSelect: () => void annotate.note([target], { pinned: !pinned }),
    disabled: annotate.refused,
  };
}
