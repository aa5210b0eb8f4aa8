// A number with a label. It is committed by Enter or by leaving the field; a refusal is shown where it was typed.

import { type ChangeEvent, type KeyboardEvent, useCallback, useId, useState } from 'react';
import { formatError } from '../../proxy/contract/errors.ts';
import css from './field.module.css';

interface NumberFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  /** Least and greatest, both allowed. */
  readonly range: readonly [number, number];
  readonly onCommit: (value: number) => Promise<unknown>;
}

export function NumberField({ label, hint, value, range, onCommit }: NumberFieldProps) {
  const id = useId();
  const { text, error, events } = useDraft(value, range, onCommit);
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <div>
        <input
          id={id}
          className={css.input}
          inputMode="decimal"
          value={text}
          aria-invalid={error !== ''}
          aria-describedby={`${id}-hint`}
          {...events}
        />
        <p
          id={`${id}-hint`}
          className={error === '' ? css.hint : css.error}
          role={error === '' ? undefined : 'alert'}
        >
          {error === '' ? hint : error}
        </p>
      </div>
    </div>
  );
}

function useDraft(value: number, range: readonly [number, number], onCommit: NumberFieldProps['onCommit']) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState('');
  const text = draft ?? String(value);
  const commit = async () => {
    const number = Number(text.trim() || Number.NaN);
    if (number === value) return done();
    if (!(number >= range[0] && number <= range[1]))
      return setError(`Enter a number from ${range[0]} to ${range[1]}.`);
    try {
      await onCommit(number);
      done();
    } catch (refusal) {
      setError(formatError(refusal));
    }
  };
  const done = () => {
    setDraft(null);
    setError('');
  };
  const onChange = useCallback((event: ChangeEvent<HTMLInputElement>) => setDraft(event.target.value), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void commit();
  };
  return { text, error, events: { onChange, onKeyDown, onBlur: () => void commit() } };
}
