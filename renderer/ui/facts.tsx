// Names and values, each on a line, to be read, selected and copied.

import css from './facts.module.css';
import { CopyButton } from './copy-button.tsx';

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** What the copy button copies; null for no button. */
  readonly copy: string | null;
}

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(({ name, value, copy }) => (
        <div key={name} className={css.fact}>
          <dt className={css.name}>{name}</dt>
          <dd className={css.value}>
            <code>{value}</code>
            {copy === null ? null : <CopyButton text={copy} label={`Copy ${name}`} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
