// The figures of the benchmark: their unit, which way is better, and which of them a scenario is read by.

import type { Measured, Scenario } from './scenario.ts';

export type Figure = keyof Omit<Measured, 'messages'> | 'processor' | 'mainThread' | 'growth' | 'peak';

export interface FigureFacts {
  readonly unit: string;
  readonly digits: number;
  readonly better: 'more' | 'less';
  /** Framescope wants to be ahead of its peers in it. Memory is not ranked in floods: it keeps what they forget. */
  readonly ranked: boolean;
}

export const FIGURES: Readonly<Record<Figure, FigureFacts>> = {
  rate: { unit: 'messages/s', digits: 0, better: 'more', ranked: true },
  p50: { unit: 'ms p50', digits: 3, better: 'less', ranked: true },
  p99: { unit: 'ms p99', digits: 3, better: 'less', ranked: true },
  fresh: { unit: 'ms, new host', digits: 2, better: 'less', ranked: true },
  known: { unit: 'ms, known host', digits: 2, better: 'less', ranked: true },
  each: { unit: 'KiB each', digits: 1, better: 'less', ranked: true },
  processor: { unit: 'µs CPU/message', digits: 2, better: 'less', ranked: true },
  mainThread: { unit: '  of its main thread', digits: 2, better: 'less', ranked: true },
  growth: { unit: 'MiB grown', digits: 0, better: 'less', ranked: false },
  peak: { unit: 'MiB at peak', digits: 0, better: 'less', ranked: false },
};

const flood: readonly Figure[] = ['rate', 'processor', 'mainThread', 'growth', 'peak'];

export const FIGURES_OF: Readonly<Record<Scenario['kind'], readonly Figure[]>> = {
  'round-trip': ['p50', 'p99'],
  received: flood,
  sent: flood,
  many: ['p50', 'p99', 'processor', 'mainThread'],
  open: ['each', 'p50', 'p99'],
  'new-hosts': ['fresh', 'known'],
};
