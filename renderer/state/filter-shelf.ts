// Filters that are kept: those that a person has given a name, and the last ones that were used in each place.
// Pure; what is read back from this browser's storage is checked.

export interface SavedFilter {
  /** Unique among them. */
  readonly name: string;
  readonly text: string;
}

/** What a filter is for: the connection list, or messages. One grammar, but hardly the same words. */
export const FILTER_PLACES = ['connections', 'messages'] as const;
export type FilterPlace = (typeof FILTER_PLACES)[number];

/** Newest first. */
export type RecentFilters = Readonly<Record<FilterPlace, readonly string[]>>;

export const NO_RECENT: RecentFilters = { connections: [], messages: [] };

const MAX_RECENT = 20;
const MAX_SAVED = 200;

export function withRecent(recent: RecentFilters, place: FilterPlace, text: string): RecentFilters {
  const used = text.trim();
  if (used === '' || recent[place][0] === used) return recent;
  const others = recent[place].filter((each) => each !== used);
  return { ...recent, [place]: [used, ...others].slice(0, MAX_RECENT) };
}

export function withoutRecent(recent: RecentFilters, place: FilterPlace): RecentFilters {
  return { ...recent, [place]: [] };
}

/** In the order of their names; one of the same name gives way. */
export function withSaved(saved: readonly SavedFilter[], filter: SavedFilter): readonly SavedFilter[] {
  const named = { name: filter.name.trim(), text: filter.text.trim() };
  if (named.name === '' || named.text === '') return saved;
  const others = withoutSaved(saved, named.name);
  return [...others, named].toSorted((a, b) => a.name.localeCompare(b.name)).slice(0, MAX_SAVED);
}

export function withoutSaved(saved: readonly SavedFilter[], name: string): readonly SavedFilter[] {
  return saved.filter((each) => each.name !== name);
}

export function parseSaved(value: unknown): readonly SavedFilter[] | null {
  return Array.isArray(value) ? value.filter(isSaved) : null;
}

function isSaved(value: unknown): value is SavedFilter {
  if (typeof value !== 'object' || value === null) return false;
  const { name, text } = value as Partial<SavedFilter>;
  return typeof name === 'string' && typeof text === 'string';
}

export function parseRecent(value: unknown): RecentFilters | null {
  if (typeof value !== 'object' || value === null) return null;
  const stored = value as Partial<Record<FilterPlace, unknown>>;
  return { connections: textsOf(stored.connections), messages: textsOf(stored.messages) };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
