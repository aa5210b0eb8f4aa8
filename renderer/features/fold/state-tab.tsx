// A stream of snapshots and deltas as the state that it describes, at any of its messages: how it is folded, a slider over
// the messages, the state as a tree, and what the last message has changed in it.

import { useCallback, useMemo, useState } from 'react';
import type { FoldQuery, FoldRecipe } from '../../../proxy/contract/fold.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { Button } from '../../ui/button.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import { RecipeForm, recipeLine } from './recipe-form.tsx';
import { StateAt } from './state-at.tsx';
import css from './state-tab.module.css';
import { StepSlider } from './step-slider.tsx';
import { useFoldedState } from './use-folded-state.ts';
import { type Recipe, useRecipe } from './use-recipe.ts';

export function StateTab({ id }: { readonly id: ConnectionId }) {
  const recipe = useRecipe(id);
  const [place, setPlace] = useState<number | null>(null);
  const [editing, setEditing] = useState(false);
  const query = useMemo<FoldQuery | null>(
    () => (recipe.recipe === null || recipe.by === 'none' ? null : { connection: id, ...recipe.recipe }),
    [id, recipe.recipe, recipe.by],
  );
  const { folded, refused } = useFoldedState(query, place);
  const edit = useCallback(() => setEditing((before) => !before), []);
  const { choose } = recipe;
  const chosen = useCallback(
    (next: FoldRecipe) => {
      choose(next);
      setPlace(null);
      setEditing(false);
    },
    [choose],
  );
  if (recipe.recipe === null) return null;
  const open = editing || recipe.by === 'none' || refused !== '';
  return (
    <section className={css.page} aria-label="State">
      <header className={css.head}>
        <span className={css.recipe} title={recipeLine(recipe.recipe)}>
          {recipe.by === 'none' ? 'No state was recognised' : recipeLine(recipe.recipe)}
        </span>
        {recipe.by === 'none' ? <Button onClick={recipe.detect}>Look again</Button> : null}
        {recipe.by === 'chosen' ? <Button onClick={recipe.detect}>As recognised</Button> : null}
        {recipe.by === 'none' ? null : (
          <Button aria-expanded={open} onClick={edit}>
            Fold otherwise…
          </Button>
        )}
      </header>
      {recipe.by === 'none' ? <None /> : null}
      {open ? (
        <RecipeForm key={keyOf(recipe)} recipe={recipe.recipe} refused={refused} onChoose={chosen} />
      ) : null}
      {folded ? <StepSlider id={id} folded={folded} following={place === null} onPlace={setPlace} /> : null}
      {folded && folded.scanned < folded.total ? (
        <p className={css.note} role="status">
          Reading: {formatPlural(folded.scanned, 'message')} of {formatPlural(folded.total, 'message')}…
        </p>
      ) : null}
      {folded?.count === 0 && folded.scanned >= folded.total ? (
        <p className={css.note}>No message is a snapshot or a delta in this way.</p>
      ) : null}
      {folded && folded.count > 0 ? <StateAt folded={folded} /> : null}
    </section>
  );
}

/** Another form where another recipe was recognised. */
function keyOf({ by, recipe }: Recipe): string {
  return by === 'chosen' ? by : JSON.stringify(recipe);
}

function None() {
  return (
    <p className={css.note}>
      Recognised are JSON Patch (RFC 6902) and messages that call themselves snapshot and delta, update, patch
      or change. For anything else, say below which messages hold the state and which change it.
    </p>
  );
}
