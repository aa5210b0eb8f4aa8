// How the messages of a connection are folded: as the engine recognises them, until a person says otherwise.

import { useCallback, useEffect, useState } from 'react';
import type { FoldRecipe } from '../../../proxy/contract/fold.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { useReport, useSession } from '../../state/session-context.tsx';

/** Where nothing is recognised, to begin with. */
const BLANK: FoldRecipe = {
  snapshots: '$.type=snapshot',
  deltas: '$.type=delta',
  snapshotPath: '$.data',
  deltaPath: '$.data',
  way: 'merge-patch',
  key: 'id',
};

export interface Recipe {
  /** Null until the engine has looked. */
  readonly recipe: FoldRecipe | null;
  /** By whom: nobody recognised anything in `none`. */
  readonly by: 'detected' | 'chosen' | 'none';
  readonly choose: (recipe: FoldRecipe) => void;
  /** Look again, at what has come meanwhile. */
  readonly detect: () => void;
}

export function useRecipe(id: ConnectionId): Recipe {
  const session = useSession();
  const report = useReport();
  const [known, setKnown] = useState<Pick<Recipe, 'recipe' | 'by'>>({ recipe: null, by: 'none' });
  const detect = useCallback(() => {
    const tell = (found: FoldRecipe | null) =>
      setKnown({ recipe: found ?? BLANK, by: found ? 'detected' : 'none' });
    void session.detectFold(id).then(tell, report);
  }, [session, report, id]);
  useEffect(detect, [detect]);
  const choose = useCallback((recipe: FoldRecipe) => setKnown({ recipe, by: 'chosen' }), []);
  return { ...known, choose, detect };
}
