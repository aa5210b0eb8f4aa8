// The bars and marks of an overview, drawn when there is something new to draw.

import { useEffect, useRef } from 'react';
import type { Overview } from '../../../proxy/contract/model.ts';
import { useColorScheme } from '../../ui/color-scheme.ts';
import { barsOf, type Metric } from './bars.ts';
import { OverviewPlot } from './overview-plot.ts';
import css from './overview-strip.module.css';
import { paletteOf } from './palette.ts';
import type { Span } from './span.ts';

/** CSS pixels: the bars, and the axis below them; those of the strip above a timeline. */
export const OVERVIEW_HEIGHT = 56;

interface OverviewBarsProps {
  readonly overview: Overview;
  readonly span: Span;
  readonly metric: Metric;
  /** Buckets of one bar. */
  readonly joined: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height?: number;
}

export function OverviewBars({
  overview,
  span,
  metric,
  joined,
  width,
  height = OVERVIEW_HEIGHT,
}: OverviewBarsProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<OverviewPlot | null>(null);
  const scheme = useColorScheme();
  useEffect(() => {
    if (!host.current || width === 0) return;
    const { gaps, ends } = overview;
    const picture = {
      span,
      bars: barsOf(overview, metric, joined),
      marks: { gaps, ends, violations: violationsOf(overview, joined) },
      palette: paletteOf(host.current, scheme),
      width,
      height,
    };
    if (plot.current) plot.current.draw(picture);
    else plot.current = new OverviewPlot(host.current, picture);
  }, [overview, span, metric, joined, width, height, scheme]);
  useEffect(() => {
    return () => {
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  return <div ref={host} className={css.bars} aria-hidden />;
}

/** The middle of each bar in which a rule was broken. */
function violationsOf({ from, width, violations }: Overview, joined: number): readonly number[] {
  const middles = new Set<number>();
  for (const [n, count] of violations.entries()) {
    if (count > 0) middles.add(from + (Math.floor(n / joined) + 0.5) * joined * width);
  }
  return [...middles];
}
