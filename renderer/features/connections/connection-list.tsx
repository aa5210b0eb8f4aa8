// The connection list: a virtual grid with one selected row, moved by pointer and keys.

import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { AppStore } from '../../state/app-store.ts';
import { type ColumnNeeds, columnWidths } from '../../state/column-widths.ts';
import { fittingColumns } from '../../state/columns.ts';
import { isGroup, type ListRow, rowOf } from '../../state/list-rows.ts';
import { isGroupSelected } from '../../state/selectors.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import {
  activateRow,
  extendRows,
  isSelectedTogether,
  selectAllListed,
  selectRow,
  toggleRow,
  togetherOf,
} from '../../state/together.ts';
import { useWidth } from '../../ui/element-size.ts';
import { ContextMenu } from '../../ui/menu.tsx';
import { openMenuAt } from '../../ui/open-menu.ts';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.tsx';
import { useAnnotate } from '../notes/use-annotate.ts';
import { matchesShortcut, useShortcut } from '../shortcuts/shortcuts.ts';
import { NeedsOfRows } from './column-needs.ts';
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
  const needs = useColumnNeeds(rows, !shown.includes('host'), held);
  const widths = useMemo(() => columnWidths(columns, shown, width, needs), [columns, shown, width, needs]);
  const template = useMemo(() => columnTemplate(widths, shown), [widths, shown]);
  const { active, isSelected, select, point, follow, setFollow } = useSelection(rows, list);
  const notes = useApp((state) => state.notes.connections);
  const { setExpanded } = expansion;
  const onKeyDown = useListKeys(rows, active, select, setExpanded);
  const axis = useTimeAxis(rows, shown.includes('waterfall'));
  const sorted = useApp((state) => state.sort !== null);
  const { groups, onContextMenu } = useConnectionMenu(rows, point, active, setExpanded);

  const renderRow = useCallback(
    (index: number) => {
      const row = rows[index];
      return row ? (
        <ConnectionRow
          row={row}
          note={notes.get(row.connection.id)?.own ?? null}
          columns={shown}
          template={template}
          selected={isSelected(index)}
          axis={axis}
          onExpand={setExpanded}
        />
      ) : null;
    },
    [rows, notes, shown, template, isSelected, axis, setExpanded],
  );
  const header = useMemo(
    () => <ConnectionListHeader columns={shown} widths={widths} template={template} />,
    [shown, widths, template],
  );
  const click = useCallback(
    (index: number, event: MouseEvent) => {
      const toggles = event.ctrlKey || event.metaKey;
      select(index, event.shiftKey ? 'extend' : toggles ? 'toggle' : 'only');
    },
    [select],
  );

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
          isSelected={isSelected}
          multiple
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

/** As they were while the pointer is over the list. */
function useColumnNeeds(rows: readonly ListRow[], withHost: boolean, held: boolean): ColumnNeeds {
  const needs = useMemo(() => new NeedsOfRows(withHost), [withHost]);
  const [kept, keep] = useState<ColumnNeeds>(NO_NEEDS);
  const now = useMemo(() => (held ? kept : needs.of(rows)), [held, kept, needs, rows]);
  if (now !== kept) keep(now);
  return now;
}

const NO_NEEDS: ColumnNeeds = {};

type Reach = 'only' | 'extend' | 'toggle';
type Select = (index: number, reach?: Reach) => void;

const REACH = { extend: extendRows, toggle: toggleRow } as const;

/** The list follows its newest row until something is selected, and again when it is scrolled to its end. */
function useSelection(rows: readonly ListRow[], list: RefObject<VirtualListHandle | null>) {
  const store = useAppStore();
  const selected = useApp((state) => state.selected);
  const [followedWith, setFollowedWith] = useState<ConnectionId | null | undefined>(null);
  const asGroup = useApp(isGroupSelected);
  const active = useMemo(() => rowOf(rows, selected, asGroup), [rows, selected, asGroup]);
  const together = useApp(togetherOf);
  const isSelected = useCallback(
    (index: number) => {
      const row = rows[index];
      return row !== undefined && (index === active || isSelectedTogether(together, row));
    },
    [rows, active, together],
  );
  const select = useCallback<Select>(
    (index, reach = 'only') => {
      const row = rows[index];
      if (!row) return;
      if (reach === 'only') store.setState(selectRow(row));
      else store.setState((state) => REACH[reach](state, rows, row));
    },
    [rows, store],
  );
  const point = useCallback(
    (index: number) => {
      const row = rows[index];
      if (!row || !isSelected(index)) select(index);
      else store.setState((state) => activateRow(state, row));
    },
    [rows, store, isSelected, select],
  );
  const setFollow = useCallback(
    (follow: boolean) => setFollowedWith(follow ? selected : undefined),
    [selected],
  );
  useReveal(list, selected, active);
  return { active, isSelected, select, point, follow: followedWith === selected, setFollow };
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
  select: Select,
  setExpanded: Expansion['setExpanded'],
) {
  const store = useAppStore();
  const last = rows.length - 1;
  const step = (by: number, reach?: Reach) =>
    select(Math.min(last, Math.max(0, active === null ? 0 : active + by)), reach);
  useShortcut('previousConnection', () => step(-1));
  useShortcut('nextConnection', () => step(1));
  useShortcut('back', focusConnectionList);
  const noteKey = useNoteKeys(active === null ? null : (rows[active]?.connection.id ?? null));
  return (event: KeyboardEvent) => {
    const act =
      selectionKey(event, store) ??
      listMove(event, step, select, last) ??
      groupMove(event, rows, active, select, setExpanded) ??
      noteKey(event);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}

function useNoteKeys(id: ConnectionId | null): (event: KeyboardEvent) => (() => void) | null {
  const annotate = useAnnotate();
  const targets = id === null ? [] : [{ kind: 'connection', id } as const];
  return (event) => {
    if (matchesShortcut(event, 'markConnection')) return () => annotate.toggleMark(targets);
    return matchesShortcut(event, 'nextColor') ? () => annotate.nextMark(targets) : null;
  };
}

/** Keys that change how many are selected. */
function selectionKey(event: KeyboardEvent, store: AppStore): (() => void) | null {
  if (matchesShortcut(event, 'rowAll')) return () => store.setState(selectAllListed);
  const together = togetherOf(store.getState());
  if (together === null || event.key !== 'Escape') return null;
  return () => store.setState({ together: null });
}

/** To the right opens a group; to the left closes it, or goes from a member to its group. */
function groupMove(
  event: KeyboardEvent,
  rows: readonly ListRow[],
  active: number | null,
  select: Select,
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
  step: (by: number, reach?: Reach) => void,
  select: Select,
  last: number,
): (() => void) | null {
  const reach = event.shiftKey ? 'extend' : 'only';
  if (matchesShortcut(event, 'rowDown')) return () => step(1, reach);
  if (matchesShortcut(event, 'rowUp')) return () => step(-1, reach);
  if (matchesShortcut(event, 'rowFirst')) return () => select(0, reach);
  if (matchesShortcut(event, 'rowLast')) return () => select(last, reach);
  if (matchesShortcut(event, 'rowOpen')) return focusDetailPane;
  if (event.key === 'PageDown') return () => step(PAGE, reach);
  return event.key === 'PageUp' ? () => step(-PAGE, reach) : null;
}
