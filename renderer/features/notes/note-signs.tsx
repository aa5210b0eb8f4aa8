// What a row shows of its note: pin, mark, and a comment whose text is there on hover.

import { MessageSquareText, Pin } from 'lucide-react';
import type { Note } from '../../../proxy/contract/model.ts';
import { MarkChip } from './mark-chip.tsx';
import css from './notes.module.css';

export function NoteSigns({ note }: { readonly note: Note }) {
  const { mark, comment, pinned } = note;
  return (
    <span className={css.signs}>
      {comment === '' ? null : (
        <span className={css.sign} title={comment}>
          <MessageSquareText aria-hidden />
          <span data-silent>Comment: {comment}</span>
        </span>
      )}
      {pinned ? (
        <span className={css.sign} title="Pinned to the top">
          <Pin aria-hidden />
          <span data-silent>pinned</span>
        </span>
      ) : null}
      {mark === null ? null : <MarkChip mark={mark} />}
    </span>
  );
}
