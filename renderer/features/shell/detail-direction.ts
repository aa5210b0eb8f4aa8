// Where the details stand: as the person chose, or else where the window has the room.

import { useApp } from '../../state/session-context.tsx';
import { useMediaQuery } from '../../ui/media-query.ts';

/** In a low window there is nothing left below a list; beside it there is. */
const NARROW = '(width <= 1100px) and (height > 680px)';

/** `row` is beside the list, `column` below it. */
export function useDetailDirection(): 'row' | 'column' {
  const layout = useApp((state) => state.layout);
  const narrow = useMediaQuery(NARROW);
  if (layout === 'auto') return narrow ? 'column' : 'row';
  return layout === 'below' ? 'column' : 'row';
}
