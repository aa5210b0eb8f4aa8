// What can be done with the chosen messages: copy, send again, edit first, filter by them, export them.

import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { FramescopeError } from '../../../proxy/contract/errors.ts';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, MessageRow } from '../../../proxy/contract/model.ts';
import { useReport, useSession } from '../../state/session-context.tsx';
import { writeClipboard } from '../../ui/copy-button.tsx';
import type { MenuGroups } from '../../ui/menu.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import { draftOf, writeDraft } from '../composer/draft.ts';
import { focusComposer } from '../composer/focus.ts';
import { useMessageNotes } from '../notes/use-message-notes.ts';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import { termMenu } from '../filter/term-menu.ts';
import { gatherSelection, MANY } from './gather-selection.ts';
import { messageTerms } from './message-terms.ts';
import { COPY_LIMIT, payloadsAsText, resend, selectedSeqs, wholePayload } from './messages.ts';
import { selectedCount } from './row-selection.ts';
import type { Comparing } from './use-comparing.ts';
import type { MessageView } from './use-message-view.ts';
import type { RowCursor } from './use-row-cursor.ts';

/** Messages to be written to a file: these, or everything that the view shows. */
export type Exported = readonly Seq[] | 'view';

interface Chosen {
  readonly connection: Connection;
  /** Rows are of several connections. */
  readonly merged: boolean;
  readonly view: MessageView | null;
  readonly cursor: RowCursor;
  /** The active row; null while it is on its way. */
  readonly row: MessageRow | null;
  readonly onExport: (messages: Exported) => void;
  /** Rows of the view. */
  readonly count: number;
  readonly onFilter: (term: string) => void;
  readonly comparing: Comparing;
  /** What folds and unfolds. */
  readonly folds: MenuGroups[number];
  /** Opens the inspector, where a comment is written. */
  readonly onInspect: () => void;
}

export interface MessageActions {
  readonly copy: () => void;
  /** The two that are selected; or the active one with the one chosen first, or else it is that one now. */
  readonly compare: () => void;
  readonly resend: () => void;
  readonly toggleMark: () => void;
  readonly nextMark: () => void;
  readonly menu: MenuGroups;
  /** The cell under the pointer, for the menu. */
  readonly point: (cell: string | null) => void;
}

export function useMessageActions(chosen: Chosen): MessageActions {
  const session = useSession();
  const report = useReport();
  const { connection, merged, view, cursor, row, count, onExport, onFilter, comparing, folds } = chosen;
  const notes = useMessageNotes(chosen);
  const [pointed, point] = useState<string | null>(null);
  return useMemo(() => {
    const seqs = (limit: number) =>
      view ? selectedSeqs(view.fetch, cursor.selection, { limit }) : Promise.resolve([]);
    const attempt = (call: () => Promise<void>) => () => void call().catch(report);
    const copy = attempt(async () => {
      await mustCopy(await payloadsAsText(session, await seqs(COPY_LIMIT)));
      sayCopied(selectedCount(cursor.selection));
    });
    const again = attempt(async () => {
      if (row) await resend(session, row);
    });
    const edit = attempt(async () => {
      if (!row) return;
      writeDraft(connection.id, draftOf(row.from, row.opcode, await wholePayload(session, row.seq)));
      focusComposer();
    });
    const all = count > MANY && selectedCount(cursor.selection) === count;
    const exportThem = attempt(async () => {
      const gathered = all || !view ? 'view' : await gatherSelection(view.fetch, cursor.selection);
      if (gathered !== null) onExport(gathered);
    });
    const closed = whyNotSend(connection);
    const compare = attempt(async () => {
      const two = selectedCount(cursor.selection) === 2 ? await seqs(2) : [];
      const [a, b] = two.length === 2 ? two : [comparing.first, row?.seq];
      if (a !== null && a !== undefined && b !== undefined && a !== b) comparing.show({ a, b });
      else if (row) comparing.begin(comparing.first === row.seq ? null : row.seq);
    });
    const menu: MenuGroups = [
      [{ label: 'Copy payload', keys: formatKeys(SHORTCUTS.copy.keys[0]), onSelect: copy }],
      [
        { label: 'Resend', keys: formatKeys(SHORTCUTS.resend.keys[0]), onSelect: again, disabled: closed },
        { label: 'Edit and resend', onSelect: edit, disabled: closed },
      ],
      [
        {
          label: compareLabel(selectedCount(cursor.selection), comparing.first, row?.seq ?? null),
          keys: formatKeys(SHORTCUTS.compare.keys[0]),
          onSelect: compare,
        },
      ],
      notes.items,
      folds,
      row ? termMenu(messageTerms(row, merged), pointed, onFilter) : [],
      [
        {
          label: `Export ${formatPlural(selectedCount(cursor.selection), 'message')}…`,
          onSelect: exportThem,
        },
      ],
    ];
    const { toggleMark, nextMark } = notes;
    return { copy, compare, resend: again, toggleMark, nextMark, menu, point };
  }, [
    session,
    report,
    connection,
    merged,
    view,
    cursor,
    row,
    count,
    notes,
    pointed,
    onExport,
    onFilter,
    comparing,
    folds,
  ]);
}

function whyNotSend({ kind, state }: Connection): string | null {
  if (kind === 'http') return 'This message came over HTTP: only a WebSocket can be sent into.';
  return state === 'open' ? null : 'The connection is not open.';
}

/** What `compare` would do now. */
export function compareLabel(selected: number, first: Seq | null, active: Seq | null): string {
  if (selected === 2) return 'Compare the two';
  return first === null || first === active ? 'Compare with another…' : `Compare with #${first}`;
}

/** A clipboard takes so many; what is beyond is said, never left out in silence. */
function sayCopied(count: number): void {
  if (count <= COPY_LIMIT) toast.success(`Copied ${formatPlural(count, 'payload')}`);
  else
    toast.warning(
      `Copied the first ${COPY_LIMIT} of ${formatPlural(count, 'payload')}. Export has them all.`,
    );
}

async function mustCopy(text: string): Promise<void> {
  if (await writeClipboard(text)) return;
  throw new FramescopeError(
    'UNSUPPORTED',
    'The browser did not let the page write to the clipboard.',
    'Click into the page and copy again.',
  );
}
