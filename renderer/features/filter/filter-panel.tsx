// What hangs under a filter field while it has the focus: the error or the reading, and the completions.

import { type MouseEvent, useCallback } from 'react';
import type { FilterError } from '../../../proxy/contract/filter.ts';
import type { Suggestion } from '../../../proxy/contract/filter-suggest.ts';
import css from './filter-panel.module.css';

interface FilterPanelProps {
  readonly id: string;
  readonly open: boolean;
  readonly error: FilterError | null;
  /** Plain English; empty when there is nothing to read. */
  readonly reading: string;
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly onAccept: (suggestion: Suggestion) => void;
}

export function FilterPanel({ id, open, error, reading, suggestions, active, onAccept }: FilterPanelProps) {
  const says = error !== null || reading !== '';
  return (
    <div className={css.panel} data-open={(open && (says || suggestions.length > 0)) || undefined}>
      <output id={`${id}-reading`} className={css.reading}>
        {error ? <ErrorWords error={error} /> : <Reading text={reading} />}
      </output>
      <div id={`${id}-list`} role="listbox" aria-label="Completions" className={css.list}>
        {open
          ? suggestions.map((suggestion, place) => (
              <Completion
                key={suggestion.text}
                id={`${id}-${place}`}
                suggestion={suggestion}
                active={place === active}
                onAccept={onAccept}
              />
            ))
          : null}
      </div>
    </div>
  );
}

function Reading({ text }: { text: string }) {
  if (text === '') return null;
  return (
    <>
      <span className={css.label}>Shows:</span> {text}
    </>
  );
}

function ErrorWords({ error }: { error: FilterError }) {
  return (
    <>
      <strong className={css.error}>
        Character {error.position + 1}: {error.message}
      </strong>{' '}
      {error.hint}
    </>
  );
}

interface CompletionProps {
  readonly id: string;
  readonly suggestion: Suggestion;
  readonly active: boolean;
  readonly onAccept: (suggestion: Suggestion) => void;
}

function Completion({ id, suggestion, active, onAccept }: CompletionProps) {
  const accept = useCallback(
    (event: MouseEvent) => {
      event.preventDefault(); // the field keeps the focus
      onAccept(suggestion);
    },
    [suggestion, onAccept],
  );
  const seen = useCallback(
    (element: HTMLDivElement | null) => {
      if (active) element?.scrollIntoView({ block: 'nearest' });
    },
    [active],
  );
  return (
    <div
      ref={seen}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={css.completion}
      onMouseDown={accept}
    >
      <code>{suggestion.text}</code>
      <span className={css.doc}>{suggestion.doc}</span>
    </div>
  );
}
