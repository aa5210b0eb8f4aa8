// Opens the context menu of an element where a key asked for it.

/** As a right click on the element would. */
export function openMenuAt(element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  const place = { clientX: left + 24, clientY: bottom - 2, button: 2 };
  element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...place }));
}
