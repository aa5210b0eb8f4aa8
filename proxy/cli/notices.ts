// What the engine wants the user to know, such as a full disk or a decoder that cannot be run, on stderr.

import type { DecoderInfo } from '../contract/model.ts';
import type { LiveSession } from '../session/create-session.ts';
import { emit, say } from './terminal.ts';

export function tellNotices(session: LiveSession, json: boolean): void {
  session.onNotice(({ code, message, hint }) => {
    if (json) emit({ event: 'error', code, message });
    else say(`framescope: ${hint ? `${message} ${hint}` : message}`);
  });
}

/** Nothing is lost without them: what they would read is left to the others. */
export async function tellBrokenDecoders(
  session: { decoders(): Promise<readonly DecoderInfo[]> },
  json: boolean,
): Promise<void> {
  for (const { file, error } of await session.decoders()) {
    if (error === null) continue;
    const message = `${file} cannot be used: ${error.replace(/\s+/g, ' ')}`;
    if (json) emit({ event: 'error', code: 'DECODER', message });
    else say(`framescope: warning: ${message}. Messages are read without it.`);
  }
}
