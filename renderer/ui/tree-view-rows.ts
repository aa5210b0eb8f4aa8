// A JSON-like value as the rows of a tree: which are open, what each shows. Pure; it draws nothing.

export type TreeStep = string | number;

/** A tree may have several roots, each with a name of its own. */
export interface TreeRoot {
  readonly key: string;
  readonly value: unknown;
  /** Stands beside the name while the root shows no value of its own. */
  readonly note?: string;
}

export interface TreeRow {
  /** Unique in its tree. */
  readonly id: string;
  /** Steps below the root. */
  readonly path: readonly TreeStep[];
  readonly root: TreeRoot;
  readonly name: string;
  readonly value: unknown;
  /** 1 for a root. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Null for a value without children. */
  readonly expanded: boolean | null;
}

/** Branches that differ from how they begin: open down to a depth, closed below. */
export type Toggled = ReadonlySet<string>;

interface Branch {
  readonly root: TreeRoot;
  readonly rows: TreeRow[];
  readonly toggled: Toggled;
  readonly openDepth: number;
}

/** Rows of all roots, children directly below their parents. */
export function treeRows(
  roots: readonly TreeRoot[],
  toggled: Toggled,
  openDepth: number,
): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  roots.forEach((root, index) => {
    const row = { path: [], name: root.key, value: root.value, position: index + 1, siblings: roots.length };
    append({ root, rows, toggled, openDepth }, row, `${index}`);
  });
  return rows;
}

type Place = Pick<TreeRow, 'path' | 'name' | 'value' | 'position' | 'siblings'>;

function append(branch: Branch, place: Place, id: string): void {
  const children = childrenOf(place.value);
  const level = place.path.length + 1;
  const expanded = children === null ? null : level <= branch.openDepth !== branch.toggled.has(id);
  branch.rows.push({ ...place, id, root: branch.root, level, expanded });
  if (!expanded || !children) return;
  children.forEach(([step, value], index) => {
    const child = { path: [...place.path, step], name: String(step), value };
    append(branch, { ...child, position: index + 1, siblings: children.length }, `${id}/${index}`);
  });
}

/** Null for a value that has none and never will: a leaf, an empty object, bytes. */
function childrenOf(value: unknown): readonly (readonly [TreeStep, unknown])[] | null {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return null;
  const entries = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value);
  return entries.length === 0 ? null : entries;
}

/** Index of the row's parent; -1 for a root. */
export function parentOf(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1;
  return rows.findLastIndex((row, place) => place < index && row.level < level);
}

/** `$.user["first name"][0]`: how code would reach the value. */
export function formatPath(path: readonly TreeStep[]): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${steps.join('')}`;
}

/** A leaf as JSON writes it; what is inside a branch, in short. */
export function formatValue(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length}]`;
  if (typeof value !== 'object' || value === null) return jsonOf(value);
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  return `{ ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''} }`;
}

/** The whole value, for the clipboard: a text as it is, anything else as JSON. */
export function copyableValue(value: unknown): string {
  return typeof value === 'string' ? value : jsonOf(value, 2);
}

function jsonOf(value: unknown, indent?: number): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part), indent) ??
    String(value)
  );
}
