// Pointing at a time and marking a stretch of it, by pointer and by keys: one cursor, and an anchor while a stretch is
// being marked. What is done with them is the owner's.

import { type KeyboardEvent, type PointerEvent, useCallback, useState } from 'react';
import { between, type Span, timeAt } from './span.ts';

export interface Pointing {
  /** Null: nothing is pointed at. */
  readonly at: number | null;
  /** The other end of the stretch that is being marked. */
  readonly anchor: number | null;
}

export interface PointingOwner {
  readonly span: Span;
  /** Milliseconds that an arrow key moves. */
  readonly step: number;
  readonly onJump: (at: number) => void;
  readonly onRange: (range: Span) => void;
  /** Escape with nothing being marked; false where there was nothing to do. */
  readonly onEscape: () => boolean;
}

/** CSS pixels; what moves less is a click. */
const LEAST_DRAG = 4;
const NOWHERE: Pointing = { at: null, anchor: null };

export function usePointing(owner: PointingOwner) {
  const [pointing, setPointing] = useState<Pointing>(NOWHERE);
  const pointer = usePointer(owner, pointing, setPointing);
  const keys = useKeys(owner, pointing, setPointing);
  return { pointing, events: { ...pointer, ...keys } };
}

type SetPointing = (next: Pointing) => void;

function usePointer({ span, onJump, onRange }: PointingOwner, { anchor }: Pointing, set: SetPointing) {
  const onPointerDown = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = timeUnder(event, span);
      set({ at, anchor: at });
    },
    [span, set],
  );
  const onPointerMove = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const pressed = event.currentTarget.hasPointerCapture(event.pointerId);
      set({ at: timeUnder(event, span), anchor: pressed ? anchor : null });
    },
    [span, anchor, set],
  );
  const onPointerUp = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      if (anchor === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
      const at = timeUnder(event, span);
      set({ at, anchor: null });
      const pixels = (Math.abs(at - anchor) / (span.to - span.from)) * event.currentTarget.clientWidth;
      if (pixels < LEAST_DRAG) onJump(anchor);
      else onRange(between(anchor, at));
    },
    [span, anchor, onJump, onRange, set],
  );
  const onPointerLeave = useCallback(() => set(NOWHERE), [set]);
  return { onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onPointerCancel: onPointerLeave };
}

function timeUnder(event: PointerEvent<HTMLElement>, span: Span): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return timeAt(span, (event.clientX - left) / width);
}

function useKeys(owner: PointingOwner, pointing: Pointing, set: SetPointing) {
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const moved = move(event.key, owner, pointing.at);
      if (moved !== null) set({ at: moved, anchor: event.shiftKey ? anchorOf(pointing, owner) : null });
      else if (!act(event.key, owner, pointing, set)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    [owner, pointing, set],
  );
  const onBlur = useCallback(() => set(NOWHERE), [set]);
  return { onKeyDown, onBlur };
}

/** Keys begin at the end, where a live timeline is. */
function anchorOf({ at, anchor }: Pointing, { span }: PointingOwner): number {
  return anchor ?? at ?? span.to;
}

const PAGE = 10;

/** Where a key moves the cursor to; null for a key that does not. */
function move(key: string, { span, step }: PointingOwner, at: number | null): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -step,
    ArrowDown: -step,
    ArrowRight: step,
    ArrowUp: step,
    PageDown: -step * PAGE,
    PageUp: step * PAGE,
    Home: -Infinity,
    End: Infinity,
  };
  const by = steps[key];
  if (by === undefined) return null;
  return Math.min(Math.max((at ?? span.to) + by, span.from), span.to);
}

function act(key: string, owner: PointingOwner, { at, anchor }: Pointing, set: SetPointing): boolean {
  if (key === 'Escape') {
    if (anchor === null) return owner.onEscape();
    set({ at, anchor: null });
    return true;
  }
  if (key !== 'Enter' || at === null) return false;
  set({ at, anchor: null });
  if (anchor === null || anchor === at) owner.onJump(at);
  else owner.onRange(between(anchor, at));
  return true;
}
