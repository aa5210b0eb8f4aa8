// A state as a tree, in which what its last message has changed stands out, and below it those changes one by one.

import { useCallback, useMemo } from 'react';
import type { FoldedState, StateChange } from '../../../proxy/contract/fold.ts';
import { asNumber, useRemembered } from '../../state/remembered.ts';
import { formatPlural } from '../../ui/quantity.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import { copyableValue, formatPath, formatValue, type TreeRow } from '../../ui/tree-view-rows.ts';
import { type TreeTone, TreeView } from '../../ui/tree-view.tsx';
import { valueMenu } from '../inspector/value-menu.ts';
import css from './state-tab.module.css';

const MINIMUM = [80, 60] as const;

export function StateAt({ folded }: { readonly folded: FoldedState }) {
  const [fraction, setFraction] = useRemembered('split-state', 0.72, asNumber);
  return (
    <div className={css.state}>
      <SplitPane
        direction="column"
        label="Height of the state"
        fraction={fraction}
        onFractionChange={setFraction}
        minimum={MINIMUM}
        first={<StateTree folded={folded} />}
        second={<Changes folded={folded} />}
      />
    </div>
  );
}

function StateTree({ folded: { state, changes } }: { readonly folded: FoldedState }) {
  const roots = useMemo(() => [{ key: 'state', value: state }], [state]);
  const tones = useMemo(() => tonesOf(changes), [changes]);
  const toneOf = useCallback((row: TreeRow) => tones.get(keyOf(row.path)) ?? null, [tones]);
  if (state === undefined) return <p className={css.note}>There is no state yet: no snapshot came before.</p>;
  return <TreeView label="State" roots={roots} menu={valueMenu} toneOf={toneOf} />;
}

/** Steps of arrays are numbers in one place and words in the other. */
function keyOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path.map(String));
}

/** A change, and every branch that it is in. What was removed is not there: its branch stands for it. */
function tonesOf(changes: readonly StateChange[]): ReadonlyMap<string, TreeTone> {
  const tones = new Map<string, TreeTone>();
  for (const { path } of changes)
    for (let length = 0; length < path.length; length += 1) tones.set(keyOf(path.slice(0, length)), 'inside');
  for (const { kind, path } of changes) if (kind !== 'removed') tones.set(keyOf(path), kind);
  return tones;
}

const SIGNS = { added: '+', removed: '−', changed: '~' } as const;
/** As many as anybody reads. */
const SHOWN = 200;
const LENGTH = 200;
/** What scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

function Changes({ folded: { changes, step } }: { readonly folded: FoldedState }) {
  return (
    <section className={css.changes} aria-label="Changes" {...REACHABLE}>
      <h3>{titleOf(changes.length, step?.kind ?? 'delta')}</h3>
      <ul>
        {changes.slice(0, SHOWN).map((change) => (
          <Change key={`${change.kind} ${keyOf(change.path)}`} change={change} />
        ))}
      </ul>
      {changes.length > SHOWN ? <p className={css.note}>and {changes.length - SHOWN} more</p> : null}
    </section>
  );
}

function titleOf(count: number, kind: string): string {
  return count === 0 ? `This ${kind} changed nothing` : `${formatPlural(count, 'change')} by this ${kind}`;
}

function Change({ change: { kind, path, before, after } }: { readonly change: StateChange }) {
  return (
    <li data-kind={kind}>
      <span className={css.sign} title={kind}>
        <span aria-hidden>{SIGNS[kind]}</span>
        <span data-silent>{kind}</span>
      </span>{' '}
      <code className={css.path}>{formatPath(path)}</code>{' '}
      {kind === 'added' ? null : <del title={copyableValue(before).slice(0, LENGTH)}>{inShort(before)}</del>}
      {kind === 'changed' ? ' → ' : null}
      {kind === 'removed' ? null : <ins title={copyableValue(after).slice(0, LENGTH)}>{inShort(after)}</ins>}
    </li>
  );
}

function inShort(value: unknown): string {
  const text = formatValue(value);
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}
