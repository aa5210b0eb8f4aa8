// What a retry has shown, in one line: whether the handshake works when it is changed so.

import type { Connection, ConnectionDetail } from '../../contract/model.ts';
import { type UpgradeChange, describeChanges } from '../../contract/upgrade-change.ts';
import { redactText } from '../redaction.ts';
import { diagnose } from './diagnose.ts';

export interface RetryOutcome {
  readonly verdict: 'asking' | 'works' | 'fails' | 'cancelled';
  /** `It works without permessage-deflate: 101.` */
  readonly words: string;
}

/** `retried` is the connection that the retry made; null while nothing is known of it. */
export function outcomeOf(retried: ConnectionDetail | null, changes: readonly UpgradeChange[]): RetryOutcome {
  const how = redactText(describeChanges(changes));
  if (retried === null || isUnanswered(retried)) return { verdict: 'asking', words: `Asking ${how} …` };
  if (retried.failure?.code === CANCELLED)
    return { verdict: 'cancelled', words: `Cancelled: asking ${how}.` };
  const diagnosis = diagnose(retried);
  const status = retried.status === null ? '' : `${retried.status}. `;
  if (retried.status === 101 && diagnosis?.level !== 'error')
    return { verdict: 'works', words: `It works ${how}: 101.${diagnosis ? ` ${diagnosis.sentence}` : ''}` };
  return {
    verdict: 'fails',
    words: `It fails ${how}: ${status}${diagnosis?.sentence ?? 'there was no answer.'}`,
  };
}

const CANCELLED = 'CANCELLED';

/** Nothing is known of it: whether it works, or what is wrong. */
export function isUnanswered({ status, failure, ending }: Connection): boolean {
  return status === null && failure === null && ending === null;
}
