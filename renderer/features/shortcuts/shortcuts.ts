// Every key of the page, in one table: it binds them, names them in menus and fills the `?` sheet.
// A feature says what a key does with `useShortcut`; while it is not on the screen, the key does nothing.

import { useEffect, useRef } from 'react';

export type ShortcutGroup =
  | 'Everywhere'
  | 'Filter'
  | 'Connection list'
  | 'Timeline'
  | 'Messages over time'
  | 'Message'
  | 'Composer';

export interface Shortcut {
  /** Alternatives; parts are joined by `+`, `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: readonly string[];
  readonly title: string;
  readonly group: ShortcutGroup;
}

export const SHORTCUTS = {
  palette: { keys: ['Mod+k'], title: 'Command palette', group: 'Everywhere' },
  filter: { keys: ['/'], title: 'Filter connections', group: 'Everywhere' },
  pause: { keys: ['p'], title: 'Pause or resume recording', group: 'Everywhere' },
  previousConnection: { keys: ['['], title: 'Previous connection', group: 'Everywhere' },
  nextConnection: { keys: [']'], title: 'Next connection', group: 'Everywhere' },
  export: { keys: ['Mod+s'], title: 'Export', group: 'Everywhere' },
  settings: { keys: ['Mod+,'], title: 'Settings', group: 'Everywhere' },
  insight: { keys: ['i'], title: 'Insight into the session', group: 'Everywhere' },
  keys: { keys: ['?'], title: 'All keys', group: 'Everywhere' },
  filterNext: { keys: ['ArrowDown'], title: 'Next completion', group: 'Filter' },
  filterAccept: {
    keys: ['Tab', 'Enter'],
    title: 'Take the completion, or go to the next match',
    group: 'Filter',
  },
  filterBack: { keys: ['Shift+Enter'], title: 'Previous match', group: 'Filter' },
  filterEarlier: { keys: ['ArrowUp'], title: 'Earlier filters, from an empty box', group: 'Filter' },
  rowDown: { keys: ['ArrowDown', 'j'], title: 'Next row', group: 'Connection list' },
  rowUp: { keys: ['ArrowUp', 'k'], title: 'Previous row', group: 'Connection list' },
  rowPage: { keys: ['PageDown', 'PageUp'], title: 'A page down, up', group: 'Connection list' },
  rowFirst: { keys: ['Home'], title: 'First row', group: 'Connection list' },
  rowLast: { keys: ['End'], title: 'Last row', group: 'Connection list' },
  rowExtend: {
    keys: ['Shift+ArrowDown', 'Shift+ArrowUp'],
    title: 'Select several: their messages are merged',
    group: 'Connection list',
  },
  rowAll: { keys: ['Mod+a'], title: 'All messages of all listed', group: 'Connection list' },
  markConnection: { keys: ['m'], title: 'Mark it, or take the mark away', group: 'Connection list' },
  nextColor: { keys: ['M'], title: 'Mark it in the next colour', group: 'Connection list' },
  rowOpen: { keys: ['Enter'], title: 'Open: go to its messages', group: 'Connection list' },
  rowExpand: { keys: ['ArrowRight'], title: 'Show each of several reconnects', group: 'Connection list' },
  rowCollapse: { keys: ['ArrowLeft'], title: 'Show reconnects as one row', group: 'Connection list' },
  rowMenu: {
    keys: ['Shift+F10', 'ContextMenu'],
    title: 'Menu of the row, or of a column',
    group: 'Connection list',
  },
  columnWidth: {
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'],
    title: 'On a column’s title: wider, narrower',
    group: 'Connection list',
  },
  back: { keys: ['Escape'], title: 'Back to the list, and to one connection', group: 'Connection list' },
  find: { keys: ['Mod+f'], title: 'Find in the timeline', group: 'Timeline' },
  messageDown: { keys: ['ArrowDown', 'j'], title: 'Next message', group: 'Timeline' },
  messageUp: { keys: ['ArrowUp', 'k'], title: 'Previous message', group: 'Timeline' },
  messagePage: { keys: ['PageDown', 'PageUp'], title: 'A page down, up', group: 'Timeline' },
  messageFirst: { keys: ['Home'], title: 'First message', group: 'Timeline' },
  messageLast: { keys: ['End'], title: 'Newest message, and follow', group: 'Timeline' },
  holdTail: { keys: ['Space'], title: 'Hold or follow the newest message', group: 'Timeline' },
  inspect: { keys: ['Enter'], title: 'Inspect the message', group: 'Timeline' },
  closeInspector: {
    keys: ['Escape'],
    title: 'Close the inspector, then back to the list',
    group: 'Timeline',
  },
  messageExtend: {
    keys: ['Shift+ArrowDown', 'Shift+ArrowUp'],
    title: 'Select several messages',
    group: 'Timeline',
  },
  messageAll: { keys: ['Mod+a'], title: 'Select all messages', group: 'Timeline' },
  compare: { keys: ['c'], title: 'Compare two messages', group: 'Timeline' },
  unfold: { keys: ['ArrowRight'], title: 'Show each frame, or part, of the message', group: 'Timeline' },
  fold: { keys: ['ArrowLeft'], title: 'Show the message as one row', group: 'Timeline' },
  unfoldAll: { keys: ['*'], title: 'Unfold the messages in sight', group: 'Timeline' },
  foldAll: { keys: ['-'], title: 'Fold all messages', group: 'Timeline' },
  frames: { keys: ['f'], title: 'Frames, or what the messages say', group: 'Timeline' },
  markMessage: { keys: ['m'], title: 'Mark what is selected, or take the mark away', group: 'Timeline' },
  nextMessageColor: { keys: ['M'], title: 'Mark it in the next colour', group: 'Timeline' },
  nextMark: { keys: ['n'], title: 'Next marked or commented message', group: 'Timeline' },
  previousMark: { keys: ['N'], title: 'Previous marked or commented message', group: 'Timeline' },
  copy: { keys: ['Mod+c'], title: 'Copy the payload', group: 'Timeline' },
  jumpToTime: { keys: ['g'], title: 'Jump to a time', group: 'Timeline' },
  timeMode: { keys: ['t'], title: 'Clock, time since open, time since the row above', group: 'Timeline' },
  overview: { keys: ['o'], title: 'Show or hide the messages over time', group: 'Timeline' },
  nextEvent: { keys: ['e'], title: 'Next gap or violation', group: 'Timeline' },
  previousEvent: { keys: ['E'], title: 'Previous gap or violation', group: 'Timeline' },
  counterpart: { keys: ['l'], title: 'Go to the answer, or to what it answers', group: 'Timeline' },
  chat: { keys: ['v'], title: 'From a message to its line of chat, and back', group: 'Timeline' },
  resend: { keys: ['r'], title: 'Resend the message', group: 'Timeline' },
  timeMove: { keys: ['ArrowLeft', 'ArrowRight'], title: 'Earlier, later', group: 'Messages over time' },
  timeMark: {
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'],
    title: 'Mark a range',
    group: 'Messages over time',
  },
  timeGo: { keys: ['Enter'], title: 'Go there, or show only the range', group: 'Messages over time' },
  fieldFold: { keys: ['ArrowRight', 'ArrowLeft'], title: 'Open, close a field', group: 'Message' },
  fieldMenu: { keys: ['Shift+F10', 'ContextMenu'], title: 'Menu of a field: filter, copy', group: 'Message' },
  byteExtend: {
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'],
    title: 'Select several bytes in Hex',
    group: 'Message',
  },
  frameBytes: { keys: ['Enter'], title: 'Show the bytes of a frame', group: 'Message' },
  send: { keys: ['Mod+Enter'], title: 'Send', group: 'Composer' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof SHORTCUTS;

type Handler = () => void;

/** Handlers of what is on the screen; the one that came last answers. */
const bound = new Map<ShortcutId, Handler[]>();

/** Does what the key would do now; false where it does nothing. */
export function runShortcut(id: ShortcutId): boolean {
  const handler = bound.get(id)?.at(-1);
  handler?.();
  return handler !== undefined;
}

/** Binds a key of the table to the whole window while the component is mounted and `enabled`. */
export function useShortcut(id: ShortcutId, handler: Handler, enabled = true): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!enabled) return;
    return bind(id, () => latest.current());
  }, [id, enabled]);
}

function bind(id: ShortcutId, handler: Handler): () => void {
  if (bound.size === 0) window.addEventListener('keydown', dispatch);
  bound.set(id, [...(bound.get(id) ?? []), handler]);
  return () => {
    const rest = (bound.get(id) ?? []).filter((other) => other !== handler);
    if (rest.length > 0) bound.set(id, rest);
    else bound.delete(id);
    if (bound.size === 0) window.removeEventListener('keydown', dispatch);
  };
}

function dispatch(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  for (const [id, handlers] of bound) {
    if (!matchesShortcut(event, id) || isTyping(event)) continue;
    event.preventDefault();
    handlers.at(-1)?.();
    return;
  }
}

/** Is this event that key of the table? For components that bind keys to themselves, such as a grid. */
export function matchesShortcut(event: KeyLike, id: ShortcutId): boolean {
  return SHORTCUTS[id].keys.some((combination) => matchesKeys(event, combination));
}

type KeyLike = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

function matchesKeys(event: KeyLike, combination: string): boolean {
  const parts = combination.split('+');
  const key = parts.at(-1) === 'Space' ? ' ' : parts.at(-1);
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const other = isMac() ? event.ctrlKey : event.metaKey;
  if (parts.includes('Shift') && !event.shiftKey) return false; // else it is part of the character, as of `?`
  return event.key === key && mod === parts.includes('Mod') && !other && !event.altKey;
}

/** A key without a modifier belongs to the field that has the focus, and to an open dialog or menu. */
function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  return target?.closest(TYPING) != null || document.querySelector(OVERLAY) !== null;
}

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
const OVERLAY = '[role=dialog], [role=alertdialog], [role=menu]';

export function isMac(): boolean {
  return navigator.platform.startsWith('Mac');
}

const MODIFIERS: Readonly<Record<string, readonly [mac: string, other: string]>> = {
  Mod: ['⌘', 'Ctrl'],
  Shift: ['⇧', 'Shift'],
};

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  ContextMenu: '☰',
  Escape: 'Esc',
  Enter: '⏎',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** A combination as people read it: `⌘K`, `Ctrl+K`. */
export function formatKeys(combination: string): string {
  const parts = combination.split('+').map((part) => MODIFIERS[part]?.[isMac() ? 0 : 1] ?? keyName(part));
  return parts.join(isMac() ? '' : '+');
}

function keyName(part: string): string {
  if (part === 'Shift' && isMac()) return '⇧';
  if (/^[A-Z]$/.test(part)) return isMac() ? `⇧${part}` : `Shift+${part}`;
  return KEY_NAMES[part] ?? (/^[a-z]$/.test(part) ? part.toUpperCase() : part);
}
