// How wide a column must be to show all that it shows now: its title and the cells of the rows on the screen.

import type { ColumnId } from '../../state/columns.ts';

/** `inside` is any element of the list. */
export function fittedWidth(inside: Element, id: ColumnId): number {
  const grid = inside.closest('[role=grid]');
  const parts = grid?.querySelectorAll<HTMLElement>(
    `[data-column=${id}], [data-column-header=${id}] > button`,
  );
  return Math.max(0, ...Array.from(parts ?? [], naturalWidth));
}

/** Of the content, which may be cut off, with the padding and the line around it. */
function naturalWidth(part: HTMLElement): number {
  const { paddingLeft, paddingRight } = getComputedStyle(part);
  const range = document.createRange();
  const widths = Array.from(part.childNodes, (child) => {
    range.selectNodeContents(child);
    return range.getBoundingClientRect().width;
  });
  const content = widths.reduce((sum, width) => sum + width, 0);
  return Math.ceil(content + parseFloat(paddingLeft) + parseFloat(paddingRight)) + 2;
}
