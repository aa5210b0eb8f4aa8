// What hangs under a filter field while it has the focus: the error or the reading, and the completions.

import { Bookmark, History, type LucideIcon } from 'lucide-react';
import { type MouseEvent, useCallback, useLayoutEffect, useRef } from 'react';
import type { FilterError } from '../../../proxy/contract/filter.ts';
import css from './filter-panel.module.css';
import type { Choice } from './use-completion.ts';

interface FilterPanelProps {
  readonly id: string;
  readonly open: boolean;
  readonly error: FilterError | null;
  /** What the filter does: `Shows`. */
  readonly verb: string;
  /** Plain English; empty when there is nothing to read. */
  readonly reading: string;
  /** What is done otherwise than the filter says; empty when nothing is. */
  readonly remark: string;
  readonly choices: readonly Choice[];
  readonly active: number;
  readonly onAccept: (choice: Choice) => void;
}

export function FilterPanel(props: FilterPanelProps) {
  const { id, open, error, verb, reading, remark, choices, active, onAccept } = props;
  const shown = open && (error !== null || reading !== '' || choices.length > 0);
  const panel = useInsideWindow(shown);
  return (
    <div ref={panel} className={css.panel} data-open={shown || undefined}>
      <output id={`${id}-reading`} className={css.reading}>
        {error ? <ErrorWords error={error} /> : <Reading verb={verb} text={reading} remark={remark} />}
      </output>
      <div id={`${id}-list`} role="listbox" aria-label="Completions" className={css.list}>
        {open
          ? choices.map((choice, place) => (
              <Completion
                key={`${choice.kind} ${choice.text}`}
                id={`${id}-${place}`}
                choice={choice}
                active={place === active}
                onAccept={onAccept}
              />
            ))
          : null}
      </div>
    </div>
  );
}

/** Pixels between the panel and the edge of the window. */
const MARGIN = 8;

/** Moves the panel to the left as far as it would not be in sight. */
function useInsideWindow(shown: boolean) {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element || !shown) return;
    element.style.translate = '0';
    const hidden = element.getBoundingClientRect().right - (window.innerWidth - MARGIN);
    element.style.translate = `${-Math.max(0, hidden)}px`;
  });
  return panel;
}

interface ReadingProps {
  readonly verb: string;
  readonly text: string;
  readonly remark: string;
}

function Reading({ verb, text, remark }: ReadingProps) {
  if (text === '') return null;
  return (
    <>
      <span className={css.label}>{verb}:</span> {text}
      {remark === '' ? null : <span className={css.remark}>{remark}</span>}
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
  readonly choice: Choice;
  readonly active: boolean;
  readonly onAccept: (choice: Choice) => void;
}

const ICONS: Readonly<Record<Choice['kind'], LucideIcon | null>> = {
  word: null,
  saved: Bookmark,
  recent: History,
};

function Completion({ id, choice, active, onAccept }: CompletionProps) {
  const accept = useCallback(
    (event: MouseEvent) => {
      event.preventDefault(); // the field keeps the focus
      onAccept(choice);
    },
    [choice, onAccept],
  );
  const seen = useCallback(
    (element: HTMLDivElement | null) => {
      if (active) element?.scrollIntoView({ block: 'nearest' });
    },
    [active],
  );
  const Icon = ICONS[choice.kind];
  return (
    <div
      ref={seen}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={css.completion}
      data-kind={choice.kind}
      onMouseDown={accept}
    >
      {Icon ? <Icon className={css.icon} aria-hidden /> : null}
      <code title={choice.text}>{choice.text}</code>
      <span className={css.doc}>{choice.doc}</span>
    </div>
  );
}
