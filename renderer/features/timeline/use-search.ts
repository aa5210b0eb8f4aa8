// The text of the timeline's filter, and what of it is in force: what is shown, and what is found among it. A text
// that is no filter (yet) leaves the last one in force.

import { useCallback, useState } from 'react';
import { addConjunct } from '../../../proxy/contract/filter-edit.ts';
import { asBoolean, useRemembered } from '../../state/remembered.ts';
import { filterError, isWithoutHeartbeats, partOfButtons, WITHOUT_HEARTBEATS } from './message-filter.ts';

export interface Search {
  readonly text: string;
  readonly onText: (text: string, unfinished: boolean) => void;
  readonly narrows: boolean;
  readonly onNarrows: (narrows: boolean) => void;
  /** What hides the rest. */
  readonly shown: string;
  /** What is looked for among it; null for nothing. */
  readonly found: string | null;
  /** The last word could still become another one. */
  readonly unfinished: boolean;
  readonly add: (term: string) => void;
  readonly clear: () => void;
}

export function useSearch(): Search {
  const [hidesHeartbeats, rememberHeartbeats] = useRemembered('hide-heartbeats', false, asBoolean);
  const [narrows, onNarrows] = useRemembered('find-narrows', true, asBoolean);
  const [text, setText] = useState(hidesHeartbeats ? WITHOUT_HEARTBEATS : '');
  const [inForce, setInForce] = useState(text);
  const [unfinished, setUnfinished] = useState(false);
  const onText = useCallback(
    (next: string, isUnfinished: boolean) => {
      setText(next);
      setUnfinished(isUnfinished);
      if (filterError(next) !== null) return;
      setInForce(next.trim());
      rememberHeartbeats(isWithoutHeartbeats(next));
    },
    [rememberHeartbeats],
  );
  const add = useCallback((term: string) => onText(addConjunct(text, term), false), [text, onText]);
  const clear = useCallback(() => onText('', false), [onText]);
  const ofButtons = partOfButtons(inForce);
  const shown = narrows ? inForce : ofButtons;
  const found = narrows || inForce === ofButtons ? null : inForce;
  return { text, onText, narrows, onNarrows, shown, found, unfinished, add, clear };
}
