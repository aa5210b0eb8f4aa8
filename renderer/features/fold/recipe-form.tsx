// How messages are folded, to be changed: which are the snapshots and which the deltas, in the language of every filter,
// where in them the state is, and how a delta applies.

import { type ChangeEvent, type FormEvent, useCallback, useId, useState } from 'react';
import { FOLD_WAYS, type FoldRecipe, type FoldWay } from '../../../proxy/contract/fold.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import fields from '../../ui/field.module.css';
import css from './state-tab.module.css';

const WAYS: Readonly<Record<FoldWay, string>> = {
  'json-patch': 'JSON Patch',
  'merge-patch': 'Merge Patch',
  keyed: 'Lists by key',
  replace: 'Replace',
};

const HINTS: Readonly<Record<FoldWay, string>> = {
  'json-patch': 'A delta is a list of operations (RFC 6902).',
  'merge-patch': 'What a delta names takes the place of what was there; null takes it away (RFC 7396).',
  keyed:
    'An element takes the place of the one with its key, is added, or takes it away (deleted, or an amount of 0).',
  replace: 'A delta is the new state.',
};

/** `$.type=snapshot at $.state, then JSON Patch of $.type=patch at $.ops` */
export function recipeLine({ snapshots, snapshotPath, deltas, deltaPath, way, key }: FoldRecipe): string {
  const from = snapshots.trim() === '' ? 'From {}' : `From ${snapshots} at ${snapshotPath}`;
  const by = way === 'keyed' ? `${WAYS[way]} ${key}` : WAYS[way];
  return `${from}, then ${by} of ${deltas.trim() === '' ? 'all others' : deltas} at ${deltaPath}`;
}

interface RecipeFormProps {
  readonly recipe: FoldRecipe;
  /** Why the engine refuses it; empty: it does not. */
  readonly refused: string;
  readonly onChoose: (recipe: FoldRecipe) => void;
}

export function RecipeForm({ recipe, refused, onChoose }: RecipeFormProps) {
  const [draft, setDraft] = useState(recipe);
  const submit = useCallback(
    (event: FormEvent) => {
      event.preventDefault();
      onChoose(draft);
    },
    [draft, onChoose],
  );
  const change = useCallback(
    (field: TextField, value: string) => setDraft((before) => ({ ...before, [field]: value })),
    [],
  );
  const choose = useCallback((way: FoldWay) => setDraft((before) => ({ ...before, way })), []);
  return (
    <form className={css.form} onSubmit={submit} aria-label="How it is folded">
      <Text field="snapshots" label="Snapshots" draft={draft} onChange={change} />
      <Text field="snapshotPath" label="State in them at" draft={draft} onChange={change} />
      <Text field="deltas" label="Deltas" draft={draft} onChange={change} />
      <Text field="deltaPath" label="Change in them at" draft={draft} onChange={change} />
      <Choice
        label="A delta applies as"
        options={FOLD_WAYS}
        names={WAYS}
        value={draft.way}
        onChange={choose}
        hint={HINTS[draft.way]}
      />
      {draft.way === 'keyed' ? (
        <Text field="key" label="Key of an element" draft={draft} onChange={change} />
      ) : null}
      <div className={css.submit}>
        <Button type="submit" look="primary">
          Fold
        </Button>
        {refused === '' ? null : (
          <span className={css.error} role="alert">
            {refused}
          </span>
        )}
      </div>
    </form>
  );
}

type TextField = Exclude<keyof FoldRecipe, 'way'>;

interface TextProps {
  readonly field: TextField;
  readonly label: string;
  readonly draft: FoldRecipe;
  readonly onChange: (field: TextField, value: string) => void;
}

const PLACEHOLDERS: Readonly<Record<TextField, string>> = {
  snapshots: 'Filter; empty: none, it begins as {}',
  snapshotPath: '$ for the whole message',
  deltas: 'Filter; empty: all others',
  deltaPath: '$ for the whole message',
  key: 'id, or 0 for the first of a tuple',
};

function Text({ field, label, draft, onChange }: TextProps) {
  const id = useId();
  const change = useCallback(
    (event: ChangeEvent<HTMLInputElement>) => onChange(field, event.target.value),
    [field, onChange],
  );
  return (
    <div className={fields.field}>
      <label className={fields.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={css.text}
        value={draft[field]}
        placeholder={PLACEHOLDERS[field]}
        spellCheck={false}
        onChange={change}
      />
    </div>
  );
}
