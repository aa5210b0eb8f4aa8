// Moves the focus to the message being written.

const FIELD = '[data-composer-field]';

export function focusComposer(): void {
  document.querySelector<HTMLElement>(FIELD)?.focus();
}
