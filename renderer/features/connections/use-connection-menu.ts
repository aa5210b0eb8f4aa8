// What can be done with the connection under the pointer, or with the selected one: copy, filter, replay, export.

import {
  ChevronDown,
  ChevronRight,
  Clipboard,
  Download,
  Filter,
  FilterX,
  RotateCcw,
  ScanText,
} from 'lucide-react';
import { type MouseEvent, useCallback, useMemo, useState } from 'react';
import { toast } from 'sonner';
import { FramescopeError } from '../../../proxy/contract/errors.ts';
import { addConjunct } from '../../../proxy/contract/filter-edit.ts';
import type { Body, Connection, ConnectionDetail, Note } from '../../../proxy/contract/model.ts';
import { noteAbout } from '../../../proxy/contract/notes.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { javascriptProgram, pythonProgram } from '../../../proxy/formats/code/client-programs.ts';
import { curlCommand, websocatCommand, wscatCommand } from '../../../proxy/formats/code/shell-commands.ts';
import { type AppStore, editListFilter } from '../../state/app-store.ts';
import { isGroup, type ListRow } from '../../state/list-rows.ts';
import { useApp, useAppStore, useAttempt, useSession } from '../../state/session-context.tsx';
import { selectedConnection } from '../../state/selectors.ts';
import { hasMessages } from '../../state/together.ts';
import { writeClipboard } from '../../ui/copy-button.tsx';
import type { MenuGroups, MenuItem } from '../../ui/menu.tsx';
import { cellUnder, termMenu } from '../filter/term-menu.ts';
import { commentItem, markMenu, pinItem } from '../notes/note-menu.ts';
import { type Annotate, useAnnotate } from '../notes/use-annotate.ts';
import { connectionTerms } from './connection-terms.ts';
import { groupingItem } from './grouping-item.ts';
import { onlyHost, withoutHost } from './host-filter.ts';
import type { Expansion } from './use-visible-connections.ts';

interface Sources {
  readonly session: Session;
  readonly store: AppStore;
  readonly attempt: (call: () => Promise<unknown>) => void;
}

/** The menu of the selected row; a right click selects the row under it first. */
export function useConnectionMenu(
  rows: readonly ListRow[],
  select: (index: number) => void,
  active: number | null,
  setExpanded: Expansion['setExpanded'],
) {
  const session = useSession();
  const store = useAppStore();
  const attempt = useAttempt();
  const annotate = useAnnotate();
  const connection = useApp(selectedConnection);
  const note = useApp((state) => connection && noteAbout(state.notes, targetOf(connection)));
  const [pointed, setPointed] = useState<string | null>(null);
  const row = active === null ? undefined : rows[active];
  const groups = useMemo(() => {
    if (connection === null) return [];
    const members = row?.members ?? [connection];
    const menu = connectionMenu(connection, members, pointed, { session, store, attempt });
    const [copies, ...others] = menu;
    const all = [copies ?? [], noteItems(connection, note, annotate), ...others];
    return row && isGroup(row) ? [...all, groupItems(row, store, setExpanded)] : all;
  }, [connection, row, pointed, note, annotate, session, store, attempt, setExpanded]);
  const onContextMenu = useCallback(
    (event: MouseEvent) => {
      const element =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
      const index = Number(element?.dataset.row ?? -1);
      if (rows[index]) select(index);
      setPointed(cellUnder(event.target));
    },
    [rows, select],
  );
  return { groups, onContextMenu };
}

/** `members` is what the row stands for: the connection itself, or its group. */
export function connectionMenu(
  connection: Connection,
  members: readonly Connection[],
  pointed: string | null,
  sources: Sources,
): MenuGroups {
  const { store } = sources;
  const addTerm = (term: string) => editListFilter(store, (text) => addConjunct(text, term));
  const ids = members.map(({ id }) => id);
  const exportThis = () => store.setState({ dialog: { name: 'export', connections: ids } });
  return [
    copyItems(connection, sources),
    termMenu(connectionTerms(connection), pointed, addTerm),
    connection.host === '' ? [] : hostItems(connection, sources),
    [
      ...(speaksFrom(connection) ? [readAsItem(connection, sources)] : []),
      ...(connection.kind === 'websocket' ? [replayItem(connection, sources)] : []),
    ],
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

function groupItems(
  { key, expanded }: ListRow,
  store: AppStore,
  setExpanded: Expansion['setExpanded'],
): readonly MenuItem[] {
  const label = expanded ? 'Show as one row' : 'Show each connection';
  const icon = expanded ? ChevronRight : ChevronDown;
  return [{ label, icon, onSelect: () => setExpanded(key, !expanded) }, groupingItem(store, true)];
}

function copyItems(connection: Connection, sources: Sources): readonly MenuItem[] {
  const { session } = sources;
  const copyUrl = item('Copy URL', sources, async () => connection.url);
  if (connection.kind === 'tunnel') return [copyUrl];
  const curl = item('Copy as cURL', sources, async () => {
    const detail = await session.connection(connection.id);
    return curlCommand(detail, detail.requestBodySize > 0 ? await wholeBody(session, connection) : null);
  });
  if (connection.kind === 'http') return [copyUrl, curl];
  const code = PROGRAMS.map(([label, write]) =>
    item(label, sources, async () => write(await session.connection(connection.id))),
  );
  return [copyUrl, curl, ...code];
}

const PROGRAMS: readonly (readonly [label: string, write: (detail: ConnectionDetail) => string])[] = [
  ['Copy as wscat', wscatCommand],
  ['Copy as websocat', websocatCommand],
  ['Copy as JavaScript', javascriptProgram],
  ['Copy as Python', pythonProgram],
];

function hostItems({ host }: Connection, { store }: Sources): readonly MenuItem[] {
  const hosts = () => Array.from(store.getState().connections.values(), (connection) => connection.host);
  const showOnly = () => editListFilter(store, () => onlyHost(host, hosts()));
  const exclude = () => editListFilter(store, (text) => withoutHost(text, host, hosts()));
  return [
    { label: `Show only ${host}`, icon: Filter, onSelect: showOnly },
    { label: `Exclude ${host}`, icon: FilterX, onSelect: exclude },
  ];
}

function item(label: string, { attempt }: Sources, text: () => Promise<string>): MenuItem {
  const copy = async () => {
    if (await writeClipboard(await text())) toast.success(`${label}: on the clipboard`);
    else toast.error('The browser did not let Framescope write to the clipboard.');
  };
  return { label, icon: Clipboard, onSelect: () => attempt(copy) };
}

/** Part of a body would be another request. */
async function wholeBody(session: Session, connection: Connection): Promise<Body> {
  const body = await session.body(connection.id, 'client');
  if (!body.truncated) return body;
  throw new FramescopeError(
    'INVALID',
    'The request has a longer body than was kept, so that the command would send another one.',
    'Raise the body budget in the settings, and capture it again.',
  );
}

/** Choices are by host. */
function speaksFrom(connection: Connection): boolean {
  return connection.host !== '' && hasMessages(connection);
}

function readAsItem({ id }: Connection, { store }: Sources): MenuItem {
  return {
    label: 'Read messages as…',
    icon: ScanText,
    onSelect: () => store.setState({ dialog: { name: 'read-as', connection: id } }),
  };
}

function replayItem(connection: Connection, { store }: Sources): MenuItem {
  return {
    label: 'Replay…',
    icon: RotateCcw,
    onSelect: () => store.setState({ dialog: { name: 'replay', connection: connection.id } }),
    disabled: connection.sentMessages === 0 ? 'The client sent nothing.' : null,
  };
}
