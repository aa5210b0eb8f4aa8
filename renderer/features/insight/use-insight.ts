// Findings as the engine tells them: asked for again whenever it says that there is something else, and while it still
// reads what it is to tell of.

import { useEffect, useEffectEvent, useState } from 'react';
import type { FindingReport } from '../../../proxy/contract/finding.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { keepAsking } from '../../state/keep-asking.ts';
import { useAppStore, useReport, useSession } from '../../state/session-context.tsx';

/** Of the whole session, kept in the store for everything that shows it. */
export function useInsightFeed(): void {
  const store = useAppStore();
  useAnswers(null, (insight) => store.setState({ insight }));
}

/** Of these connections (null: of all); null until it is here. */
export function useInsight(connections: readonly ConnectionId[] | null): FindingReport | null {
  const [told, setTold] = useState<FindingReport | null>(null);
  useAnswers(connections, setTold);
  return told;
}

function useAnswers(
  connections: readonly ConnectionId[] | null,
  tell: (report: FindingReport) => void,
): void {
  const session = useSession();
  const store = useAppStore();
  const report = useReport();
  const told = useEffectEvent(tell);
  useEffect(() => {
    const asking = keepAsking(() => session.findings(connections), told, report);
    const stop = store.subscribe((state, before) => {
      if (state.status?.findings.version !== before.status?.findings.version) asking.again();
    });
    return () => {
      stop();
      asking.end();
    };
  }, [session, store, report, connections]);
}
