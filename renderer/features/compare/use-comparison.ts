// One comparison for a component: both messages are loaded, then compared beside the page; how far that is, is told.

import { useEffect, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { maskText } from '../../../proxy/formats/secrets.ts';
import { useReport, useSession } from '../../state/session-context.tsx';
import type { Comparison } from './comparison.ts';
import { runComparison } from './run-comparison.ts';
import { type LoadedSide, loadSide } from './sides.ts';

/** Two messages; `a` is the one that the other is compared with. */
export interface Pair {
  readonly a: Seq;
  readonly b: Seq;
}

export interface Compared {
  readonly a: LoadedSide;
  readonly b: LoadedSide;
  readonly comparison: Comparison;
  /** Something in their texts is masked unless it is revealed. */
  readonly hasSecrets: boolean;
}

export interface CompareProgress {
  readonly loaded: number;
  readonly total: number;
}

const MASK = '•••';

/** The progress while it is under way. */
export function useComparison({ a, b }: Pair, revealed: boolean): Compared | CompareProgress {
  const session = useSession();
  const report = useReport();
  const [state, setState] = useState<Compared | CompareProgress>(NOTHING_YET);
  useEffect(() => {
    const running = new AbortController();
    const tell = (next: Compared | CompareProgress) => running.signal.aborted || setState(next);
    tell(NOTHING_YET);
    void comparePair(session, { a, b }, revealed, running.signal, tell).then(
      tell,
      (error: unknown) => running.signal.aborted || report(error),
    );
    return () => running.abort();
  }, [session, report, a, b, revealed]);
  return state;
}

const NOTHING_YET: CompareProgress = { loaded: 0, total: 0 };

async function comparePair(
  session: Session,
  pair: Pair,
  revealed: boolean,
  signal: AbortSignal,
  tell: (progress: CompareProgress) => void,
): Promise<Compared> {
  const progress = { a: NOTHING_YET, b: NOTHING_YET };
  const load = (side: 'a' | 'b') =>
    loadSide(session, pair[side], signal, (loaded, total) => {
      progress[side] = { loaded, total };
      tell({
        loaded: progress.a.loaded + progress.b.loaded,
        total: progress.a.total + progress.b.total,
      });
    });
  const [a, b] = await Promise.all([load('a'), load('b')]);
  const [maskedA, maskedB] = [masked(a), masked(b)];
  const hasSecrets = maskedA.text !== a.text || maskedB.text !== b.text;
  const comparison = await runComparison(revealed ? a : maskedA, revealed ? b : maskedB, signal);
  return { a, b, comparison, hasSecrets };
}

function masked(side: LoadedSide): LoadedSide {
  return { ...side, text: side.text === null ? null : maskText(side.text, MASK) };
}
