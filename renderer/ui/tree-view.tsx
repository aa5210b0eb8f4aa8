// A JSON-like value as a tree (WAI-ARIA tree view): arrows open, close and move. Of any size, as only the
// visible rows exist. The owner says what can be done with a value.

import { ChevronRight } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import { ContextMenu, type MenuGroups } from './menu.tsx';
import {
  formatValue,
  parentOf,
  type TreeRoot,
  type TreeRow,
  treeRows,
  type Toggled,
} from './tree-view-rows.ts';
import css from './tree-view.module.css';
import { VirtualList, type VirtualListHandle } from './virtual-list.tsx';

const ROW_HEIGHT = 20;
const OPEN_DEPTH = 3;

interface TreeViewProps {
  readonly label: string;
  readonly roots: readonly TreeRoot[];
  /** The root that is to be seen at first, counted from 0. */
  readonly shown?: number | null;
  readonly menu: (row: TreeRow) => MenuGroups;
  /** What is to be seen at a glance of a row. */
  readonly toneOf?: (row: TreeRow) => TreeTone | null;
}

/** `inside`: something below it is another. */
export type TreeTone = 'added' | 'changed' | 'inside';

export function TreeView({ label, roots, shown = null, menu, toneOf }: TreeViewProps) {
  const list = useRef<VirtualListHandle>(null);
  const tree = useTree(roots);
  const { rows, active, select, toggle } = tree;
  const reveal = useEffectEvent(() => {
    const root = shown === null ? undefined : roots[shown];
    const index = rows.findIndex((row) => row.level === 1 && row.root === root);
    if (index < 0) return;
    select(index);
    list.current?.scrollToRow(index, 'start');
  });
  useEffect(() => reveal(), []);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const next = keyTarget(event.key, rows, active, toggle);
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      select(next);
      list.current?.scrollToRow(next);
    },
    [rows, active, toggle, select],
  );
  const onRowClick = useCallback(
    (index: number, event: MouseEvent) => {
      select(index);
      if ((event.target as Element).closest(`.${css.chevron}`)) toggle(index);
    },
    [select, toggle],
  );
  const rowAttributes = useCallback((index: number) => attributesOf(rows[index]), [rows]);
  const renderRow = useCallback(
    (index: number) => {
      const row = rows[index];
      return <Row row={row} tone={(row && toneOf?.(row)) ?? null} />;
    },
    [rows, toneOf],
  );
  const activeRow = rows[active];
  const groups = useMemo(() => (activeRow ? menu(activeRow) : []), [activeRow, menu]);
  return (
    <ContextMenu label={`${label}: value`} groups={groups}>
      <div className={css.tree}>
        <VirtualList
          ref={list}
          label={label}
          role="tree"
          count={rows.length}
          rowHeight={ROW_HEIGHT}
          activeRow={active}
          renderRow={renderRow}
          rowAttributes={rowAttributes}
          onKeyDown={onKeyDown}
          onRowClick={onRowClick}
          onRowDoubleClick={toggle}
          onRowMenu={select}
        />
      </div>
    </ContextMenu>
  );
}

function useTree(roots: readonly TreeRoot[]) {
  const [toggled, setToggled] = useState<Toggled>(new Set());
  const [chosen, select] = useState(0);
  const rows = useMemo(() => treeRows(roots, toggled, OPEN_DEPTH), [roots, toggled]);
  const toggle = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row && row.expanded !== null) setToggled((before) => withToggled(before, row.id));
    },
    [rows],
  );
  return { rows, active: Math.min(chosen, rows.length - 1), select, toggle };
}

function withToggled(before: Toggled, id: string): Toggled {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}

function attributesOf(row: TreeRow | undefined) {
  if (!row) return {};
  return {
    'aria-level': row.level,
    'aria-posinset': row.position,
    'aria-setsize': row.siblings,
    'aria-expanded': row.expanded ?? undefined,
  };
}

/** The row that a key leads to; null for a key that means nothing here. */
function keyTarget(
  key: string,
  rows: readonly TreeRow[],
  active: number,
  toggle: (index: number) => void,
): number | null {
  const row = rows[active];
  switch (key) {
    case 'ArrowDown':
      return Math.min(active + 1, rows.length - 1);
    case 'ArrowUp':
      return Math.max(active - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowRight':
      if (row?.expanded) return active + 1;
      toggle(active);
      return active;
    case 'ArrowLeft':
      if (!row?.expanded) return Math.max(0, parentOf(rows, active));
      toggle(active);
      return active;
    default:
      return null;
  }
}

function Row({ row, tone }: { readonly row: TreeRow | undefined; readonly tone: TreeTone | null }) {
  const level = row?.level ?? 1;
  const indent = useMemo(() => ({ paddingInlineStart: `${(level - 1) * 14 + 4}px` }), [level]);
  if (!row) return null;
  return (
    <div className={css.row} style={indent} data-tone={tone ?? undefined}>
      <span className={css.chevron} data-expanded={row.expanded ?? undefined}>
        {row.expanded === null ? null : <ChevronRight aria-hidden />}
      </span>
      <span className={css.name}>{row.name}</span>
      {row.level === 1 && row.root.note !== undefined ? (
        <span className={css.note}>{row.root.note}</span>
      ) : (
        <span className={css.value} data-type={typeOf(row.value)}>
          {formatValue(row.value)}
        </span>
      )}
    </div>
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'branch' : typeof value;
}
