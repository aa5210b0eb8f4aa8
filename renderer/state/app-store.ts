// What the page knows: the engine's latest word, and the choices of the person in front of it.
// A plain zustand store without React. Everything here can be had again from the engine or from this browser.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Evidence, FindingReport } from '../../proxy/contract/finding.ts';
import type { ConnectionId, Seq, ViewId } from '../../proxy/contract/ids.ts';
import type {
  AnnotationTarget,
  Connection,
  Notice,
  SessionInfo,
  Status,
  ViewState,
} from '../../proxy/contract/model.ts';
import { NO_NOTES, type Notes } from '../../proxy/contract/notes.ts';
import { NO_RECONNECTS, type Reconnects } from '../../proxy/contract/reconnects.ts';
import {
  COLUMN_IDS,
  type ColumnId,
  type Columns,
  INITIAL_COLUMNS,
  parseColumnOrder,
  parseColumns,
  parseSort,
  type Sort,
} from './columns.ts';
import { NO_RECENT, parseRecent, parseSaved, type RecentFilters, type SavedFilter } from './filter-shelf.ts';
import { asBoolean, asOneOf, asString, readRemembered, writeRemembered } from './remembered.ts';
import { NO_SESSIONS, type Sessions } from './sessions.ts';
import type { Together } from './together.ts';

/** Is there an engine at the other end? `refused` when trying again cannot help. */
export type Link = 'connecting' | 'live' | 'lost' | 'refused';

/** Where the detail pane stands; `auto` is where the window has the room. */
export const LAYOUTS = ['auto', 'right', 'below'] as const;
export type Layout = (typeof LAYOUTS)[number];

/**
 * The dialog that is open, and what it is about. An export of null connections is about all of them; a null protocol is
 * none in particular.
 */
export type DialogState =
  | { readonly name: 'palette' | 'settings' | 'clients' | 'keys' | 'about' | 'log' | 'insight' }
  | { readonly name: 'protocols'; readonly protocol: string | null }
  | { readonly name: 'export'; readonly connections: readonly ConnectionId[] | null }
  | { readonly name: 'replay' | 'read-as'; readonly connection: ConnectionId };

/** A message, or what a filter shows, in the tab that has it. */
export interface Reveal {
  readonly tab: 'messages' | 'chat';
  readonly seq: Seq | null;
  /** Which line of it. */
  readonly part: number;
  /** For the messages; null leaves it to them. */
  readonly filter: string | null;
}

export interface AppState {
  readonly link: Link;
  /** Null until the engine has answered once. */
  readonly info: SessionInfo | null;
  readonly status: Status | null;
  /** In the order of capture. */
  readonly connections: ReadonlyMap<ConnectionId, Connection>;
  readonly notes: Notes;
  readonly reconnects: Reconnects;
  /** What is worth knowing about the whole session, as the engine last told it; null before it has. */
  readonly insight: FindingReport | null;
  readonly sessions: Sessions;
  readonly views: ReadonlyMap<ViewId, ViewState>;
  /** Warnings and errors of this visit, oldest first; they stay after their toast is gone. */
  readonly log: readonly Notice[];

  readonly selected: ConnectionId | null;
  /** Others that are looked at together with it; see together.ts. */
  readonly together: Together | null;
  /** A place in the messages of a connection that its timeline is to show; null when it is shown. */
  readonly going: Evidence | null;
  /** What a comment is being written about. */
  readonly commenting: AnnotationTarget | null;
  /** The same id where the row of its group was selected rather than its own. */
  readonly selectedAsGroup: ConnectionId | null;
  /** The first WebSocket row is selected by itself, once. */
  readonly firstSelected: boolean;
  readonly listFilter: string;
  /** Its last word is still being typed, and could become another one. */
  readonly listFilterUnfinished: boolean;
  readonly savedFilters: readonly SavedFilter[];
  readonly recentFilters: RecentFilters;
  /** Null: the order of capture. */
  readonly sort: Sort | null;
  readonly columns: Columns;
  readonly columnOrder: readonly ColumnId[];
  /** Reconnects of one logical session stand as one row. */
  readonly grouping: boolean;
  readonly layout: Layout;
  /** What is to be brought into sight; null once it is. */
  readonly reveal: Reveal | null;
  readonly dialog: DialogState | null;
}

export type AppStore = StoreApi<AppState>;

export function createAppStore(): AppStore {
  const store = createStore<AppState>(() => initialState());
  store.subscribe(rememberChoices);
  return store;
}

function initialState(): AppState {
  return {
    link: 'connecting',
    info: null,
    status: null,
    connections: new Map(),
    notes: NO_NOTES,
    reconnects: NO_RECONNECTS,
    insight: null,
    sessions: NO_SESSIONS,
    views: new Map(),
    log: [],
    selected: null,
    together: null,
    going: null,
    commenting: null,
    selectedAsGroup: null,
    firstSelected: false,
    listFilter: readRemembered('filter', '', asString),
    listFilterUnfinished: false,
    savedFilters: readRemembered('saved-filters', [], parseSaved),
    recentFilters: readRemembered('recent-filters', NO_RECENT, parseRecent),
    sort: readRemembered('sort', null, parseSort),
    columns: readRemembered('columns', INITIAL_COLUMNS, parseColumns),
    columnOrder: readRemembered('column-order', COLUMN_IDS, parseColumnOrder),
    grouping: readRemembered('grouping', true, asBoolean),
    layout: readRemembered('layout', 'auto', asOneOf(LAYOUTS)),
    reveal: null,
    dialog: null,
  };
}

const REMEMBERED = [
  ['filter', 'listFilter'],
  ['saved-filters', 'savedFilters'],
  ['recent-filters', 'recentFilters'],
  ['sort', 'sort'],
  ['columns', 'columns'],
  ['column-order', 'columnOrder'],
  ['grouping', 'grouping'],
  ['layout', 'layout'],
] as const;

function rememberChoices(state: AppState, before: AppState): void {
  for (const [key, field] of REMEMBERED) {
    if (state[field] !== before[field]) writeRemembered(key, state[field]);
  }
}

/** The filter of the list as a button or a menu changes it. */
export function editListFilter(store: AppStore, edit: (text: string) => string): void {
  store.setState(({ listFilter }) => ({ listFilter: edit(listFilter), listFilterUnfinished: false }));
}
