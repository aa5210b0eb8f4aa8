// Messages and bytes over time: two plots of the overview's buckets, what is pointed at in exact numbers, and the same as a
// table.

import { type PointerEvent, useCallback, useMemo, useState } from 'react';
import type { Overview } from '../../../proxy/contract/model.ts';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { useWidth } from '../../ui/element-size.ts';
import { formatDuration, formatExactDuration } from '../../ui/quantity.ts';
import { bucketsPerBar, METRICS, type Metric, spanOf } from '../overview/bars.ts';
import { Moment } from '../overview/band.tsx';
import { OVERVIEW_HEIGHT, OverviewBars } from '../overview/overview-bars.tsx';
import { type Span, timeAt } from '../overview/span.ts';
import { describeRates, ratesOf, rateRows } from './rates.ts';
import css from './statistics.module.css';
import { BytesCell, CountCell, Section, Table } from './table.tsx';

interface RateSectionProps {
  readonly overview: Overview;
  readonly openedAt: number;
}

export function RateSection({ overview, openedAt }: RateSectionProps) {
  const [measure, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const span = useMemo(() => spanOf(overview, openedAt), [overview, openedAt]);
  const joined = bucketsPerBar(overview, span, width);
  const rates = useMemo(() => ratesOf(overview, joined, at), [overview, joined, at]);
  return (
    <Section title="Over time" note="Heights grow with the square root: sent above, received below." wide>
      <p className={css.readout}>{describeRates(rates)}</p>
      <div ref={measure} className={css.plots}>
        {METRICS.map((metric) => (
          <Plot
            key={metric}
            metric={metric}
            overview={overview}
            span={span}
            joined={joined}
            width={width}
            at={at}
            onPoint={setAt}
          />
        ))}
      </div>
      <RateTable overview={overview} />
    </Section>
  );
}

/** CSS pixels; the wider, the higher, within reason. */
function plotHeight(width: number): number {
  return Math.round(Math.min(140, Math.max(OVERVIEW_HEIGHT, width * 0.085)));
}

interface PlotProps {
  readonly metric: Metric;
  readonly overview: Overview;
  readonly span: Span;
  readonly joined: number;
  readonly width: number;
  readonly at: number | null;
  readonly onPoint: (at: number | null) => void;
}

const NAMES: Readonly<Record<Metric, string>> = { messages: 'messages', bytes: 'bytes on the wire' };

function Plot({ metric, overview, span, joined, width, at, onPoint }: PlotProps) {
  const move = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const { left, width: wide } = event.currentTarget.getBoundingClientRect();
      onPoint(timeAt(span, (event.clientX - left) / wide));
    },
    [span, onPoint],
  );
  const leave = useCallback(() => onPoint(null), [onPoint]);
  const height = plotHeight(width);
  const style = useMemo(() => ({ height }), [height]);
  return (
    <figure className={css.figure}>
      <figcaption>{NAMES[metric]}</figcaption>
      <div className={css.plot} style={style} onPointerMove={move} onPointerLeave={leave}>
        <OverviewBars
          overview={overview}
          span={span}
          metric={metric}
          joined={joined}
          width={width}
          height={height}
        />
        {at === null ? null : <Moment className={css.cursor} span={span} at={at} />}
      </div>
    </figure>
  );
}

const COLUMNS = ['From', 'For', '▲ messages', '▼ messages', '▲ bytes', '▼ bytes'];

function RateTable({ overview }: { readonly overview: Overview }) {
  const rows = useMemo(() => rateRows(overview), [overview]);
  return (
    <details className={css.details}>
      <summary>As a table</summary>
      <Table label="Messages and bytes over time" columns={COLUMNS}>
        {rows.map(({ from, to, sent, received, sentBytes, receivedBytes }) => (
          <tr key={from}>
            <th scope="row" title={formatMoment(from)}>
              {formatTime(from)}
            </th>
            <td title={formatExactDuration(to - from)}>{formatDuration(to - from)}</td>
            <CountCell value={sent} />
            <CountCell value={received} />
            <BytesCell value={sentBytes} />
            <BytesCell value={receivedBytes} />
          </tr>
        ))}
      </Table>
    </details>
  );
}
