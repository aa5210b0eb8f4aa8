// The line above the overview: folds it, says what the bars count and what is pointed at, and which range is shown.

import { ChartNoAxesColumn, ChevronDown, ChevronRight, Clock, X } from 'lucide-react';
import { type ReactNode, useCallback } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { formatDuration } from '../../ui/quantity.ts';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import { type Metric, METRICS } from './bars.ts';
import css from './overview-strip.module.css';
import type { Span } from './span.ts';

export interface StripHeadProps {
  readonly folded: boolean;
  readonly onFold: () => void;
  readonly metric: Metric;
  readonly onMetric: (metric: Metric) => void;
  readonly range: Span | null;
  readonly onRange: (range: Span | null) => void;
  readonly onAskJump: () => void;
}

export function StripHead(props: StripHeadProps & { readonly children?: ReactNode }) {
  const { folded, onFold, range, onRange, onAskJump, children } = props;
  const clear = useCallback(() => onRange(null), [onRange]);
  return (
    <header className={css.head}>
      <button
        type="button"
        className={css.fold}
        aria-expanded={!folded}
        title={`${folded ? 'Show' : 'Hide'} the messages over time (${formatKeys(SHORTCUTS.overview.keys[0])})`}
        onClick={onFold}
      >
        {folded ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
        Over time
      </button>
      {folded ? null : <MetricButton {...props} />}
      <span className={css.readout}>{children}</span>
      {range ? <RangeChip range={range} onClear={clear} /> : null}
      <IconButton
        label="Jump to time…"
        icon={Clock}
        keys={formatKeys(SHORTCUTS.jumpToTime.keys[0])}
        onClick={onAskJump}
      />
    </header>
  );
}

function RangeChip({ range, onClear }: { readonly range: Span; readonly onClear: () => void }) {
  return (
    <span className={css.range} title={`${formatMoment(range.from)}\nto\n${formatMoment(range.to)}`}>
      {formatTime(range.from)} – {formatTime(range.to)}
      <span className={css.length}>{formatDuration(range.to - range.from)}</span>
      <IconButton label="Show all times again" icon={X} keys="Esc" onClick={onClear} />
    </span>
  );
}

const METRIC_TITLES: Readonly<Record<Metric, string>> = {
  messages: 'Bars show how many messages',
  bytes: 'Bars show how many bytes on the wire',
};

function MetricButton({ metric, onMetric }: StripHeadProps) {
  const next = METRICS[(METRICS.indexOf(metric) + 1) % METRICS.length]!;
  const choose = useCallback(() => onMetric(next), [onMetric, next]);
  return (
    <button
      type="button"
      className={css.metric}
      title={`${METRIC_TITLES[metric]}; press for ${next}`}
      onClick={choose}
    >
      <ChartNoAxesColumn aria-hidden />
      {metric}
    </button>
  );
}
