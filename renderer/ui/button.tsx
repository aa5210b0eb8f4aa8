// A button with words, and one with only an icon, which then needs a name.

import type { ComponentPropsWithRef } from 'react';
import css from './button.module.css';
import type { Icon as IconType } from './icon.ts';
import { Tooltip } from './tooltip.tsx';

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  readonly look?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly icon?: IconType | undefined;
}

export function Button({ look = 'plain', icon: Icon, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" className={joined(css.button, css[look], className)} {...rest}>
      {Icon ? <Icon className={css.icon} aria-hidden /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  /** Its name: read aloud, and shown as tooltip. */
  readonly label: string;
  readonly icon: IconType;
  /** Keys that do the same, ready to read. */
  readonly keys?: string | undefined;
}

export function IconButton({ label, icon: Icon, keys, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        className={joined(css.button, css.quiet, css.square, className)}
        {...rest}
      >
        <Icon className={css.icon} aria-hidden />
      </button>
    </Tooltip>
  );
}

function joined(...names: readonly (string | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
