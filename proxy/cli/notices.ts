// What the engine wants the user to know while it captures, such as a full disk, on stderr.

import type { LiveSession } from '../session/create-session.ts';
import { emit, say } from './terminal.ts';

export function tellNotices(session: LiveSession, json: boolean): void {
  session.onNotice(({ code, message, hint }) => {
    if (json) emit({ event: 'error', code, message });
    else say(`framescope: ${hint ? `${message} ${hint}` : message}`);
  });
}
