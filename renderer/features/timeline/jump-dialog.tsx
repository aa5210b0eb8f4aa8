// Asks for a time and goes there. What was read of the words is said while they are being typed.

import { type ChangeEvent, type SubmitEvent, useCallback, useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/clock.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { formatDuration } from '../../ui/quantity.ts';
import type { Span } from '../overview/span.ts';
import css from './jump-dialog.module.css';
import { type JumpTarget, parseJump } from './jump-time.ts';

interface JumpDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** From the opening of the connection to its newest message. */
  readonly span: Span;
  readonly onJump: (at: number) => void;
}

const FORM = 'jump-form';

export function JumpDialog({ open, onOpenChange, span, onJump }: JumpDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Jump to time"
      description="12:30 · 12:30:15.250 · 2025-11-22 12:30 · +90s after the opening · -5m before the newest message"
      footer={
        <Button look="primary" type="submit" form={FORM}>
          Go there
        </Button>
      }
    >
      <JumpForm span={span} onJump={onJump} onDone={onOpenChange} />
    </Dialog>
  );
}

interface JumpFormProps extends Pick<JumpDialogProps, 'span' | 'onJump'> {
  readonly onDone: (open: false) => void;
}

function JumpForm({ span, onJump, onDone }: JumpFormProps) {
  const said = useId();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const target = parseJump(text, span);
  const change = useCallback((event: ChangeEvent<HTMLInputElement>) => {
    setText(event.target.value);
    setRefused(false);
  }, []);
  const submit = useCallback(
    (event: SubmitEvent) => {
      event.preventDefault();
      const asked = parseJump(text, span);
      setRefused(!asked.ok);
      if (!asked.ok) return;
      onDone(false);
      onJump(asked.at);
    },
    [text, span, onJump, onDone],
  );
  const wrong = !target.ok && (refused || text.length > 1);
  return (
    <form id={FORM} className={css.form} onSubmit={submit}>
      <input
        data-focus-first
        className={css.time}
        aria-label="Time"
        aria-describedby={said}
        aria-invalid={wrong}
        value={text}
        onChange={change}
        spellCheck={false}
        autoComplete="off"
        placeholder="12:30:15"
      />
      <p id={said} className={wrong ? css.wrong : css.said} role={refused ? 'alert' : undefined}>
        {target.ok || wrong ? describeTarget(target, span) : ' '}
      </p>
    </form>
  );
}

function describeTarget(target: JumpTarget, { from, to }: Span): string {
  if (!target.ok) return target.message;
  const [local] = formatMoment(target.at).split('\n');
  if (target.at < from) return `${local}: before the first message, which is shown then.`;
  if (target.at > to) return `${local}: after the newest message, which is shown then.`;
  return `${local}, ${formatDuration(target.at - from)} after the opening`;
}
