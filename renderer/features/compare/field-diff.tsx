// The fields that differ, each with its path and both values.

import { useCallback, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import { copyableValue, formatPath } from '../../ui/tree-view-rows.ts';
import css from './compare-dialog.module.css';
import type { FieldChange } from './comparison.ts';

const AT_ONCE = 300;
/** Characters of one value. */
const VALUE_LENGTH = 5000;
/** What scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

interface FieldDiffProps {
  readonly changes: readonly FieldChange[];
  readonly same: boolean;
}

export function FieldDiff({ changes, same }: FieldDiffProps) {
  const [limit, setLimit] = useState(AT_ONCE);
  const more = useCallback(() => setLimit((before) => before * 4), []);
  if (changes.length === 0) return <p className={css.none}>{same ? NO_FIELD : ONLY_TEXT}</p>;
  return (
    <div className={css.scroll} {...REACHABLE}>
      <table className={css.fields}>
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col">Field</th>
            <th scope="col">First</th>
            <th scope="col">Second</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, limit).map((change) => (
            <Field key={formatPath(change.path)} change={change} />
          ))}
        </tbody>
      </table>
      {changes.length > limit ? (
        <Button onClick={more}>Show more of {formatPlural(changes.length, 'change')}</Button>
      ) : null}
    </div>
  );
}

const NO_FIELD = 'No field differs.';
const ONLY_TEXT =
  'No field differs, but the payloads do: in their order, spacing, digits, or in what is masked. See Text and Bytes.';

const SIGNS = { added: '+', removed: '−', changed: '~' } as const;

function Field({ change }: { readonly change: FieldChange }) {
  const { kind, path } = change;
  return (
    <tr data-kind={kind}>
      <td className={css.sign}>
        <span aria-hidden>{SIGNS[kind]}</span> {kind}
      </td>
      <th scope="row">{formatPath(path)}</th>
      <td>{kind === 'added' ? null : <Value value={change.before} side="a" />}</td>
      <td>{kind === 'removed' ? null : <Value value={change.after} side="b" />}</td>
    </tr>
  );
}

function Value({ value, side }: { readonly value: unknown; readonly side: 'a' | 'b' }) {
  const text = typeof value === 'string' ? JSON.stringify(value) : copyableValue(value);
  const rest = text.length - VALUE_LENGTH;
  return (
    <code data-side={side}>
      {text.slice(0, VALUE_LENGTH)}
      {rest > 0 ? `… and ${formatPlural(rest, 'character')} more` : null}
    </code>
  );
}
