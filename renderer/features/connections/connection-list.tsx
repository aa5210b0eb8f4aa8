// The connection list: a virtual grid with one selected row, moved by pointer and keys.

import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { fittingColumns } from '../../state/columns.ts';
import { isGroup, type ListRow, rowOf } from '../../state/list-rows.ts';
import { isGroupSelected } from '../../state/selectors.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { useWidth } from '../../ui/element-width.ts';
import { ContextMenu } from '../../ui/menu.tsx';
import { openMenuAt } from '../../ui/open-menu.ts';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.tsx';
import { matchesShortcut, useShortcut } from '../shortcuts/shortcuts.ts';
import { columnTemplate, ConnectionListHeader } from './connection-list-header.tsx';
import css from './connection-list.module.css';
import { ConnectionRow } from './connection-row.tsx';
import { focusConnectionList, focusDetailPane } from './focus.ts';
import { useConnectionMenu } from './use-connection-menu.ts';
import { useTimeAxis } from './use-time-axis.ts';
import type { Expansion } from './use-visible-connections.ts';

const ROW_HEIGHT = 22;
const PAGE = 20;

interface ConnectionListProps {
  readonly rows: readonly ListRow[];
  readonly expansion: Expansion;
  /** The pointer is over the list: nothing may move under it. */
  readonly held: boolean;
}

export function ConnectionList({ rows, expansion, held }: ConnectionListProps) {
  const list = useRef<VirtualListHandle>(null);
  const [root, width] = useWidth();
  const columns = useApp((state) => state.columns);
  const order = useApp((state) => state.columnOrder);
  const shown = useMemo(() => fittingColumns(columns, width, order), [columns, width, order]);
  const template = useMemo(() => columnTemplate(columns, shown), [columns, shown]);
  const { active, select, follow, setFollow } = useSelection(rows, list);
  const { setExpanded } = expansion;
  const onKeyDown = useListKeys(rows, active, select, setExpanded);
  const axis = useTimeAxis(rows, shown.includes('waterfall'));
  const sorted = useApp((state) => state.sort !== null);
  const { groups, onContextMenu } = useConnectionMenu(rows, select, active, setExpanded);

  const renderRow = useCallback(
    (index: number) => {
      const row = rows[index];
      return row ? (
        <ConnectionRow
          row={row}
          columns={shown}
          template={template}
          selected={index === active}
          axis={axis}
          onExpand={setExpanded}
        />
      ) : null;
    },
    [rows, shown, template, active, axis, setExpanded],
  );
  const header = useMemo(
    () => <ConnectionListHeader columns={shown} template={template} />,
    [shown, template],
  );
  const click = useCallback((index: number) => select(index), [select]);

  return (
    <ContextMenu label="Connection" groups={groups}>
      <div ref={root} className={css.list} onContextMenu={onContextMenu}>
        <VirtualList
          ref={list}
          label="Connections"
          count={rows.length}
          rowHeight={ROW_HEIGHT}
          renderRow={renderRow}
          activeRow={active}
          header={header}
          follow={follow && !held && !sorted}
          onFollowChange={setFollow}
          onKeyDown={onKeyDown}
          onRowClick={click}
          onRowDoubleClick={focusDetailPane}
        />
      </div>
    </ContextMenu>
  );
}

/** The list follows its newest row until something is selected, and again when it is scrolled to its end. */
function useSelection(rows: readonly ListRow[], list: RefObject<VirtualListHandle | null>) {
  const store = useAppStore();
  const selected = useApp((state) => state.selected);
  const [followedWith, setFollowedWith] = useState<ConnectionId | null | undefined>(null);
  const asGroup = useApp(isGroupSelected);
  const active = useMemo(() => rowOf(rows, selected, asGroup), [rows, selected, asGroup]);
  const select = useCallback(
    (index: number) => {
      const row = rows[index];
      if (!row) return;
      const { id } = row.connection;
      store.setState({ selected: id, selectedAsGroup: isGroup(row) ? id : null, firstSelected: true });
    },
    [rows, store],
  );
  const setFollow = useCallback(
    (follow: boolean) => setFollowedWith(follow ? selected : undefined),
    [selected],
  );
  useReveal(list, selected, active);
  return { active, select, follow: followedWith === selected, setFollow };
}

/** Brings the selected row into sight once, as soon as it is there; not again when rows come and go. */
function useReveal(
  list: RefObject<VirtualListHandle | null>,
  selected: ConnectionId | null,
  active: number | null,
) {
  const revealed = useRef<ConnectionId | null>(null);
  useEffect(() => {
    if (active === null || revealed.current === selected) return;
    revealed.current = selected;
    list.current?.scrollToRow(active);
  }, [list, selected, active]);
}

function useListKeys(
  rows: readonly ListRow[],
  active: number | null,
  select: (index: number) => void,
  setExpanded: Expansion['setExpanded'],
) {
  const last = rows.length - 1;
  const step = (by: number) => select(Math.min(last, Math.max(0, active === null ? 0 : active + by)));
  useShortcut('previousConnection', () => step(-1));
  useShortcut('nextConnection', () => step(1));
  useShortcut('back', focusConnectionList);
  return (event: KeyboardEvent) => {
    const move = listMove(event, step, select, last) ?? groupMove(event, rows, active, select, setExpanded);
    if (move === null) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
}

/** To the right opens a group; to the left closes it, or goes from a member to its group. */
function groupMove(
  event: KeyboardEvent,
  rows: readonly ListRow[],
  active: number | null,
  select: (index: number) => void,
  setExpanded: Expansion['setExpanded'],
): (() => void) | null {
  const row = active === null ? undefined : rows[active];
  if (active === null || !row) return null;
  if (matchesShortcut(event, 'rowMenu')) return () => openMenuOfRow(event.currentTarget);
  if (matchesShortcut(event, 'rowExpand') && isGroup(row)) return () => setExpanded(row.key, true);
  if (!matchesShortcut(event, 'rowCollapse')) return null;
  if (isGroup(row)) return () => setExpanded(row.key, false);
  return row.attempt === null ? null : () => select(rows.slice(0, active).findLastIndex(isGroup));
}

function openMenuOfRow(list: Element): void {
  const row = list.querySelector('[data-row][data-active]');
  if (row) openMenuAt(row);
}

function listMove(
  event: KeyboardEvent,
  step: (by: number) => void,
  select: (index: number) => void,
  last: number,
): (() => void) | null {
  if (matchesShortcut(event, 'rowDown')) return () => step(1);
  if (matchesShortcut(event, 'rowUp')) return () => step(-1);
  if (matchesShortcut(event, 'rowFirst')) return () => select(0);
  if (matchesShortcut(event, 'rowLast')) return () => select(last);
  if (matchesShortcut(event, 'rowOpen')) return focusDetailPane;
  if (event.key === 'PageDown') return () => step(PAGE);
  return event.key === 'PageUp' ? () => step(-PAGE) : null;
}
