// What happens to one connection, told to the sink as it happens, ending exactly once. It decides nothing.

import type { ConnectionId } from '../contract/ids.ts';
import type { EndCause, Failure, Side } from '../contract/model.ts';
import { now } from './clock.ts';
import type { Answered, CaptureSink, Dialled, Opened } from './sink.ts';

/** Milliseconds, see Timing. */
export interface AnswerTimes {
  readonly request?: number;
  readonly wait: number | null;
}

export interface Report {
  readonly id: ConnectionId;
  dialled(dialled: Dialled): void;
  answered(answered: Answered, times: AnswerTimes): void;
  body(from: Side, piece: Uint8Array): void;
  /** It did not do what it was for; the connection may still carry bytes. */
  failed(failure: Failure): void;
  ended(cause: EndCause, by: Side | null): void;
}

export interface ReportOptions {
  readonly sink: CaptureSink;
  readonly nextId: () => ConnectionId;
  /** Bytes of each body that are kept. */
  readonly bodyBudget: () => number;
}

export function openReport(opened: Opened, { sink, nextId, bodyBudget }: ReportOptions): Report {
  const id = nextId();
  const left: Record<Side, number> = { client: bodyBudget(), server: bodyBudget() };
  const passed: Record<Side, number> = { client: 0, server: 0 };
  let open = true;
  sink.event({ type: 'opened', id, at: now(), opened });
  return {
    id,
    dialled: (dialled) => sink.event({ type: 'dialled', id, at: now(), dialled }),
    answered: (answered, times) => sink.event({ type: 'answered', id, at: now(), answered, ...times }),
    body(from, piece) {
      const bytes = left[from] > 0 ? new Uint8Array(piece.subarray(0, left[from])) : null;
      left[from] -= bytes?.length ?? 0;
      const offset = passed[from];
      passed[from] += piece.length;
      sink.event({ type: 'body', id, at: now(), from, offset, size: piece.length, bytes });
    },
    failed(failure) {
      if (open) sink.event({ type: 'failed', id, at: now(), failure });
    },
    ended(cause, by) {
      if (open) sink.event({ type: 'ended', id, at: now(), cause, by });
      open = false;
    },
  };
}

/** A connection that never came to anything. */
export function reportFailure(report: Report, failure: Failure): void {
  report.failed(failure);
  report.ended('error', null);
}
