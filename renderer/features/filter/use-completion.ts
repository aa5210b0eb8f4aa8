// Typing into a filter field: what is offered for completion, the keys that choose it, and the way back through
// earlier filters. It draws nothing.

import {
  type ChangeEvent,
  type KeyboardEvent,
  type SyntheticEvent,
  type UIEvent,
  useCallback,
  useMemo,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import type { FilterError } from '../../../proxy/contract/filter.ts';
import type { KeyScope } from '../../../proxy/contract/filter-keys.ts';
import { type SeenValues, suggest, type Suggestion } from '../../../proxy/contract/filter-suggest.ts';
import type { FilterShelf } from './use-filter-shelf.ts';

/** A word that may stand at the caret, or a whole filter of before. */
export interface Choice extends Suggestion {
  readonly kind: 'word' | 'saved' | 'recent';
}

export interface Typing {
  readonly value: string;
  /** `unfinished`: the word at the caret could still become another one. */
  readonly onChange: (text: string, unfinished: boolean) => void;
  readonly seen: () => SeenValues;
  readonly first: KeyScope;
  readonly shelf: FilterShelf;
  /** Enter, when nothing was chosen with it; `back` with Shift. */
  readonly onEnter?: ((back: boolean) => void) | undefined;
  /** Escape, when there is nothing left to close. */
  readonly onLeave?: (() => void) | undefined;
  /** It has the focus now, or goes on: what is seen may be asked for. */
  readonly onWake?: (() => void) | undefined;
}

/** Earlier filters that an empty field offers at once; the rest is behind the bookmark. */
const OFFERED = 5;

export function useCompletion(typing: Typing) {
  const { value, onChange, seen, first, shelf, onWake } = typing;
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [cursor, setCursor] = useState(0);
  const [scroll, setScroll] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const choices = useMemo(
    () => (open ? choicesAt(value, cursor, seen(), first, shelf) : []),
    [open, value, cursor, seen, first, shelf],
  );

  const track = useCallback((input: HTMLInputElement) => {
    setCursor(input.selectionStart ?? input.value.length);
    setScroll(input.scrollLeft);
  }, []);
  const write = useCallback(
    (text: string, caret: number, unfinished: boolean) => {
      flushSync(() => {
        onChange(text, unfinished);
        setCursor(caret);
        setActive(-1);
      });
      field.current?.setSelectionRange(caret, caret); // React left it at the end of the new text
    },
    [onChange],
  );
  const accept = useCallback(
    ({ text, from, to, kind }: Choice) => {
      const after = value.slice(0, from) + text + value.slice(to);
      write(after, from + text.length, isUnfinished(after, from + text.length, seen(), first));
      if (kind !== 'word') setOpen(false);
      onWake?.();
    },
    [value, write, seen, first, onWake],
  );
  const close = useCallback(() => {
    setOpen(false);
    setActive(-1);
  }, []);
  /** What stands there is meant. */
  const settle = useCallback(() => {
    close();
    onChange(value, false);
    shelf.use(value);
  }, [close, onChange, value, shelf]);
  const walk = useWalk(value, shelf.recent, (text) => {
    write(text, text.length, false);
    setOpen(false);
  });

  const keys: KeyState = { open, active, choices, setOpen, setActive, accept, close, settle, walk };
  const events = {
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      const text = event.target.value;
      onChange(text, isUnfinished(text, event.target.selectionStart ?? text.length, seen(), first));
      track(event.target);
      setOpen(true);
      setActive(-1);
      onWake?.();
    },
    onSelect: (event: SyntheticEvent<HTMLInputElement>) => track(event.currentTarget),
    onScroll: (event: UIEvent<HTMLInputElement>) => setScroll(event.currentTarget.scrollLeft),
    onFocus: () => {
      setOpen(true);
      onWake?.();
    },
    onBlur: settle,
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => pressKey(event, keys, typing),
  };
  /** What is wrong at the caret is only half typed, as long as a completion can finish it. */
  const finishes = ({ position, length }: FilterError) =>
    choices.length > 0 && cursor >= position && cursor <= position + length;
  return { field, open, active, choices, scroll, accept, close, finishes, events };
}

interface KeyState {
  readonly open: boolean;
  readonly active: number;
  readonly choices: readonly Choice[];
  readonly setOpen: (open: boolean) => void;
  readonly setActive: (active: number) => void;
  readonly accept: (choice: Choice) => void;
  readonly close: () => void;
  readonly settle: () => void;
  /** To an earlier (1) or later (-1) filter; false where there is none. */
  readonly walk: (step: 1 | -1) => boolean;
}

function pressKey(
  event: KeyboardEvent<HTMLInputElement>,
  keys: KeyState,
  { onEnter, onLeave }: Pick<Typing, 'onEnter' | 'onLeave'>,
): void {
  const { open, active, choices, setOpen, setActive, accept, close, settle, walk } = keys;
  const chosen = choices[active];
  const steps: Readonly<Record<string, () => void>> = {
    ArrowDown: () => {
      if (walk(-1)) return;
      if (open) setActive(Math.min(active + 1, choices.length - 1));
      else setOpen(true);
    },
    ArrowUp: () => {
      if (active < 0 && walk(1)) return;
      setActive(Math.max(active - 1, -1));
    },
    Enter: () => {
      if (chosen) return accept(chosen);
      settle();
      onEnter?.(event.shiftKey);
    },
    Escape: () => (open ? close() : onLeave?.()),
    ...(chosen ? { Tab: () => accept(chosen) } : {}),
  };
  const step = steps[event.key];
  if (!step || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  step();
}

/** From an empty field back through what was used before, and forth again. */
function useWalk(value: string, recent: readonly string[], go: (text: string) => void) {
  const [at, setAt] = useState(-1);
  return (step: 1 | -1): boolean => {
    const walking = at >= 0 && value !== '' && value === recent[at];
    if (!walking && (value !== '' || step === -1)) return false;
    const next = Math.min((walking ? at : -1) + step, recent.length - 1);
    if (next >= recent.length || recent.length === 0) return false;
    setAt(next);
    go(recent[next] ?? '');
    return true;
  };
}

function choicesAt(
  text: string,
  cursor: number,
  seen: SeenValues,
  first: KeyScope,
  { saved, recent }: FilterShelf,
): readonly Choice[] {
  const words = isCompletable(text, cursor) ? suggest(text, cursor, seen, first) : [];
  const completions = words.map((word): Choice => Object.assign(word, { kind: 'word' as const }));
  if (text.trim() !== '') return completions;
  const whole = (filter: string, doc: string, kind: Choice['kind']): Choice => {
    return { text: filter, from: 0, to: text.length, doc, kind };
  };
  const named = saved.map((filter) => whole(filter.text, filter.name, 'saved'));
  const unnamed = recent.filter((filter) => !saved.some((each) => each.text === filter));
  const before = unnamed.map((filter) => whole(filter, 'used before', 'recent'));
  return [...named.slice(0, OFFERED), ...before.slice(0, OFFERED), ...completions];
}

/** Between words nothing has been begun; only an empty field offers everything. */
function isCompletable(text: string, cursor: number): boolean {
  return text.trim() === '' || !/(^|[\s(|])$/.test(text.slice(0, cursor));
}

function isUnfinished(text: string, cursor: number, seen: SeenValues, first: KeyScope): boolean {
  return text.trim() !== '' && isCompletable(text, cursor) && suggest(text, cursor, seen, first).length > 0;
}
