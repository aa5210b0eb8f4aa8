// How the messages of a connection are folded: as a person chose for its host, else as the engine recognises them.

import { useCallback, useEffect, useState } from 'react';
import type { FoldRecipe } from '../../../proxy/contract/fold.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { useApp, useReport, useSession } from '../../state/session-context.tsx';
import { keepRecipe, keptRecipe } from './kept-recipes.ts';

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
  /** Look again, at what has come meanwhile; what was chosen is forgotten. */
  readonly detect: () => void;
}

export function useRecipe(id: ConnectionId): Recipe {
  const session = useSession();
  const report = useReport();
  const host = useApp(({ connections }) => connections.get(id)?.host ?? '');
  const [known, setKnown] = useState<Pick<Recipe, 'recipe' | 'by'>>(() => knownOf(host));
  const look = useCallback(() => {
    const tell = (found: FoldRecipe | null) =>
      setKnown({ recipe: found ?? BLANK, by: found ? 'detected' : 'none' });
    void session.detectFold(id).then(tell, report);
  }, [session, report, id]);
  useEffect(() => {
    if (keptRecipe(host) === null) look();
  }, [host, look]);
  const choose = useCallback(
    (recipe: FoldRecipe) => {
      keepRecipe(host, recipe);
      setKnown({ recipe, by: 'chosen' });
    },
    [host],
  );
  const detect = useCallback(() => {
    keepRecipe(host, null);
    look();
  }, [host, look]);
  return { ...known, choose, detect };
}

function knownOf(host: string): Pick<Recipe, 'recipe' | 'by'> {
  const recipe = keptRecipe(host);
  return { recipe, by: recipe ? 'chosen' : 'none' };
}
