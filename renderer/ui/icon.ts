// What may stand where an icon stands: one of the library's, or a drawing of our own.

import type { ComponentType } from 'react';

export type Icon = ComponentType<{
  readonly className?: string | undefined;
  readonly 'aria-hidden'?: boolean;
}>;
