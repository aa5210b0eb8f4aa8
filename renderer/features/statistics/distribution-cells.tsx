// A distribution as the cells of a table's row.

import { type Distribution, QUANTILE_ERROR } from '../../../proxy/contract/statistics.ts';
import { BytesCell, CountCell, TimeCell } from './table.tsx';

export const DISTRIBUTION_COLUMNS = ['Count', 'p50', 'p90', 'p99', 'Max'] as const;

/** `Percentiles are within 0.8 %.` */
export const QUANTILE_NOTE = `Percentiles are within ${(QUANTILE_ERROR * 100).toFixed(1)}\u00a0%, the maximum is exact.`;

interface DistributionCellsProps {
  readonly of: Distribution | null;
  readonly unit: 'bytes' | 'time';
}

export function DistributionCells({ of, unit }: DistributionCellsProps) {
  const Figure = unit === 'bytes' ? BytesCell : TimeCell;
  return (
    <>
      <CountCell value={of?.count ?? 0} />
      {(['p50', 'p90', 'p99', 'most'] as const).map((which) => (
        <Figure key={which} value={of?.[which] ?? null} />
      ))}
    </>
  );
}
