// A list of any length with rows of one height: renders what is visible and little more. The owner brings
// the rows and the keyboard; this brings scrolling, following the end, and the ARIA of a grid or listbox.
// The scale between list and scroll bar is virtual-list-scroll.ts.

import {
  useCallback,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type AriaAttributes,
  type CSSProperties,
  type KeyboardEventHandler,
  type MouseEvent,
  type ReactNode,
  type Ref,
  type TouchEvent,
  type WheelEvent,
} from 'react';
import {
  endOf,
  rowsAt,
  ScrollPosition,
  trackHeight,
  type Alignment,
  type ListGeometry,
  type RowRange,
  type Scroller,
} from './virtual-list-scroll.ts';
import css from './virtual-list.module.css';

const SPARE_ROWS = 4;

export interface VirtualListHandle {
  /** Leaves the followed end when the row lies elsewhere. */
  scrollToRow(index: number, align?: Alignment): void;
  focus(): void;
}

/** What stands at which index of a list in whose middle rows come and go; another object whenever they did. */
export interface RowOrder {
  at(index: number): unknown;
  /** Where that stands now; what is gone, where its successor stands. */
  indexOf(what: unknown): number;
}

export interface VirtualListProps {
  readonly ref?: Ref<VirtualListHandle>;
  /** Names the list to a screen reader. */
  readonly label: string;
  readonly role?: 'grid' | 'treegrid' | 'listbox' | 'tree';
  /** Rows are `[first, count)`: those before went since, and the others keep their numbers. 0 by default. */
  readonly first?: number;
  readonly count: number;
  /** Where rows come and go in the middle: the topmost visible one stays where it is. */
  readonly order?: RowOrder;
  readonly rowHeight: number;
  /** Content of a row: cells (`role="gridcell"`) in a grid, anything in a listbox or tree. */
  readonly renderRow: (index: number) => ReactNode;
  /** What a row is beyond its place, such as `aria-level` and `aria-expanded` in a tree. */
  readonly rowAttributes?: (index: number) => AriaAttributes;
  /** The row that keys act on. */
  readonly activeRow?: number | null;
  readonly isSelected?: (index: number) => boolean;
  /** Rows may be selected together. */
  readonly multiple?: boolean;
  /** Stays above the rows: the header row of a grid. */
  readonly header?: ReactNode;
  /** Sticks to the newest row while true. */
  readonly follow?: boolean;
  /** False when the user scrolls away from the end, true when they return to it. */
  readonly onFollowChange?: (follow: boolean) => void;
  /** Rows rendered now, and those of them that can be seen; `to` is exclusive. */
  readonly onRange?: (from: number, to: number, visible: RowRange) => void;
  readonly onKeyDown?: KeyboardEventHandler<HTMLDivElement>;
  readonly onRowClick?: (index: number, event: MouseEvent) => void;
  readonly onRowDoubleClick?: (index: number, event: MouseEvent) => void;
  /** A context menu is asked for at this row. */
  readonly onRowMenu?: (index: number, event: MouseEvent) => void;
}

export function VirtualList({ ref, ...props }: VirtualListProps) {
  const { role = 'grid', first = 0, count, header, activeRow = null } = props;
  const id = useId();
  const { from, to, visible, scroller, focus, scrollToRow, gestures, styles } = useScroll(props);
  const shift = useRowReuse(from, to);
  useRangeReport(props.onRange, from, to, visible);
  useImperativeHandle(ref, () => ({ scrollToRow, focus }), [scrollToRow, focus]);
  const click = useRowEvent(props.onRowClick);
  const doubleClick = useRowEvent(props.onRowDoubleClick);
  const menu = useRowEvent(props.onRowMenu);

  const active = activeRow !== null && activeRow >= from && activeRow < to;
  const semantics = {
    role,
    tabIndex: 0,
    'aria-label': props.label,
    'aria-multiselectable': props.multiple || undefined,
    'aria-rowcount': isGrid(role) ? count - first + (header ? 1 : 0) : undefined,
    'aria-activedescendant': active ? rowId(id, activeRow) : undefined,
    onKeyDown: props.onKeyDown,
    onClick: click,
    onDoubleClick: doubleClick,
    onContextMenu: menu,
  };
  return (
    <div ref={scroller} className={css.list} {...semantics} {...gestures}>
      <div className={css.header}>{header}</div>
      <div style={styles.track}>
        <div className={css.window} style={styles.window}>
          <div className={css.rows} style={styles.rows}>
            {indexes(from, to).map((index) => (
              <Row
                key={index - shift}
                id={rowId(id, index)}
                index={index}
                active={index === activeRow}
                list={props}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

type ScrolledList = Pick<
  VirtualListProps,
  'first' | 'count' | 'order' | 'rowHeight' | 'activeRow' | 'follow' | 'onFollowChange'
>;

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly active: boolean;
  readonly list: VirtualListProps;
}

function Row({ id, index, active, list }: RowProps) {
  const selected = list.isSelected ? list.isSelected(index) : active;
  const semantics = { ...placeOf(list, index), ...list.rowAttributes?.(index) };
  return (
    <div
      id={id}
      className={css.row}
      data-row={index}
      data-active={active || undefined}
      aria-selected={selected}
      {...semantics}
    >
      {list.renderRow(index)}
    </div>
  );
}

function placeOf({ role = 'grid', header, first = 0, count }: VirtualListProps, index: number) {
  switch (role) {
    case 'grid':
    case 'treegrid':
      return { role: 'row', 'aria-rowindex': index - first + (header ? 2 : 1) };
    case 'listbox':
      return { role: 'option', 'aria-posinset': index - first + 1, 'aria-setsize': count - first };
    case 'tree':
      return { role: 'treeitem' };
  }
}

function isGrid(role: VirtualListProps['role']): boolean {
  return role === 'grid' || role === 'treegrid';
}

function rowId(list: string, index: number): string {
  return `${list}-${index}`;
}

function indexes(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, offset) => from + offset);
}

/**
 * How far rows have moved under the same elements: where most of a screen passes by at once, each row takes the element
 * of one before it, which costs a browser far less than to make it anew.
 */
function useRowReuse(from: number, to: number): number {
  const [reuse, setReuse] = useState({ from, to, shift: 0 });
  if (reuse.from === from && reuse.to === to) return reuse.shift;
  const kept = Math.min(to, reuse.to) - Math.max(from, reuse.from);
  const shift = kept < (to - from) / 2 ? reuse.shift + from - reuse.from : reuse.shift;
  setReuse({ from, to, shift });
  return shift;
}

function useRowEvent(handler: ((index: number, event: MouseEvent) => void) | undefined) {
  return useCallback(
    (event: MouseEvent) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-row]');
      if (row) handler?.(Number(row.dataset.row), event);
    },
    [handler],
  );
}

/** Before the frame is drawn: what is asked for now may be there for the next one. */
function useRangeReport(
  report: VirtualListProps['onRange'],
  from: number,
  to: number,
  { from: first, to: last }: RowRange,
): void {
  useLayoutEffect(() => report?.(from, to, { from: first, to: last }), [report, from, to, first, last]);
}

/** Heights as the browser lays them out, and the ref of the element that scrolls: the header, then the track. */
function useScroller(position: ScrollPosition) {
  const element = useRef<HTMLDivElement>(null);
  const [heights, setHeights] = useState({ viewport: 0, header: 0 });
  const scroller = useCallback(
    (root: HTMLDivElement) => {
      const header = root.firstElementChild as HTMLElement;
      const measure = () => setHeights({ viewport: viewportOf(root), header: header.offsetHeight });
      const observer = new ResizeObserver(measure);
      observer.observe(root);
      observer.observe(header);
      position.attach(scrollerOf(root));
      element.current = root;
      measure();
      return () => {
        observer.disconnect();
        position.attach(null);
      };
    },
    [position],
  );
  const focus = useCallback(() => element.current?.focus(), []);
  return { ...heights, scroller, focus };
}

function viewportOf(root: HTMLElement): number {
  return root.clientHeight - (root.firstElementChild as HTMLElement).offsetHeight;
}

function scrollerOf(root: HTMLElement): Scroller {
  return {
    get scrollTop() {
      return root.scrollTop;
    },
    set scrollTop(top) {
      root.scrollTop = top;
    },
    get viewport() {
      return viewportOf(root);
    },
  };
}

/** While the end is followed, what is shown depends on nothing else. */
const atEnd = () => Infinity;

function useScroll(list: ScrolledList) {
  const { first = 0, count, order, rowHeight, activeRow = null, follow = false, onFollowChange } = list;
  const [position] = useState(() => new ScrollPosition());
  const { viewport, header, scroller, focus } = useScroller(position);
  const geometry = useMemo<ListGeometry>(
    () => ({ count: Math.max(0, count - first), rowHeight, viewport }),
    [first, count, rowHeight, viewport],
  );
  const active = useRef(activeRow);
  useLayoutEffect(() => {
    active.current = activeRow === null ? null : activeRow - first;
  }, [activeRow, first]);
  const before = useRef({ first, order });
  useLayoutEffect(() => {
    const top = before.current.first + Math.floor(position.top() / rowHeight);
    const gone = first - before.current.first - movedBy(before.current.order, order, top);
    position.resize(geometry, follow, active.current, gone);
    before.current = { first, order };
  }, [position, geometry, follow, first, order, rowHeight]);

  const end = endOf(geometry);
  const scrolled = useSyncExternalStore(position.subscribe, follow ? atEnd : position.top);
  const top = follow ? end : Math.min(scrolled, end);

  const leave = useCallback(() => {
    if (follow && end > 0) onFollowChange?.(false);
  }, [follow, end, onFollowChange]);

  const onScroll = useCallback(() => {
    const moved = position.catchUp();
    if (moved < 0) leave();
    if (moved > 0 && !follow && position.top() >= end - 1) onFollowChange?.(true);
  }, [position, leave, follow, end, onFollowChange]);

  const scrollToRow = useCallback(
    (index: number, align: Alignment = 'nearest') => {
      position.goToRow(index - first, align);
      if (position.top() < end) leave();
    },
    [position, first, end, leave],
  );

  const { from, to } = rowsAt(geometry, top, SPARE_ROWS);
  const seen = rowsAt(geometry, top, 0);
  const visible = { from: first + seen.from, to: first + seen.to };
  const gestures = { onScroll, ...useLeaveGestures(leave) };
  const styles = useStyles(geometry, header, from * rowHeight - top);
  const rows = { from: first + from, to: first + to };
  return { ...rows, visible, scroller, focus, scrollToRow, gestures, styles };
}

/** Rows that came above this one, less those that went. */
function movedBy(before: RowOrder | undefined, now: RowOrder | undefined, index: number): number {
  return before && now && before !== now ? now.indexOf(before.at(index)) - index : 0;
}

/** Under a fast stream the list grows before a scroll event arrives: the gesture itself must count. */
function useLeaveGestures(leave: () => void) {
  const finger = useRef(0);
  const onWheel = useCallback((event: WheelEvent) => event.deltaY < 0 && leave(), [leave]);
  const onTouchStart = useCallback((event: TouchEvent) => {
    finger.current = event.touches[0]?.clientY ?? 0;
  }, []);
  const onTouchMove = useCallback(
    (event: TouchEvent) => {
      if ((event.touches[0]?.clientY ?? 0) > finger.current) leave();
    },
    [leave],
  );
  return { onWheel, onTouchStart, onTouchMove };
}

function useStyles(geometry: ListGeometry, header: number, offset: number) {
  const height = trackHeight(geometry);
  const { rowHeight, viewport } = geometry;
  const track = useMemo(() => ({ height }), [height]);
  const window = useMemo(
    () => ({ height: Math.min(viewport, height), top: header }),
    [viewport, height, header],
  );
  const rows = useMemo(
    () => ({ transform: `translateY(${offset}px)`, '--row-height': `${rowHeight}px` }) as CSSProperties,
    [offset, rowHeight],
  );
  return { track, window, rows };
}
