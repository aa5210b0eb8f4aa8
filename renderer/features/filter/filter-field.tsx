// A text field for the filter language: underlines the error where it is, says what to write instead, reads a
// good filter back in plain English, and completes words. What is filtered is the owner's business.

import { Filter, X } from 'lucide-react';
import { type KeyboardEvent, type Ref, useCallback, useId, useMemo, useRef, useState } from 'react';
import type { FilterError } from '../../../proxy/contract/filter.ts';
import { describeFilter } from '../../../proxy/contract/filter-describe.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import { type SeenValues, suggest, type Suggestion } from '../../../proxy/contract/filter-suggest.ts';
import { IconButton } from '../../ui/button.tsx';
import css from './filter-field.module.css';
import { FilterPanel } from './filter-panel.tsx';

interface FilterFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Values seen in the traffic so far, for completion; asked only while completing. */
  readonly seen: () => SeenValues;
  readonly ref?: Ref<HTMLInputElement>;
  /** Escape, when there is nothing left to close. */
  readonly onLeave?: () => void;
}

export function FilterField(props: FilterFieldProps) {
  const { label, placeholder, value, onChange, ref } = props;
  const id = useId();
  const parsed = useMemo(() => parseFilter(value), [value]);
  const completion = useCompletion(props);
  const clear = useCallback(() => onChange(''), [onChange]);
  const { open, active, suggestions } = completion;
  const error = parsed.ok || completion.finishes(parsed.error) ? null : parsed.error;
  return (
    <search className={css.field} data-invalid={error !== null || undefined}>
      <Filter className={css.icon} aria-hidden />
      <div className={css.text}>
        {error ? <Underline text={value} error={error} scroll={completion.scroll} /> : null}
        <input
          ref={ref}
          className={css.input}
          role="combobox"
          aria-label={label}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={!parsed.ok}
          aria-describedby={`${id}-reading`}
          placeholder={placeholder}
          value={value}
          spellCheck={false}
          autoComplete="off"
          {...completion.events}
        />
      </div>
      {value === '' ? null : (
        <IconButton className={css.clear} label="Clear filter" icon={X} onClick={clear} />
      )}
      <FilterPanel
        id={id}
        open={open}
        error={error}
        reading={parsed.ok && value.trim() !== '' ? describeFilter(parsed.filter) : ''}
        suggestions={suggestions}
        active={active}
        onAccept={completion.accept}
      />
    </search>
  );
}

function useCompletion({ value, onChange, seen, onLeave }: FilterFieldProps) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [cursor, setCursor] = useState(0);
  const [scroll, setScroll] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const suggestions = useMemo(
    () => (open && isCompletable(value, cursor) ? suggest(value, cursor, seen()) : []),
    [open, value, cursor, seen],
  );

  const track = useCallback((input: HTMLInputElement) => {
    field.current = input;
    setCursor(input.selectionStart ?? input.value.length);
    setScroll(input.scrollLeft);
  }, []);
  const accept = useCallback(
    (suggestion: Suggestion) => {
      const text = value.slice(0, suggestion.from) + suggestion.text + value.slice(suggestion.to);
      onChange(text);
      setCursor(suggestion.from + suggestion.text.length);
      setActive(-1);
      placeCaret(field.current, suggestion.from + suggestion.text.length);
    },
    [value, onChange],
  );
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = suggestions[active];
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => (open ? setActive(Math.min(active + 1, suggestions.length - 1)) : setOpen(true)),
      ArrowUp: () => setActive(Math.max(active - 1, -1)),
      Enter: () => (chosen ? accept(chosen) : close()),
      Escape: () => (open ? close() : onLeave?.()),
      ...(chosen ? { Tab: () => accept(chosen) } : {}),
    };
    const step = steps[event.key];
    if (!step || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };
  const events = {
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      onChange(event.target.value);
      track(event.target);
      setOpen(true);
      setActive(-1);
    },
    onSelect: (event: React.SyntheticEvent<HTMLInputElement>) => track(event.currentTarget),
    onScroll: (event: React.UIEvent<HTMLInputElement>) => setScroll(event.currentTarget.scrollLeft),
    onFocus: () => setOpen(true),
    onBlur: close,
    onKeyDown,
  };
  /** What is wrong at the caret is only half typed, as long as a completion can finish it. */
  const finishes = ({ position, length }: FilterError) =>
    suggestions.length > 0 && cursor >= position && cursor <= position + length;
  return { open, active, suggestions, scroll, accept, finishes, events };
}

/** Between words nothing has been begun; only an empty field offers everything. */
function isCompletable(text: string, cursor: number): boolean {
  return text.trim() === '' || !/(^|[\s(|])$/.test(text.slice(0, cursor));
}

/** After React has written the new text, which moves the caret to its end. */
function placeCaret(field: HTMLInputElement | null, position: number): void {
  requestAnimationFrame(() => field?.setSelectionRange(position, position));
}

interface UnderlineProps {
  readonly text: string;
  readonly error: FilterError;
  readonly scroll: number;
}

/** The same text, invisible, behind the field: only the wavy line under the error shows. */
function Underline({ text, error, scroll }: UnderlineProps) {
  const shift = useMemo(() => ({ transform: `translateX(${-scroll}px)` }), [scroll]);
  const end = error.position + Math.max(1, error.length);
  return (
    <div className={css.underline} style={shift} aria-hidden>
      {text.slice(0, error.position)}
      <span className={css.wrong}>{text.slice(error.position, end) || ' '}</span>
      {text.slice(end)}
    </div>
  );
}
