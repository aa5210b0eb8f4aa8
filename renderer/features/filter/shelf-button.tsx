// The bookmark of a filter field: gives its text a name, and offers what was named and what was used before.

import { Bookmark, BookmarkCheck, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type SubmitEvent, useCallback, useState } from 'react';
import type { SavedFilter } from '../../state/filter-shelf.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { filterError } from '../timeline/message-filter.ts';
import css from './shelf-button.module.css';
import type { FilterShelf } from './use-filter-shelf.ts';

interface ShelfButtonProps {
  readonly text: string;
  readonly shelf: FilterShelf;
  readonly onPick: (text: string) => void;
  readonly className: string | undefined;
}

export function ShelfButton({ text, shelf, onPick, className }: ShelfButtonProps) {
  const [open, setOpen] = useState(false);
  const pick = useCallback(
    (picked: string) => {
      onPick(picked);
      setOpen(false);
    },
    [onPick],
  );
  const saved = shelf.saved.find((each) => each.text === text.trim());
  const label = saved ? `Saved as ${saved.name}; saved and recent filters` : 'Saved and recent filters';
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton className={className} label={label} icon={saved ? BookmarkCheck : Bookmark} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={css.shelf}
          aria-label="Saved and recent filters"
          align="end"
          sideOffset={4}
          collisionPadding={6}
        >
          <SaveForm key={text} text={text} saved={saved} onSave={shelf.save} />
          <Saved saved={shelf.saved} onPick={pick} onRemove={shelf.remove} />
          <Recent recent={shelf.recent} onPick={pick} onForget={shelf.forget} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface SaveFormProps {
  readonly text: string;
  readonly saved: SavedFilter | undefined;
  readonly onSave: (filter: SavedFilter) => void;
}

function SaveForm({ text, saved, onSave }: SaveFormProps) {
  const [name, setName] = useState('');
  const change = useCallback((event: React.ChangeEvent<HTMLInputElement>) => setName(event.target.value), []);
  const submit = useCallback(
    (event: SubmitEvent) => {
      event.preventDefault();
      onSave({ name, text });
    },
    [name, text, onSave],
  );
  const why = whyNot(text, saved);
  if (why !== null) return <p className={css.note}>{why}</p>;
  return (
    <form className={css.save} onSubmit={submit}>
      <code className={css.now} title={text}>
        {text}
      </code>
      <input
        className={css.name}
        aria-label="Name of the filter"
        placeholder="Name"
        value={name}
        onChange={change}
      />
      <Button type="submit" disabled={name.trim() === ''}>
        Save
      </Button>
    </form>
  );
}

/** Why there is nothing to save. */
function whyNot(text: string, saved: SavedFilter | undefined): string | null {
  if (text.trim() === '') return 'Type a filter to save it here under a name.';
  if (filterError(text) !== null) return 'The filter has a mistake; correct it to save it.';
  return saved ? `This filter is saved as “${saved.name}”.` : null;
}

type Pick = (text: string) => void;

interface SavedProps {
  readonly saved: readonly SavedFilter[];
  readonly onPick: Pick;
  readonly onRemove: (name: string) => void;
}

function Saved({ saved, onPick, onRemove }: SavedProps) {
  if (saved.length === 0) return null;
  return (
    <section aria-label="Saved">
      <h3 className={css.heading}>Saved</h3>
      <ul>
        {saved.map((filter) => (
          <SavedEntry key={filter.name} filter={filter} onPick={onPick} onRemove={onRemove} />
        ))}
      </ul>
    </section>
  );
}

interface SavedEntryProps {
  readonly filter: SavedFilter;
  readonly onPick: Pick;
  readonly onRemove: (name: string) => void;
}

function SavedEntry({ filter: { name, text }, onPick, onRemove }: SavedEntryProps) {
  const remove = useCallback(() => onRemove(name), [name, onRemove]);
  return (
    <li className={css.entry}>
      <PickButton text={text} name={name} onPick={onPick} />
      <IconButton className={css.remove} label={`Delete ${name}`} icon={X} onClick={remove} />
    </li>
  );
}

interface RecentProps {
  readonly recent: readonly string[];
  readonly onPick: Pick;
  readonly onForget: () => void;
}

function Recent({ recent, onPick, onForget }: RecentProps) {
  if (recent.length === 0) return null;
  return (
    <section aria-label="Recent">
      <h3 className={css.heading}>
        Recent
        <button type="button" className={css.forget} onClick={onForget}>
          Forget
        </button>
      </h3>
      <ul>
        {recent.map((text) => (
          <li key={text} className={css.entry}>
            <PickButton text={text} onPick={onPick} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PickButtonProps {
  readonly text: string;
  readonly name?: string;
  readonly onPick: Pick;
}

function PickButton({ text, name, onPick }: PickButtonProps) {
  const pick = useCallback(() => onPick(text), [text, onPick]);
  return (
    <button type="button" className={css.pick} title={text} onClick={pick}>
      {name === undefined ? null : <span className={css.title}>{name}</span>}
      <code>{text}</code>
    </button>
  );
}
