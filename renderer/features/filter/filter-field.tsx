// A text field for the filter language: underlines the error where it is, says what to write instead, reads a
// good filter back in plain English, completes words, and keeps what was used. What is filtered is the owner's business.

import { Filter, X } from 'lucide-react';
import { type Ref, useCallback, useId, useImperativeHandle, useMemo } from 'react';
import type { Filter as ParsedFilter, FilterError } from '../../../proxy/contract/filter.ts';
import { describeFilter } from '../../../proxy/contract/filter-describe.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import type { SeenValues } from '../../../proxy/contract/filter-suggest.ts';
import type { FilterPlace } from '../../state/filter-shelf.ts';
import { IconButton } from '../../ui/button.tsx';
import css from './filter-field.module.css';
import { FilterPanel } from './filter-panel.tsx';
import { ShelfButton } from './shelf-button.tsx';
import { useCompletion } from './use-completion.ts';
import { useFilterShelf } from './use-filter-shelf.ts';

interface FilterFieldProps {
  readonly label: string;
  readonly placeholder: string;
  /** Whose earlier filters it offers, and which keys come first. */
  readonly place: FilterPlace;
  readonly value: string;
  /** `unfinished`: the word at the caret could still become another one. */
  readonly onChange: (text: string, unfinished: boolean) => void;
  /** Values seen in the traffic so far, for completion; asked only while completing. */
  readonly seen: () => SeenValues;
  readonly onWake?: () => void;
  /** What the filter does, for its reading. */
  readonly verb?: 'Shows' | 'Finds' | 'Exports';
  /** What the owner does otherwise than the words say; null where it does as they say. */
  readonly remark?: (filter: ParsedFilter) => string | null;
  readonly ref?: Ref<HTMLInputElement>;
  readonly onEnter?: (back: boolean) => void;
  /** Escape, when there is nothing left to close. */
  readonly onLeave?: () => void;
}

export function FilterField(props: FilterFieldProps) {
  const { label, placeholder, place, value, onChange, ref, verb = 'Shows', remark } = props;
  const id = useId();
  const parsed = useMemo(() => parseFilter(value), [value]);
  const shelf = useFilterShelf(place);
  const first = place === 'messages' ? 'message' : 'connection';
  const completion = useCompletion({ ...props, shelf, first });
  const { field, open, active, choices, close } = completion;
  useImperativeHandle(ref, () => field.current!, [field]);
  const clear = useCallback(() => {
    shelf.use(value);
    onChange('', false);
    field.current?.focus();
    close();
  }, [shelf, value, onChange, field, close]);
  const pick = useCallback((text: string) => onChange(text, false), [onChange]);
  const error = parsed.ok || completion.finishes(parsed.error) ? null : parsed.error;
  const said = parsed.ok && value.trim() !== '' ? parsed.filter : null;
  return (
    <search className={css.field} aria-label={label} data-invalid={error !== null || undefined}>
      <Filter className={css.icon} aria-hidden />
      <div className={css.text}>
        {error ? <Underline text={value} error={error} scroll={completion.scroll} /> : null}
        <input
          ref={field}
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
        <IconButton className={css.control} label="Clear filter" icon={X} onClick={clear} />
      )}
      <ShelfButton className={css.control} text={value} shelf={shelf} onPick={pick} />
      <FilterPanel
        id={id}
        open={open}
        error={error}
        verb={verb}
        reading={said ? describeFilter(said) : ''}
        remark={(said && remark?.(said)) ?? ''}
        choices={choices}
        active={active}
        onAccept={completion.accept}
      />
    </search>
  );
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
