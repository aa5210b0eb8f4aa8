// Notes about the chosen messages of a timeline: a mark for all of them, a comment on the active one.

import { useMemo } from 'react';
import { FramescopeError } from '../../../proxy/contract/errors.ts';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { MAX_TARGETS } from '../../../proxy/contract/notes.ts';
import { useApp, useReport } from '../../state/session-context.tsx';
import type { MenuGroups } from '../../ui/menu.tsx';
import { formatExact } from '../../ui/quantity.ts';
import { selectedSeqs } from '../timeline/messages.ts';
import { type RowSelection, selectedCount } from '../timeline/row-selection.ts';
import type { FetchRows } from '../timeline/row-window.ts';
import { commentItem, markMenu } from './note-menu.ts';
import { type Targets, useAnnotate } from './use-annotate.ts';

interface Chosen {
  readonly view: { readonly fetch: FetchRows } | null;
  readonly cursor: { readonly selection: RowSelection };
  /** The active row; null while it is on its way. */
  readonly row: MessageRow | null;
  readonly onInspect: () => void;
}

export interface MessageNotes {
  readonly toggleMark: () => void;
  readonly nextMark: () => void;
  readonly items: MenuGroups[number];
}

export function useMessageNotes({ view, cursor: { selection }, row, onInspect }: Chosen): MessageNotes {
  const annotate = useAnnotate();
  const report = useReport();
  const seq = row?.seq ?? null;
  const note = useApp(({ notes }) => (seq === null ? null : (notes.messages.get(seq) ?? null)));
  return useMemo(() => {
    const onAll = (use: (targets: Targets) => void) => () => {
      if (view && annotate.refused === null) void targetsOf(view.fetch, selection).then(use).catch(report);
    };
    const count = selectedCount(selection);
    const label = count > 1 ? `Mark ${formatExact(count)} messages` : 'Mark';
    const mark = markMenu(label, note?.mark ?? null, annotate.refused, (color) =>
      onAll((targets) => annotate.mark(targets, color))(),
    );
    const comment = seq === null ? null : commentItem({ kind: 'message', id: seq }, note, annotate);
    const write = () => {
      onInspect();
      comment?.onSelect();
    };
    return {
      toggleMark: onAll(annotate.toggleMark),
      nextMark: onAll(annotate.nextMark),
      items: comment ? [mark, { ...comment, onSelect: write }] : [mark],
    };
  }, [annotate, report, view, selection, seq, note, onInspect]);
}

async function targetsOf(fetch: FetchRows, selection: RowSelection): Promise<Targets> {
  const count = selectedCount(selection);
  if (count > MAX_TARGETS) throw tooMany(count);
  return (await selectedSeqs(fetch, selection)).map((id) => ({ kind: 'message', id }));
}

function tooMany(count: number): FramescopeError {
  return new FramescopeError(
    'INVALID',
    `${formatExact(count)} messages are too many to mark at once.`,
    `Choose at most ${formatExact(MAX_TARGETS)}, or filter for them instead.`,
  );
}
