// The page's only door: passes on that the page wants a port, the port itself and its end, and commands of the menu.
// Sandboxed, CommonJS, one file; it exposes nothing to the page.

import { ipcRenderer } from 'electron';
import { CHANNEL, PAGE } from './page-messages.ts';

interface PageWindow {
  addEventListener(type: 'message', listener: (event: { source: unknown; data: unknown }) => void): void;
  postMessage(message: unknown, targetOrigin: string, transfer?: readonly unknown[]): void;
}
declare const window: PageWindow;

/** As a target: the page's own origin, whatever it is. */
const SAME_ORIGIN = '/';

window.addEventListener('message', ({ source, data }) => {
  if (source === window && data === PAGE.ask) ipcRenderer.send(CHANNEL.ask);
});
ipcRenderer.on(CHANNEL.port, ({ ports }) => {
  window.postMessage(PAGE.port, SAME_ORIGIN, ports);
});
ipcRenderer.on(CHANNEL.gone, () => {
  window.postMessage(PAGE.gone, SAME_ORIGIN);
});
ipcRenderer.on(CHANNEL.command, (_event, id: string) => {
  window.postMessage({ [PAGE.command]: id }, SAME_ORIGIN);
});
