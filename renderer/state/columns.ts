// The columns of the connection list: which there are, how wide, which are shown, which one sorts.
// It knows nothing of how a cell is drawn.

export const COLUMN_IDS = [
  'state',
  'name',
  'host',
  'method',
  'status',
  'type',
  'protocol',
  'sent',
  'received',
  'bytes',
  'duration',
  'activity',
  'waterfall',
] as const;

export type ColumnId = (typeof COLUMN_IDS)[number];

export interface Column {
  readonly width: number;
  readonly visible: boolean;
  /** Its width was set by hand; any other one shares the room by need, see column-widths.ts. */
  readonly own: boolean;
}

export type Columns = Readonly<Record<ColumnId, Column>>;

export interface Sort {
  readonly column: ColumnId;
  readonly direction: 'ascending' | 'descending';
}

/** Room that the name keeps, whatever else is shown. */
export const MIN_NAME_WIDTH = 190;

export const INITIAL_COLUMNS: Columns = {
  state: { width: 26, visible: true, own: false },
  name: { width: MIN_NAME_WIDTH, visible: true, own: false },
  host: { width: 140, visible: true, own: false },
  method: { width: 58, visible: false, own: false },
  status: { width: 56, visible: true, own: false },
  type: { width: 52, visible: true, own: false },
  protocol: { width: 74, visible: true, own: false },
  sent: { width: 48, visible: true, own: false },
  received: { width: 52, visible: true, own: false },
  bytes: { width: 72, visible: true, own: false },
  duration: { width: 72, visible: true, own: false },
  activity: { width: 92, visible: false, own: false },
  waterfall: { width: 120, visible: true, own: false },
};

export const MIN_COLUMN_WIDTH = 26;
export const MAX_COLUMN_WIDTH = 900;

/** Keeps what is well formed of a remembered value; the rest takes its initial width. */
export function parseColumns(value: unknown): Columns | null {
  if (typeof value !== 'object' || value === null) return null;
  const stored = value as Partial<Record<ColumnId, Partial<Column>>>;
  const entries = COLUMN_IDS.map((id) => [id, parseColumn(stored[id], INITIAL_COLUMNS[id])] as const);
  return Object.fromEntries(entries) as unknown as Columns;
}

function parseColumn(stored: Partial<Column> | undefined, initial: Column): Column {
  const width = typeof stored?.width === 'number' ? clampWidth(stored.width) : initial.width;
  return {
    width,
    visible: typeof stored?.visible === 'boolean' ? stored.visible : initial.visible,
    own: typeof stored?.own === 'boolean' ? stored.own : width !== initial.width,
  };
}

export function parseSort(value: unknown): Sort | null {
  if (typeof value !== 'object' || value === null) return null;
  const { column, direction } = value as Partial<Sort>;
  if (!COLUMN_IDS.some((id) => id === column)) return null;
  return direction === 'ascending' || direction === 'descending' ? (value as Sort) : null;
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, width)));
}

/** What a row is; these stay first. */
const LEADING: ReadonlySet<ColumnId> = new Set<ColumnId>(['state', 'name']);

export function isMovable(id: ColumnId): boolean {
  return !LEADING.has(id);
}

/** Any remembered order, made whole: columns that it does not know come last. */
export function parseColumnOrder(value: unknown): readonly ColumnId[] | null {
  if (!Array.isArray(value)) return null;
  const known = new Set(COLUMN_IDS.filter((id) => !isMovable(id)));
  for (const id of value) if (COLUMN_IDS.some((column) => column === id)) known.add(id as ColumnId);
  return [...known, ...COLUMN_IDS.filter((id) => !known.has(id))];
}

/** Puts a column before or behind another one; the leading ones stay where they are. */
export function moveColumn(
  order: readonly ColumnId[],
  id: ColumnId,
  side: 'before' | 'behind',
  other: ColumnId,
): readonly ColumnId[] {
  if (id === other || !isMovable(id) || !isMovable(other)) return order;
  const rest = order.filter((column) => column !== id);
  return rest.toSpliced(rest.indexOf(other) + (side === 'before' ? 0 : 1), 0, id);
}

/** Ascending, descending, then the order of capture again. */
export function nextSort(sort: Sort | null, column: ColumnId): Sort | null {
  if (sort?.column !== column) return { column, direction: 'ascending' };
  return sort.direction === 'ascending' ? { column, direction: 'descending' } : null;
}

/** Least important first: these give way when the list is narrow. */
const GIVE_WAY: readonly ColumnId[] = [
  'activity',
  'method',
  'type',
  'duration',
  'waterfall',
  'host',
  'bytes',
  'protocol',
  'sent',
  'received',
];

/** The columns that fit into `room` pixels, in order; the name takes what the others leave. Wide ones can be narrowed. */
export function fittingColumns(
  columns: Columns,
  room: number,
  order: readonly ColumnId[] = COLUMN_IDS,
): readonly ColumnId[] {
  const shown = order.filter((id) => columns[id].visible || id === 'name');
  const taken = (ids: readonly ColumnId[]) =>
    ids.reduce((sum, id) => sum + Math.min(columns[id].width, INITIAL_COLUMNS[id].width), 0);
  return GIVE_WAY.reduce(
    (fitting, id) => (taken(fitting) > room ? fitting.filter((other) => other !== id) : fitting),
    shown as readonly ColumnId[],
  );
}
