// Moves the focus between the two halves of the window.

const LIST = '[data-connection-list] [role=grid]';
const DETAIL = '[data-detail-pane]';

export function focusConnectionList(): void {
  document.querySelector<HTMLElement>(LIST)?.focus();
}

/** The first list of the details, or else the selected tab. */
export function focusDetailPane(): void {
  const pane = document.querySelector(DETAIL);
  const target = pane?.querySelector<HTMLElement>(
    '[role=grid], [role=treegrid], [role=listbox], [role=tab][aria-selected=true]',
  );
  target?.focus();
}
