// How large an element is laid out, in CSS pixels.

import { useCallback, useState } from 'react';

export type Measure = (element: HTMLElement | null) => (() => void) | undefined;

export function useWidth(): readonly [Measure, number] {
  const [width, setWidth] = useState(0);
  const measure = useCallback<Measure>((element) => watch(element, (room) => setWidth(room.clientWidth)), []);
  return [measure, width];
}

/** Whether the nearest element around it that `selector` names is lower than so many CSS pixels. */
export function useIsLow(selector: string, least: number): readonly [Measure, boolean] {
  const [low, setLow] = useState(false);
  const measure = useCallback<Measure>(
    (element) =>
      watch(element?.closest<HTMLElement>(selector) ?? null, (room) => setLow(room.clientHeight < least)),
    [selector, least],
  );
  return [measure, low];
}

function watch(element: HTMLElement | null, tell: (element: HTMLElement) => void): (() => void) | undefined {
  if (element === null) return undefined;
  tell(element);
  const observer = new ResizeObserver(() => tell(element));
  observer.observe(element);
  return () => observer.disconnect();
}
