// One request and its answer, as a row: it is over when both have passed, or when one of the two sides went away.

import { type Failure, type Side, SIDES } from '../contract/model.ts';
import type { RequestHead } from '../protocol/http-head.ts';
import { type End, wasReset } from './end.ts';
import type { Report } from './report.ts';
import type { Answered } from './sink.ts';
import { type Target, formatAuthority } from './target.ts';

export interface Exchange {
  readonly request: RequestHead;
  readonly target: Target;
  readonly report: Report;
  /** Resolves when the answer has passed, or will not come. */
  readonly over: Promise<void>;
  /** The head of its answer has passed. */
  readonly answering: boolean;
  answered(head: Answered): void;
  /** This side's message has passed. */
  passed(from: Side): void;
  /** A side went away before. */
  broke(by: Side, end: End, failure: Failure | null): void;
}

export function openExchange(request: RequestHead, target: Target, report: Report): Exchange {
  const { promise, resolve } = Promise.withResolvers<void>();
  const missing = new Set(SIDES);
  const askedAt = performance.now();
  let answering = false;
  return {
    request,
    target,
    report,
    over: promise,
    get answering() {
      return answering;
    },
    answered(head) {
      answering = true;
      report.answered(head, { wait: performance.now() - askedAt });
    },
    passed(from) {
      missing.delete(from);
      if (missing.size === 0) report.ended('fin', 'server');
      if (from === 'server') resolve();
    },
    broke(by, end, failure) {
      if (failure) report.failed(failure);
      report.ended(wasReset(end) ? 'reset' : failure ? 'error' : 'fin', by);
      resolve();
    },
  };
}

export function cutShort(target: Target): Failure {
  return {
    code: 'CUT_SHORT',
    message: `${formatAuthority(target)} closed the connection in the middle of its answer.`,
    hint: '',
  };
}

export function noAnswer(target: Target): Failure {
  return {
    code: 'NO_ANSWER',
    message: `${formatAuthority(target)} closed the connection without an answer.`,
    hint: 'Does the server speak HTTP on this port, and did it survive the request?',
  };
}

/** `fault`: a clause of head-fault.ts. */
export function badAnswer(target: Target, fault: string): Failure {
  return {
    code: 'BAD_ANSWER',
    message: `${formatAuthority(target)} sent an answer that could be read in two ways: ${fault}.`,
    hint: 'Two readings of one answer would hide what was said, so it goes nowhere. This is for the server to mend.',
  };
}

export function unaskedUpgrade(target: Target): Failure {
  return {
    code: 'UNASKED_UPGRADE',
    message: `${formatAuthority(target)} switched protocols, though this request did not let it.`,
    hint: '',
  };
}
