// The header row of the connection list: a click sorts, the left edge of a column resizes it (the name takes what
// the others leave), the context menu chooses columns.

import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useMemo,
} from 'react';
import {
  clampWidth,
  COLUMN_IDS,
  type ColumnId,
  type Columns,
  INITIAL_COLUMNS,
  MIN_NAME_WIDTH,
  nextSort,
} from '../../state/columns.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { ContextMenu, type MenuGroups } from '../../ui/menu.tsx';
import css from './connection-list-header.module.css';

const TITLES: Readonly<Record<ColumnId, readonly [short: string, long: string]>> = {
  state: ['', 'State'],
  name: ['Name', 'Name'],
  host: ['Host', 'Host'],
  method: ['Method', 'Method'],
  status: ['Status', 'Status'],
  type: ['Type', 'Type'],
  protocol: ['Proto', 'Protocol'],
  sent: ['▲', 'Messages sent'],
  received: ['▼', 'Messages received'],
  bytes: ['Bytes', 'Bytes on the wire'],
  duration: ['Duration', 'Duration'],
  activity: ['Last', 'Last activity'],
};

export const NUMERIC: ReadonlySet<ColumnId> = new Set(['sent', 'received', 'bytes', 'duration', 'activity']);

export function columnTemplate(columns: Columns, shown: readonly ColumnId[]): CSSProperties {
  const widths = shown.map((id) =>
    id === 'name' ? `minmax(${MIN_NAME_WIDTH}px, 1fr)` : `${columns[id].width}px`,
  );
  return { gridTemplateColumns: widths.join(' ') };
}

interface HeaderProps {
  readonly columns: readonly ColumnId[];
  readonly template: CSSProperties;
}

export const ConnectionListHeader = memo(({ columns, template }: HeaderProps) => {
  const groups = useColumnMenu(columns);
  return (
    <ContextMenu label="Columns" groups={groups}>
      <div role="row" aria-rowindex={1} className={css.header} style={template} onContextMenu={keepFromRows}>
        {columns.map((id) => (
          <HeaderCell key={id} id={id} />
        ))}
      </div>
    </ContextMenu>
  );
});

/** The rows below have a menu and keys of their own. */
function keepFromRows(event: MouseEvent): void {
  event.stopPropagation();
}

function HeaderCell({ id }: { id: ColumnId }) {
  const store = useAppStore();
  const direction = useApp((state) => (state.sort?.column === id ? state.sort.direction : undefined));
  const sort = useCallback(
    () => store.setState((state) => ({ sort: nextSort(state.sort, id) })),
    [store, id],
  );
  const resizable = id !== 'name' && id !== 'state';
  const resize = useResize(id);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
      const by = event.shiftKey ? RESIZE_KEYS[event.key] : undefined;
      if (by !== undefined && resizable) resize((width) => width + by);
    },
    [resizable, resize],
  );
  const [short, long] = TITLES[id];
  return (
    <div
      role="columnheader"
      aria-sort={direction ?? 'none'}
      className={css.cell}
      data-numeric={NUMERIC.has(id) || undefined}
    >
      {resizable ? <ResizeHandle resize={resize} /> : null}
      <button
        type="button"
        className={css.sort}
        title={long}
        aria-label={/\w/.test(short) ? undefined : long}
        onClick={sort}
        onKeyDown={onKeyDown}
      >
        <span className={css.title}>{short}</span>
        {direction ? <span aria-hidden>{direction === 'ascending' ? '↑' : '↓'}</span> : null}
      </button>
    </div>
  );
}

/** Pixels a press moves the left edge with Shift held: to the left is wider. */
const RESIZE_KEYS: Readonly<Record<string, number>> = { ArrowLeft: 8, ArrowRight: -8 };

type Resize = (change: (width: number) => number) => void;

function useResize(id: ColumnId): Resize {
  const store = useAppStore();
  return useCallback(
    (change) =>
      store.setState(({ columns }) => ({
        columns: { ...columns, [id]: { ...columns[id], width: clampWidth(change(columns[id].width)) } },
      })),
    [store, id],
  );
}

function ResizeHandle({ resize }: { resize: Resize }) {
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
  return <span className={css.handle} aria-hidden onPointerDown={down} onPointerMove={move} />;
}

function useColumnMenu(shown: readonly ColumnId[]): MenuGroups {
  const store = useAppStore();
  const columns = useApp((state) => state.columns);
  return useMemo(() => {
    const toggle = (id: ColumnId) => () =>
      store.setState({ columns: { ...columns, [id]: { ...columns[id], visible: !columns[id].visible } } });
    const items = COLUMN_IDS.filter((id) => id !== 'name').map((id) => ({
      label: TITLES[id][1] + (columns[id].visible && !shown.includes(id) ? ' (no room now)' : ''),
      checked: columns[id].visible,
      onSelect: toggle(id),
    }));
    const reset = {
      label: 'Reset columns',
      onSelect: () => store.setState({ columns: INITIAL_COLUMNS, sort: null }),
    };
    return [items, [reset]];
  }, [store, columns, shown]);
}
