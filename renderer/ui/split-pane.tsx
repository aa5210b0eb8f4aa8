// Two panes and a splitter that moves by pointer and by arrow keys (WAI-ARIA window splitter).
// The first pane takes `fraction` of the room; neither gets smaller than its minimum.

import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useMemo, useRef } from 'react';
import css from './split-pane.module.css';

interface SplitPaneProps {
  /** `row` puts the panes side by side, `column` one above the other. */
  readonly direction: 'row' | 'column';
  /** Names the splitter to a screen reader. */
  readonly label: string;
  readonly fraction: number;
  readonly onFractionChange: (fraction: number) => void;
  /** Pixels that each pane keeps: first, second. */
  readonly minimum: readonly [number, number];
  readonly first: ReactNode;
  /** Null: the first pane has all the room. */
  readonly second: ReactNode;
}

const KEY_STEP = 0.02;

export function SplitPane(props: SplitPaneProps) {
  const { direction, label, fraction, minimum, first, second } = props;
  const root = useRef<HTMLDivElement>(null);
  const splitter = useSplitter(root, props);
  const basis = useMemo(
    () => ({
      flexBasis: `clamp(${minimum[0]}px, ${fraction * 100}%, max(${minimum[0]}px, 100% - ${minimum[1]}px))`,
    }),
    [fraction, minimum],
  );
  const alone = second === null;
  return (
    <div ref={root} className={css.split} data-direction={direction}>
      <div className={alone ? css.only : css.first} style={alone ? undefined : basis}>
        {first}
      </div>
      {alone ? null : (
        <hr
          tabIndex={0}
          aria-label={label}
          aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(fraction * 100)}
          className={css.splitter}
          {...splitter}
        />
      )}
      {alone ? null : <div className={css.second}>{second}</div>}
    </div>
  );
}

type Moves = Pick<SplitPaneProps, 'direction' | 'fraction' | 'onFractionChange'>;

function useSplitter(root: React.RefObject<HTMLDivElement | null>, moves: Moves) {
  const { direction, fraction, onFractionChange } = moves;
  const onPointerDown = useCallback((event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  }, []);
  const onPointerMove = useCallback(
    (event: PointerEvent<HTMLDivElement>) => {
      if (!event.currentTarget.hasPointerCapture(event.pointerId) || !root.current) return;
      onFractionChange(fractionAt(event, root.current.getBoundingClientRect(), direction));
    },
    [root, direction, onFractionChange],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const step = keyStep(event.key, direction);
      if (step === 0) return;
      event.preventDefault();
      onFractionChange(clampFraction(fraction + step));
    },
    [direction, fraction, onFractionChange],
  );
  return { onPointerDown, onPointerMove, onKeyDown };
}

function fractionAt(point: PointerEvent, room: DOMRect, direction: SplitPaneProps['direction']): number {
  const along =
    direction === 'row' ? (point.clientX - room.left) / room.width : (point.clientY - room.top) / room.height;
  return clampFraction(along);
}

function keyStep(key: string, direction: SplitPaneProps['direction']): number {
  const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  if (key === less) return -KEY_STEP;
  return key === more ? KEY_STEP : 0;
}

function clampFraction(fraction: number): number {
  return Math.min(0.95, Math.max(0.05, fraction));
}
