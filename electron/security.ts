// What no page of this app may do, whatever it loads: ask for permissions, open windows, navigate away, embed
// (Electron security checklist, 5 and 11–17).

import { type Event, type Session, type WebContents, type WebFrameMain, app } from 'electron';
import { isAppUrl } from './app-protocol.ts';

/** Copying to the clipboard is all that the page needs. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Holds for every page there will be; before the app is ready. */
export function guardPages(): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => guardPage(contents));
}

function guardPage(contents: WebContents): void {
  const stay = (event: Event<{ url: string }>) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) => {
    callback(GRANTED.has(permission) && isAppUrl(requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => GRANTED.has(permission) && isAppUrl(origin),
  );
  session.setDevicePermissionHandler(() => false);
}

/** For every message over IPC: does the top frame of our page speak? */
export function isOurPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isAppUrl(frame.url);
}
