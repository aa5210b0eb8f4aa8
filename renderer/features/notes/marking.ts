// Which mark comes of a key: on and off, or from colour to colour. Pure.

import type { Mark } from '../../../proxy/contract/model.ts';
import { MARKS } from '../../../proxy/contract/notes.ts';

/** Off where all have one, else on for all. */
export function toggledMark(marks: readonly (Mark | null)[], color: Mark): Mark | null {
  return marks.every((mark) => mark !== null) ? null : color;
}

/** After the last colour comes none. */
export function followingMark(mark: Mark | null): Mark | null {
  return MARKS[mark === null ? 0 : MARKS.indexOf(mark) + 1] ?? null;
}
