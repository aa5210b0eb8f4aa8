// Goes to the tab in which something is to be brought into sight.

import { useEffect, useEffectEvent } from 'react';
import { useApp } from '../../state/session-context.tsx';

export function useRevealedTab(change: (tab: string) => void): void {
  const reveal = useApp((state) => state.reveal);
  const go = useEffectEvent(change);
  useEffect(() => {
    if (reveal !== null) go(reveal.tab);
  }, [reveal]);
}
