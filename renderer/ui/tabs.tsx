// A row of tabs over the one panel that is shown, or a column beside it; only that panel exists.

import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useCallback } from 'react';
import css from './tabs.module.css';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly content: ReactNode;
  readonly badge?: Badge | null;
}

/** A number beside a tab's name. */
export interface Badge {
  readonly count: number;
  readonly tone: 'quiet' | 'warning';
  /** What is counted, read aloud: `2 to look at`. */
  readonly title: string;
}

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  /** Stands at the end of the row of tabs. */
  readonly aside?: ReactNode;
  /** Beside the panel, one below the other. In a dialog the one that is shown has the focus first. */
  readonly beside?: boolean;
}

export function Tabs<Id extends string>(props: TabsProps<Id>) {
  const { label, tabs, value, onChange, aside, beside = false } = props;
  const change = useCallback((id: string) => onChange(id as Id), [onChange]);
  return (
    <Radix.Root
      className={css.tabs}
      orientation={beside ? 'vertical' : 'horizontal'}
      value={value}
      onValueChange={change}
    >
      <div className={css.bar}>
        <Radix.List className={css.list} aria-label={label}>
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              className={css.tab}
              data-focus-first={(beside && tab.id === value) || undefined}
            >
              {tab.label}
              {tab.badge ? <BadgeMark badge={tab.badge} /> : null}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {aside}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className={css.panel} tabIndex={-1}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

function BadgeMark({ badge: { count, tone, title } }: { readonly badge: Badge }) {
  return (
    <span className={css.badge} data-tone={tone} title={title}>
      <span aria-hidden>{count}</span>
      <span data-silent>{title}</span>
    </span>
  );
}
