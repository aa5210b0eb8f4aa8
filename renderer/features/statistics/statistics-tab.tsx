// What the messages of the timeline are in numbers, live: those of one connection or of several, and of the timeline's
// filter. Figures are rounded, and exact on hover.

import { ChartNoAxesColumn, SearchX } from 'lucide-react';
import type { Statistics } from '../../../proxy/contract/statistics.ts';
import { Button } from '../../ui/button.tsx';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import { useOverview } from '../overview/use-overview.ts';
import { openedFirst, type TimelineSource } from '../timeline/source.ts';
import type { Entry } from '../timeline/use-entry.ts';
import { useStatistics } from '../timeline/use-counted.ts';
import { useMessageView, useViewState } from '../timeline/use-message-view.ts';
import { AmountsSection, OpcodesSection } from './amounts-section.tsx';
import { CompressionSection } from './compression-section.tsx';
import { KindsSection, LatenciesSection } from './kinds-section.tsx';
import { RateSection } from './rate-section.tsx';
import { SizesSection } from './sizes-section.tsx';
import css from './statistics.module.css';
import { IdleSection, PingsSection } from './times-section.tsx';

interface StatisticsTabProps {
  readonly source: TimelineSource;
  readonly entry: Entry;
}

export function StatisticsTab({ source, entry }: StatisticsTabProps) {
  const { shown: filter, clear } = entry.search;
  const { view } = useMessageView(source.ids, filter, false, false, source.session !== undefined);
  const state = useViewState(view);
  const statistics = useStatistics(view);
  const overview = useOverview(view);
  if (!state || !statistics || !overview) return <div className={css.page} aria-busy />;
  if (state.scanned >= state.total && statistics.total === 0)
    return <Nothing hidden={filter === '' ? 0 : state.total} onClear={clear} />;
  return (
    <div className={css.page} role="region" aria-label="Statistics" tabIndex={0}>
      <Progress statistics={statistics} filter={filter} />
      <div className={css.sections}>
        <RateSection overview={overview} openedAt={openedFirst(source)} />
        <AmountsSection sides={statistics.sides} />
        <OpcodesSection sides={statistics.sides} />
        <SizesSection sides={statistics.sides} />
        <IdleSection idle={statistics.idle} onGoTo={entry.goTo} />
        <KindsSection meaning={statistics.meaning} onFilter={entry.filterBy} />
        <LatenciesSection latencies={statistics.meaning.latencies} onFilter={entry.filterBy} />
        <PingsSection sides={statistics.sides} />
        <CompressionSection statistics={statistics} members={source.members} />
      </div>
    </div>
  );
}

/** Fewer messages that are not counted yet are what live traffic brings meanwhile: no progress to be shown. */
const MEANWHILE = 5000;

function Progress({ statistics, filter }: { readonly statistics: Statistics; readonly filter: string }) {
  const { scanned, total, unfinished, evicted, meaning } = statistics;
  const counted = scanned >= total;
  const done = counted ? meaning.scanned : scanned;
  const all = counted ? meaning.total : total;
  return (
    <p className={css.progress}>
      {counted ? null : `${formatExact(scanned)} of `}
      {formatPlural(total, 'message')}
      {filter === '' ? null : (
        <>
          {' '}
          of the filter <code>{filter}</code>
        </>
      )}
      {unfinished > 0 ? `, ${formatExact(unfinished)} unfinished not counted` : null}
      {evicted > 0 ? `, ${formatExact(evicted)} of them removed since by the storage budget` : null}
      {all - done > MEANWHILE ? (
        <label className={css.counting}>
          {counted ? 'looking at payloads:' : 'counting'} {formatExact(done)} of {formatExact(all)}
          <progress value={done} max={all} />
        </label>
      ) : null}
    </p>
  );
}

/** Why there is nothing to count. @param hidden messages that the filter hides */
function Nothing({ hidden, onClear }: { readonly hidden: number; readonly onClear: () => void }) {
  if (hidden > 0) {
    return (
      <div className={css.empty} role="status">
        <SearchX aria-hidden />
        <p>The filter of the timeline hides all of the {formatPlural(hidden, 'message')}.</p>
        <Button onClick={onClear}>Count all</Button>
      </div>
    );
  }
  return (
    <div className={css.empty} role="status">
      <ChartNoAxesColumn aria-hidden />
      <p>No messages to count yet.</p>
      <p>Rates, sizes, kinds, latencies and compression appear here with the first message.</p>
    </div>
  );
}
