// A dialog in the middle of the window: title, one line of what it is for, and a way out.

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import css from './dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: string;
  /** Stays at the bottom, right-aligned: the buttons. */
  readonly footer?: ReactNode;
  readonly size?: 'small' | 'large' | 'full';
  readonly children: ReactNode;
}

/** The dialog itself, not its first button: a press of Space must not close what was just opened. */
function focusDialog(event: Event): void {
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.focus();
}

/** A list that is open in the dialog is closed first. */
function keepForList(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.matches('[aria-expanded=true]')) event.preventDefault();
}

export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, footer, size = 'small', children } = props;
  const described = description === undefined ? { 'aria-describedby': undefined } : {};
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={css.scrim} />
        <Radix.Content
          className={css.dialog}
          data-size={size}
          onOpenAutoFocus={focusDialog}
          onEscapeKeyDown={keepForList}
          {...described}
        >
          <header className={css.header}>
            <div>
              <Radix.Title className={css.title}>{title}</Radix.Title>
              {description ? (
                <Radix.Description className={css.description}>{description}</Radix.Description>
              ) : null}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={X} keys="Esc" />
            </Radix.Close>
          </header>
          <div className={css.body}>{children}</div>
          {footer ? <footer className={css.footer}>{footer}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
