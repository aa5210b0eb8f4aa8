// Which folds of a comparison the person has opened; another comparison begins with all of them closed.

import { useCallback, useState } from 'react';

export function useFolds(of: object) {
  const [state, setState] = useState<{ readonly of: object; readonly opened: ReadonlySet<number> }>({
    of,
    opened: NONE,
  });
  const opened = state.of === of ? state.opened : NONE;
  const open = useCallback((at: number) => setState({ of, opened: new Set([...opened, at]) }), [of, opened]);
  return { opened, open };
}

const NONE: ReadonlySet<number> = new Set();
