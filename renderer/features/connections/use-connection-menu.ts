// What can be done with the connection under the pointer, or with the selected one: copy, filter, replay, export.

import { Clipboard, Download, RotateCcw } from 'lucide-react';
import { type MouseEvent, useCallback, useMemo, useState } from 'react';
import { toast } from 'sonner';
import { addConjunct } from '../../../proxy/contract/filter-edit.ts';
import type { Connection, Note } from '../../../proxy/contract/model.ts';
import { noteAbout } from '../../../proxy/contract/notes.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { type AppStore, editListFilter } from '../../state/app-store.ts';
import { useApp, useAppStore, useAttempt, useSession } from '../../state/session-context.tsx';
import { selectedConnection } from '../../state/selectors.ts';
import { writeClipboard } from '../../ui/copy-button.tsx';
import type { MenuGroups, MenuItem } from '../../ui/menu.tsx';
import { cellUnder, termMenu } from '../filter/term-menu.ts';
import { commentItem, markMenu, pinItem } from '../notes/note-menu.ts';
import { type Annotate, useAnnotate } from '../notes/use-annotate.ts';
import { connectionTerms } from './connection-terms.ts';
import { copyAsCurl, copyAsWebsocat, copyAsWscat } from './copy-as.ts';

interface Sources {
  readonly session: Session;
  readonly store: AppStore;
  readonly attempt: (call: () => Promise<unknown>) => void;
}

/** The menu of the selected row; a right click selects the row under it first. */
export function useConnectionMenu(rows: readonly Connection[], select: (index: number) => void) {
  const session = useSession();
  const store = useAppStore();
  const attempt = useAttempt();
  const annotate = useAnnotate();
  const connection = useApp(selectedConnection);
  const note = useApp((state) => connection && noteAbout(state.notes, targetOf(connection)));
  const [pointed, setPointed] = useState<string | null>(null);
  const groups = useMemo(() => {
    if (connection === null) return [];
    const [copies, ...others] = connectionMenu(connection, pointed, { session, store, attempt });
    return [copies ?? [], noteItems(connection, note, annotate), ...others];
  }, [connection, pointed, note, annotate, session, store, attempt]);
  const onContextMenu = useCallback(
    (event: MouseEvent) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
      const index = Number(row?.dataset.row ?? -1);
      if (rows[index]) select(index);
      setPointed(cellUnder(event.target));
    },
    [rows, select],
  );
  return { groups, onContextMenu };
}

export function connectionMenu(connection: Connection, pointed: string | null, sources: Sources): MenuGroups {
  const { store } = sources;
  const addTerm = (term: string) => editListFilter(store, (text) => addConjunct(text, term));
  const exportThis = () => store.setState({ dialog: { name: 'export', connections: [connection.id] } });
  return [
    copyItems(connection, sources),
    termMenu(connectionTerms(connection), pointed, addTerm),
    connection.kind === 'websocket' ? [replayItem(connection, sources)] : [],
    [{ label: 'Export this…', icon: Download, onSelect: exportThis }],
  ];
}

const targetOf = ({ id }: Connection) => ({ kind: 'connection', id }) as const;

function noteItems(connection: Connection, note: Note | null, annotate: Annotate): MenuGroups[number] {
  const target = targetOf(connection);
  return [
    markMenu('Mark', note?.mark ?? null, annotate.refused, (mark) => annotate.mark([target], mark)),
    commentItem(target, note, annotate),
    pinItem(target, note, annotate),
  ];
}

function copyItems(connection: Connection, sources: Sources): readonly MenuItem[] {
  const { session } = sources;
  const copyUrl = item('Copy URL', sources, async () => connection.url);
  if (connection.kind === 'tunnel') return [copyUrl];
  const curl = item('Copy as cURL', sources, async () => {
    const detail = await session.connection(connection.id);
    return copyAsCurl(detail, detail.requestBodySize > 0 ? await bodyText(session, connection) : null);
  });
  if (connection.kind === 'http') return [copyUrl, curl];
  return [
    copyUrl,
    curl,
    item('Copy as wscat', sources, async () => copyAsWscat(await session.connection(connection.id))),
    item('Copy as websocat', sources, async () => copyAsWebsocat(await session.connection(connection.id))),
  ];
}

function item(label: string, { attempt }: Sources, text: () => Promise<string>): MenuItem {
  const copy = async () => {
    if (await writeClipboard(await text())) toast.success(`${label}: on the clipboard`);
    else toast.error('The browser did not let Framescope write to the clipboard.');
  };
  return { label, icon: Clipboard, onSelect: () => attempt(copy) };
}

async function bodyText(session: Session, connection: Connection): Promise<string> {
  const body = await session.body(connection.id, 'client');
  return new TextDecoder().decode(body.bytes);
}

function replayItem(connection: Connection, { store }: Sources): MenuItem {
  return {
    label: 'Replay…',
    icon: RotateCcw,
    onSelect: () => store.setState({ dialog: { name: 'replay', connection: connection.id } }),
    disabled: connection.sentMessages === 0 ? 'The client sent nothing.' : null,
  };
}
