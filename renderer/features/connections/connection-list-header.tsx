// The header row of the connection list: a click sorts, a drag moves, the left edge of a column resizes it, and fits it on a
// double click (the name takes what the others leave). The context menu has all of that for the keyboard, and which columns
// there are.

import {
  type CSSProperties,
  type DragEvent,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  type PointerEvent,
  useCallback,
} from 'react';
import { type ColumnWidths, resizeColumn } from '../../state/column-widths.ts';
import { type ColumnId, isMovable, MIN_NAME_WIDTH, moveColumn, nextSort } from '../../state/columns.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { openMenuAt } from '../../ui/open-menu.ts';
import { matchesShortcut } from '../shortcuts/shortcuts.ts';
import { fittedWidth } from './column-fit.ts';
import { COLUMN_TITLES } from './column-titles.ts';
import css from './connection-list-header.module.css';
import { useColumnMenu } from './use-column-menu.ts';

export const NUMERIC: ReadonlySet<ColumnId> = new Set(['sent', 'received', 'bytes', 'duration', 'activity']);

export function columnTemplate(widths: ColumnWidths, shown: readonly ColumnId[]): CSSProperties {
  const tracks = shown.map((id) =>
    id === 'name' ? `minmax(${MIN_NAME_WIDTH}px, 1fr)` : `${widths.get(id)}px`,
  );
  return { gridTemplateColumns: tracks.join(' ') };
}

interface HeaderProps {
  readonly columns: readonly ColumnId[];
  readonly widths: ColumnWidths;
  readonly template: CSSProperties;
}

export const ConnectionListHeader = memo(({ columns, widths, template }: HeaderProps) => {
  const { groups, onContextMenu } = useColumnMenu(columns, widths);
  return (
    <ContextMenu label="Columns" groups={groups}>
      <div role="row" aria-rowindex={1} className={css.header} style={template} onContextMenu={onContextMenu}>
        {columns.map((id, place) => (
          <HeaderCell key={id} id={id} widths={widths} first={place === 0} />
        ))}
      </div>
    </ContextMenu>
  );
});

interface HeaderCellProps {
  readonly id: ColumnId;
  readonly widths: ColumnWidths;
  readonly first: boolean;
}

/** Only the first is a stop of the Tab key; arrows go on from there. */
function HeaderCell({ id, widths, first }: HeaderCellProps) {
  const store = useAppStore();
  const direction = useApp((state) => (state.sort?.column === id ? state.sort.direction : undefined));
  const sort = useCallback(
    () => store.setState((state) => ({ sort: nextSort(state.sort, id) })),
    [store, id],
  );
  const resize = useResize(id, widths);
  const onKeyDown = useHeaderKeys(isMovable(id) ? resize : null);
  const [short, long] = COLUMN_TITLES[id];
  return (
    <div
      role="columnheader"
      aria-sort={direction ?? 'none'}
      className={css.cell}
      data-column-header={id}
      data-numeric={NUMERIC.has(id) || undefined}
      {...useColumnDrag(id)}
    >
      {isMovable(id) ? <ResizeHandle id={id} resize={resize} /> : null}
      <button
        type="button"
        className={css.sort}
        title={long}
        aria-label={/\w/.test(short) ? undefined : long}
        tabIndex={first ? 0 : -1}
        onClick={sort}
        onKeyDown={onKeyDown}
      >
        <span className={css.title}>{short}</span>
        {direction ? <span aria-hidden>{direction === 'ascending' ? '↑' : '↓'}</span> : null}
      </button>
    </div>
  );
}

function useHeaderKeys(resize: Resize | null) {
  return useCallback(
    (event: KeyboardEvent<HTMLButtonElement>) => {
      const act = headerKey(event, resize);
      if (act === null) return;
      event.stopPropagation(); // the rows below have keys of their own
      if (act === 'press') return;
      event.preventDefault();
      act();
    },
    [resize],
  );
}

/** `press` is the button's own. */
function headerKey(
  event: KeyboardEvent<HTMLButtonElement>,
  resize: Resize | null,
): 'press' | (() => void) | null {
  const { key, shiftKey, currentTarget } = event;
  if (key === 'Enter' || key === ' ') return 'press';
  if (matchesShortcut(event, 'rowMenu')) return () => openMenuAt(currentTarget);
  const direction = ARROWS[key];
  if (direction === undefined) return null;
  if (!shiftKey) return () => focusHeader(currentTarget, direction);
  return () => resize?.((width) => width - direction * RESIZE_STEP); // to the left is wider
}

const ARROWS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
const RESIZE_STEP = 8;

function focusHeader(from: HTMLElement, direction: number): void {
  const cell = from.parentElement;
  const next = direction < 0 ? cell?.previousElementSibling : cell?.nextElementSibling;
  next?.querySelector('button')?.focus();
}

const DRAGGED = 'application/x-framescope-column';

/** A title is dragged onto another one, and takes its place. */
function useColumnDrag(id: ColumnId) {
  const store = useAppStore();
  const start = useCallback((event: DragEvent) => event.dataTransfer.setData(DRAGGED, id), [id]);
  const over = useCallback((event: DragEvent) => {
    if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
  }, []);
  const drop = useCallback(
    (event: DragEvent) => {
      const dragged = event.dataTransfer.getData(DRAGGED) as ColumnId;
      store.setState(({ columnOrder: order }) => {
        const side = order.indexOf(dragged) < order.indexOf(id) ? 'behind' : 'before';
        return { columnOrder: moveColumn(order, dragged, side, id) };
      });
    },
    [store, id],
  );
  return isMovable(id) ? { draggable: true, onDragStart: start, onDragOver: over, onDrop: drop } : {};
}

type Resize = (change: (width: number) => number) => void;

function useResize(id: ColumnId, widths: ColumnWidths): Resize {
  const store = useAppStore();
  return useCallback(
    (change) =>
      store.setState(({ columns }) => {
        const { own, width } = columns[id];
        const now = own ? width : (widths.get(id) ?? width);
        return { columns: resizeColumn(columns, widths, id, change(now)) };
      }),
    [store, id, widths],
  );
}

function ResizeHandle({ id, resize }: { id: ColumnId; resize: Resize }) {
  const down = useCallback((event: PointerEvent<HTMLSpanElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  }, []);
  const move = useCallback(
    (event: PointerEvent<HTMLSpanElement>) => {
      const { movementX, pointerId, currentTarget } = event;
      if (currentTarget.hasPointerCapture(pointerId)) resize((width) => width - movementX);
    },
    [resize],
  );
  const fit = useCallback(
    (event: MouseEvent<HTMLSpanElement>) => {
      const width = fittedWidth(event.currentTarget, id);
      resize(() => width);
    },
    [resize, id],
  );
  return (
    <span
      className={css.handle}
      aria-hidden
      title="Drag to resize, double-click to fit"
      draggable
      onDragStart={keepFromDragging}
      onPointerDown={down}
      onPointerMove={move}
      onDoubleClick={fit}
    />
  );
}

/** The edge resizes; only the title drags its column. */
function keepFromDragging(event: DragEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
