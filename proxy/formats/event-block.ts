// One block of an event stream, taken apart as a client of it does (WHATWG HTML §9.2.6). Where blocks begin and end is
// not known here.

import { createParser } from 'eventsource-parser';

export interface EventBlockFields {
  /** Null: no `event` field, which makes it a `message`; nor is it known of a block without data. */
  readonly event: string | null;
  readonly id: string | null;
  /** Milliseconds until the client comes back. */
  readonly retry: number | null;
  /** Null: without data nothing is dispatched. */
  readonly data: string | null;
  readonly comments: readonly string[];
}

export function parseEventBlock(text: string): EventBlockFields {
  const fields: { -readonly [K in keyof EventBlockFields]: EventBlockFields[K] } = {
    event: null,
    id: null,
    retry: null,
    data: null,
    comments: [],
  };
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      fields.event = event ?? null;
      fields.data = data;
    },
    onId: (id) => (fields.id = id),
    onRetry: (retry) => (fields.retry = retry),
    onComment: (comment) => comments.push(comment),
  });
  parser.feed(`${text}\n\n`);
  return { ...fields, comments };
}
