// Choosing two messages to compare: the first waits for the second, and stays when the list is another one.

import { useMemo, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Pair } from '../compare/use-comparison.ts';

export interface Comparing {
  /** Waits for another to be compared with. */
  readonly first: Seq | null;
  readonly begin: (first: Seq | null) => void;
  /** What is shown; null: nothing. */
  readonly pair: Pair | null;
  readonly show: (pair: Pair | null) => void;
}

export function useComparing(): Comparing {
  const [first, begin] = useState<Seq | null>(null);
  const [pair, setPair] = useState<Pair | null>(null);
  return useMemo(() => {
    const show = (next: Pair | null) => {
      setPair(next);
      begin(null);
    };
    return { first, begin, pair, show };
  }, [first, pair]);
}
