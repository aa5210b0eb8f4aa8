// What a screen reader hears of live traffic: one sentence, at most every few seconds, only when it changed.

import { useEffect, useState } from 'react';
import type { Totals } from '../../../proxy/contract/model.ts';
import { useAppStore } from '../../state/session-context.tsx';
import { formatPlural } from '../../ui/quantity.ts';

const EVERY = 10_000;

export function SpokenSummary() {
  const store = useAppStore();
  const [summary, setSummary] = useState('');
  useEffect(() => {
    const timer = setInterval(() => {
      const totals = store.getState().status?.totals;
      if (totals) setSummary(describeTotals(totals));
    }, EVERY);
    return () => clearInterval(timer);
  }, [store]);
  return (
    <output data-silent aria-live="polite">
      {summary}
    </output>
  );
}

function describeTotals({ connections, open, messages }: Totals): string {
  return `${formatPlural(connections, 'connection')}, ${open} open, ${formatPlural(messages, 'message')}.`;
}
