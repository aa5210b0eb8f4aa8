// What the engine wants the user to know while it captures, such as a full disk: each notice once, on stderr.

import type { Notice } from '../contract/model.ts';
import type { Session } from '../contract/session.ts';
import { emit, say } from './terminal.ts';

export async function tellNotices(session: Session, json: boolean): Promise<void> {
  let newest = -Infinity;
  await session.subscribe(({ status }) => {
    const fresh = status.notices.filter(({ at }) => at > newest);
    for (const notice of fresh) {
      newest = Math.max(newest, notice.at);
      tell(notice, json);
    }
  });
}

function tell({ code, message, hint }: Notice, json: boolean): void {
  if (json) emit({ event: 'error', code, message });
  else say(`framescope: ${hint ? `${message} ${hint}` : message}`);
}
