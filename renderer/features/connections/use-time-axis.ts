// The time axis of the waterfall column. While something goes on it ends now, which moves once a second; else with the last end.

import { useMemo } from 'react';
import type { ListRow } from '../../state/list-rows.ts';
import { type TimeAxis, timeAxis } from '../../state/time-axis.ts';
import { useSecond } from '../../ui/second.ts';

/** Null where the column is not shown. The same value while the axis is the same. */
export function useTimeAxis(rows: readonly ListRow[], shown: boolean): TimeAxis | null {
  const now = useSecond();
  const axis = shown ? timeAxis(rows, now) : null;
  const [from, to] = [axis?.from, axis?.to];
  return useMemo(() => (from === undefined || to === undefined ? null : { from, to }), [from, to]);
}
