// What can be done with the chosen messages: copy, send again, edit first, filter by them, export them.

import { useMemo, useState } from 'react';
import { FramescopeError } from '../../../proxy/contract/errors.ts';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, MessageRow } from '../../../proxy/contract/model.ts';
import { useReport, useSession } from '../../state/session-context.tsx';
import { writeClipboard } from '../../ui/copy-button.tsx';
import type { MenuGroups } from '../../ui/menu.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import { draftOf, writeDraft } from '../composer/draft.ts';
import { focusComposer } from '../composer/focus.ts';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import { termMenu } from '../filter/term-menu.ts';
import { messageTerms } from './message-terms.ts';
import { payloadsAsText, resend, selectedSeqs, wholePayload } from './messages.ts';
import { selectedCount } from './row-selection.ts';
import type { MessageView } from './use-message-view.ts';
import type { RowCursor } from './use-row-cursor.ts';

interface Chosen {
  readonly connection: Connection;
  readonly view: MessageView | null;
  readonly cursor: RowCursor;
  /** The active row; null while it is on its way. */
  readonly row: MessageRow | null;
  readonly onExport: (messages: readonly Seq[]) => void;
  readonly onFilter: (term: string) => void;
}

export interface MessageActions {
  readonly copy: () => void;
  readonly resend: () => void;
  readonly menu: MenuGroups;
  /** The cell under the pointer, for the menu. */
  readonly point: (cell: string | null) => void;
}

export function useMessageActions(chosen: Chosen): MessageActions {
  const session = useSession();
  const report = useReport();
  const { connection, view, cursor, row, onExport, onFilter } = chosen;
  const [pointed, point] = useState<string | null>(null);
  return useMemo(() => {
    const seqs = () => (view ? selectedSeqs(view.fetch, cursor.selection) : Promise.resolve([]));
    const attempt = (call: () => Promise<void>) => () => void call().catch(report);
    const copy = attempt(async () => mustCopy(await payloadsAsText(session, await seqs())));
    const again = attempt(async () => {
      if (row) await resend(session, row);
    });
    const edit = attempt(async () => {
      if (!row) return;
      writeDraft(connection.id, draftOf(row.from, row.opcode, await wholePayload(session, row.seq)));
      focusComposer();
    });
    const exportThem = attempt(async () => onExport(await seqs()));
    const closed = connection.state === 'open' ? null : 'The connection is not open.';
    const menu: MenuGroups = [
      [{ label: 'Copy payload', keys: formatKeys(SHORTCUTS.copy.keys[0]), onSelect: copy }],
      [
        { label: 'Resend', keys: formatKeys(SHORTCUTS.resend.keys[0]), onSelect: again, disabled: closed },
        { label: 'Edit and resend', onSelect: edit, disabled: closed },
      ],
      row ? termMenu(messageTerms(row), pointed, onFilter) : [],
      [
        {
          label: `Export ${formatPlural(selectedCount(cursor.selection), 'message')}…`,
          onSelect: exportThem,
        },
      ],
    ];
    return { copy, resend: again, menu, point };
  }, [session, report, connection, view, cursor, row, pointed, onExport, onFilter]);
}

async function mustCopy(text: string): Promise<void> {
  if (await writeClipboard(text)) return;
  throw new FramescopeError(
    'UNSUPPORTED',
    'The browser did not let the page write to the clipboard.',
    'Click into the page and copy again.',
  );
}
