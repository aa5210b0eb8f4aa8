// From a message that asks to its answer, and back.

import { useCallback } from 'react';
import { toast } from 'sonner';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { useAttempt } from '../../state/session-context.tsx';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { counterpartOf } from './latency-cell.tsx';
import type { MessageView } from './use-message-view.ts';

/** Goes to a message of the view; says so where the filter hides it. */
export function useCounterpart(
  view: MessageView | null,
  row: MessageRow | null,
  moveTo: (index: number) => void,
  onShowAll: () => void,
): (seq: Seq) => void {
  const attempt = useAttempt();
  const goTo = useCallback(
    (seq: Seq) => {
      if (!view) return;
      attempt(async () => {
        const place = await view.locate(seq);
        const [found] = await view.fetch(place, 1);
        if (found?.seq === seq) moveTo(place);
        else
          toast(`The filter hides message #${seq}.`, { action: { label: 'Show all', onClick: onShowAll } });
      });
    },
    [view, moveTo, onShowAll, attempt],
  );
  useShortcut('counterpart', () => {
    const seq = row && counterpartOf(row);
    if (seq === null) toast('The message neither asks nor answers.');
    else goTo(seq);
  });
  return goTo;
}
