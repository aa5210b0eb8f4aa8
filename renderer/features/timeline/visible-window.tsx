// The part of the list that is visible, as a window on the overview above it.

import { useSyncExternalStore } from 'react';
import { Band } from '../overview/band.tsx';
import type { Span } from '../overview/span.ts';
import css from '../overview/overview-strip.module.css';
import type { RowWindow } from './row-window.ts';
import type { VisibleRows } from './visible-rows.ts';

interface VisibleWindowProps {
  readonly rows: RowWindow;
  readonly visible: VisibleRows;
  readonly span: Span;
}

export function VisibleWindow({ rows, visible, span }: VisibleWindowProps) {
  useSyncExternalStore(visible.subscribe, visible.version);
  useSyncExternalStore(rows.subscribe, rows.version);
  const part = visibleSpan(rows, visible);
  return part ? <Band className={css.visible} span={span} from={part.from} to={part.to} /> : null;
}

/** Null while none of the visible rows is here. */
function visibleSpan(rows: RowWindow, { from, to }: VisibleRows): Span | null {
  let first: number | null = null;
  let last: number | null = null;
  for (let index = from; index < to; index++) {
    const at = rows.row(index)?.at ?? null;
    if (at === null) continue;
    first = Math.min(first ?? at, at);
    last = Math.max(last ?? at, at);
  }
  return first === null || last === null ? null : { from: first, to: last };
}
