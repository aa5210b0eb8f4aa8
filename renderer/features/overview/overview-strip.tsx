// The messages of a timeline over time: bars, marks, and upon them what is pointed at, the range that is shown, and the
// part of the list that is visible. Drag for a range, click to go there.

import { type ReactNode, useCallback, useId, useMemo } from 'react';
import type { Overview } from '../../../proxy/contract/model.ts';
import { asBoolean, asOneOf, useRemembered } from '../../state/remembered.ts';
import { useIsLow, useWidth } from '../../ui/element-size.ts';
import { formatExact } from '../../ui/quantity.ts';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { Band, Moment } from './band.tsx';
import { bucketsPerBar, type Metric, METRICS, spanOf } from './bars.ts';
import { OverviewBars } from './overview-bars.tsx';
import css from './overview-strip.module.css';
import { between, type Span } from './span.ts';
import { formatStretch, formatSummary, stretchOf, wholeBars } from './stretch.ts';
import { StripHead, type StripHeadProps } from './strip-head.tsx';
import { type Pointing, usePointing } from './use-pointing.ts';

/** CSS pixels of the details in which rows and the inspector have less than they need. */
const LOW = 560;

/** CSS pixels beside the pointer in which a mark is still meant. */
const NEAR = 4;

interface OverviewStripProps {
  /** Null until it is known. */
  readonly overview: Overview | null;
  readonly openedAt: number;
  /** The only time that the list shows; null: all of it. */
  readonly range: Span | null;
  readonly onRange: (range: Span | null) => void;
  readonly onJump: (at: number) => void;
  readonly onAskJump: () => void;
  /** Stands on the plot: what of the list is visible. */
  readonly renderVisible: (span: Span) => ReactNode;
}

export function OverviewStrip(props: OverviewStripProps) {
  const { overview, openedAt } = props;
  const [measure, low] = useIsLow('[data-detail-pane]', LOW);
  const head = useHead(props, low);
  const span = useMemo(() => (overview ? spanOf(overview, openedAt) : null), [overview, openedAt]);
  return (
    <section ref={measure} className={css.strip} aria-label="Messages over time">
      {head.folded || !overview || !span ? (
        <StripHead {...head} />
      ) : (
        <Plot overview={overview} span={span} head={head} strip={props} />
      )}
    </section>
  );
}

/** Unfolded or not as the person left it; until then, folded where messages need the room. */
function useHead({ range, onRange, onAskJump }: OverviewStripProps, low: boolean): StripHeadProps {
  const [chosen, setFolded] = useRemembered<boolean | null>('overview-folded', null, asBoolean);
  const folded = chosen ?? low;
  const [metric, onMetric] = useRemembered<Metric>('overview-metric', 'messages', asOneOf(METRICS));
  const onFold = useCallback(() => setFolded(!folded), [folded, setFolded]);
  useShortcut('overview', onFold);
  return useMemo(
    () => ({ folded, onFold, metric, onMetric, range, onRange, onAskJump }),
    [folded, onFold, metric, onMetric, range, onRange, onAskJump],
  );
}

interface PlotProps {
  readonly overview: Overview;
  readonly span: Span;
  readonly head: StripHeadProps;
  readonly strip: OverviewStripProps;
}

function Plot({ overview, span, head, strip }: PlotProps) {
  const [measure, width] = useWidth();
  const joined = bucketsPerBar(overview, span, width);
  const { pointing, events } = usePointing(useOwner(overview, span, joined, strip));
  const marked = markedOf(pointing, overview, joined);
  const slack = (NEAR / Math.max(1, width)) * (span.to - span.from);
  const words = readoutOf(overview, marked ?? pointedOf(pointing, overview, joined), marked ? 0 : slack);
  const summary = useId();
  return (
    <>
      <StripHead {...head}>
        <span className={css.words} title={words}>
          {words}
        </span>
        <Progress overview={overview} />
      </StripHead>
      <div
        ref={measure}
        className={css.plot}
        role="slider"
        tabIndex={0}
        aria-label="Messages over time"
        aria-describedby={summary}
        aria-valuemin={0}
        aria-valuemax={Math.round(span.to - span.from)}
        aria-valuenow={Math.round((pointing.at ?? span.to) - span.from)}
        aria-valuetext={words}
        {...events}
      >
        <OverviewBars overview={overview} span={span} metric={head.metric} joined={joined} width={width} />
        <div className={css.layer}>
          {head.range ? <Outside span={span} range={head.range} /> : null}
          {strip.renderVisible(span)}
          {marked ? <Band className={css.marked} span={span} from={marked.from} to={marked.to} /> : null}
          {pointing.at === null ? null : <Moment className={css.cursor} span={span} at={pointing.at} />}
        </div>
      </div>
      <span id={summary} data-silent>
        {readoutOf(overview, null, 0)}. Arrows move, Shift and arrows mark a range, Enter goes there or shows
        only that range.
      </span>
    </>
  );
}

function useOwner(
  overview: Overview,
  span: Span,
  joined: number,
  { range, onRange, onJump }: OverviewStripProps,
) {
  return useMemo(
    () => ({
      span,
      step: overview.width * joined,
      onJump,
      onRange: (marked: Span) => onRange(wholeBars(overview, marked, joined)),
      onEscape: () => {
        if (range) onRange(null);
        return range !== null;
      },
    }),
    [overview, span, joined, range, onRange, onJump],
  );
}

function markedOf({ at, anchor }: Pointing, overview: Overview, joined: number): Span | null {
  if (at === null || anchor === null || at === anchor) return null;
  return wholeBars(overview, between(at, anchor), joined);
}

function pointedOf({ at }: Pointing, overview: Overview, joined: number): Span | null {
  return at === null ? null : wholeBars(overview, { from: at, to: at }, joined);
}

/** Of one stretch, or of everything. */
function readoutOf(overview: Overview, part: Span | null, slack: number): string {
  if (part) return formatStretch(stretchOf(overview, part, slack));
  const { from, width, sent } = overview;
  const all = stretchOf(overview, { from: -Infinity, to: Infinity });
  return formatSummary({ ...all, from, to: from + width * sent.length });
}

function Progress({ overview: { scanned, total } }: { readonly overview: Overview }) {
  if (scanned >= total) return null;
  return (
    <label className={css.progress} title={`${formatExact(scanned)} of ${formatExact(total)} messages`}>
      counting <progress value={scanned} max={total} />
    </label>
  );
}

function Outside({ span, range }: { readonly span: Span; readonly range: Span }) {
  return (
    <>
      <Band className={css.outside} span={span} from={span.from} to={range.from} />
      <Band className={css.outside} span={span} from={range.to} to={span.to} />
    </>
  );
}
