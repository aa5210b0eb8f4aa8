// The comment on a connection or message, where it is read and written: one line that becomes a field. What could not be
// saved stays in the field.

import { MessageSquareText } from 'lucide-react';
import { type ChangeEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react';
import type { AnnotationTarget } from '../../../proxy/contract/model.ts';
import { MAX_COMMENT } from '../../../proxy/contract/notes.ts';
import { useAppStore } from '../../state/session-context.tsx';
import css from './notes.module.css';
import { useAnnotate } from './use-annotate.ts';
import { useIsCommenting, useNote } from './use-note.ts';

interface CommentLineProps {
  readonly target: AnnotationTarget;
  /** Where the person goes on when the comment is written. */
  readonly onDone: () => void;
}

export function CommentLine({ target, onDone }: CommentLineProps) {
  const comment = useNote(target)?.comment ?? '';
  const commenting = useIsCommenting(target);
  const { comment: begin, refused } = useAnnotate();
  const edit = useCallback(() => begin(target), [begin, target]);
  if (commenting) return <CommentField target={target} comment={comment} onDone={onDone} />;
  if (comment === '') return null;
  return (
    <div className={css.line}>
      <MessageSquareText aria-hidden />
      <button
        type="button"
        className={css.comment}
        title={refused ?? 'Press to edit the comment'}
        aria-label={`Comment: ${comment}`}
        onClick={edit}
      >
        {comment}
      </button>
    </div>
  );
}

function CommentField({ target, comment, onDone }: CommentLineProps & { readonly comment: string }) {
  const { text, change, save, discard } = useCommentDraft(target, comment);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const saves = event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing;
      if (!saves && event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Escape') discard();
      if (saves) void save(onDone);
      else onDone();
    },
    [save, discard, onDone],
  );
  const onBlur = useCallback(() => void save(), [save]);
  return (
    <div className={css.line}>
      <MessageSquareText aria-hidden />
      <textarea
        ref={focusAtEnd}
        className={css.field}
        aria-label={`Comment on this ${target.kind}`}
        placeholder={`What is there to know about this ${target.kind}?`}
        rows={1}
        maxLength={MAX_COMMENT}
        value={text}
        onChange={change}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      <span className={css.keys}>⏎ saves, Esc discards</span>
    </div>
  );
}

function focusAtEnd(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}

function useCommentDraft(target: AnnotationTarget, comment: string) {
  const store = useAppStore();
  const { note } = useAnnotate();
  const [text, setText] = useState(comment);
  const settled = useRef(false);
  const change = useCallback((event: ChangeEvent<HTMLTextAreaElement>) => setText(event.target.value), []);
  const discard = useCallback(() => {
    settled.current = true;
    store.setState({ commenting: null });
  }, [store]);
  const save = useCallback(
    async (then?: () => void) => {
      if (settled.current) return;
      settled.current = true;
      settled.current = text.trim() === comment || (await note([target], { comment: text }));
      if (!settled.current) return;
      store.setState({ commenting: null });
      then?.();
    },
    [store, note, target, text, comment],
  );
  return { text, change, save, discard };
}
