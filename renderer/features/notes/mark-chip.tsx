// A mark as it is seen: its colour, and the letter of its name for those who do not see colours.

import type { Mark } from '../../../proxy/contract/model.ts';
import { MARKS } from '../../../proxy/contract/notes.ts';
import type { Icon } from '../../ui/icon.ts';
import css from './notes.module.css';

export const MARK_NAMES: Readonly<Record<Mark, string>> = {
  red: 'Red',
  orange: 'Orange',
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  purple: 'Purple',
};

export function MarkChip({ mark }: { readonly mark: Mark }) {
  return (
    <span className={css.chip} data-mark={mark} title={`Marked ${mark}`}>
      <span aria-hidden>{MARK_NAMES[mark][0]}</span>
      <span data-silent>marked {mark}</span>
    </span>
  );
}

/** The same where something beside it says what it is. */
export const MARK_ICONS = Object.fromEntries(
  MARKS.map((mark) => {
    const icon: Icon = () => (
      <span className={css.chip} data-mark={mark} aria-hidden>
        {MARK_NAMES[mark][0]}
      </span>
    );
    return [mark, icon];
  }),
) as Readonly<Record<Mark, Icon>>;
