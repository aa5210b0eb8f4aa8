// Findings as the engine tells them: asked for again whenever it says that there is something else, and while it still
// reads what it is to tell of.

import { useEffect, useEffectEvent, useState } from 'react';
import type { FindingReport } from '../../../proxy/contract/finding.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { useAppStore, useReport, useSession } from '../../state/session-context.tsx';

/** Milliseconds until the engine is asked how far it has come. */
const AGAIN_MS = 300;

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

/** One question at a time; what changes meanwhile is asked for when it is answered. */
function keepAsking(
  ask: () => Promise<FindingReport>,
  tell: (report: FindingReport) => void,
  failed: (error: unknown) => void,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let under = false;
  let stale = false;
  let live = true;
  const again = () => {
    clearTimeout(timer);
    stale = under;
    if (under || !live) return;
    under = true;
    void ask().then(answered, refused);
  };
  const refused = (error: unknown) => {
    under = false;
    failed(error);
  };
  const answered = (answer: FindingReport) => {
    under = false;
    if (!live) return;
    tell(answer);
    if (stale || answer.scanned < answer.total) timer = setTimeout(again, AGAIN_MS);
  };
  const end = () => {
    live = false;
    clearTimeout(timer);
  };
  again();
  return { again, end };
}
