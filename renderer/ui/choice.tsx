// One of a few words, all in sight: a labelled row of radio buttons drawn as segments.

import { RadioGroup } from 'radix-ui';
import { useCallback, useId } from 'react';
import css from './choice.module.css';
import fields from './field.module.css';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly hint?: string;
}

export function Choice<T extends string>({ label, options, names, value, onChange, hint }: ChoiceProps<T>) {
  const id = useId();
  const change = useCallback((chosen: string) => onChange(chosen as T), [onChange]);
  return (
    <div className={fields.field}>
      <span id={id} className={fields.label}>
        {label}
      </span>
      <div>
        <RadioGroup.Root
          className={css.options}
          value={value}
          onValueChange={change}
          aria-labelledby={id}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        >
          {options.map((option) => (
            <RadioGroup.Item key={option} value={option} className={css.option}>
              {names[option]}
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className={fields.hint}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
