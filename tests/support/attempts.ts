// Attempts of a WebSocket client as rows of the connection list, told by when they began and how they ended.

import type { ConnectionId } from '../../proxy/contract/ids.ts';
import type { Connection } from '../../proxy/contract/model.ts';
import { connection, STARTED } from '../renderer/support/session-fixture.ts';

/** Seconds after the start of the capture; `ending` is a close code, a refusing status, or what stopped the dialling. */
export interface AttemptStory {
  readonly from: number;
  /** Still open without it. */
  readonly to?: number;
  readonly ending?: number | 'ECONNREFUSED';
  readonly over?: Partial<Connection>;
}

export function attempt(id: number, { from, to, ending = 1006, over = {} }: AttemptStory): Connection {
  const at = STARTED + (to ?? from) * 1000;
  const refused = typeof ending === 'string' || ending < 1000;
  const code = typeof ending === 'string' || ending < 1000 || ending === 1006 ? null : ending;
  return connection(id, {
    host: 'h.example',
    path: '/socket',
    url: 'wss://h.example/socket',
    openedAt: STARTED + from * 1000,
    lastActivityAt: at,
    ...(to === undefined
      ? {}
      : {
          state: refused ? 'failed' : 'closed',
          status: refused ? (typeof ending === 'string' ? null : ending) : 101,
          failure: refused
            ? { code: typeof ending === 'string' ? ending : `HTTP_${ending}`, message: '', hint: '' }
            : null,
          ending: {
            at,
            code,
            reason: '',
            by: null,
            clean: code !== null,
            cause: code === null ? 'fin' : 'close-frame',
          },
        }),
    ...over,
  });
}

/** Ids from 1 on, in the order given. */
export function attempts(...stories: readonly AttemptStory[]): readonly Connection[] {
  return stories.map((story, place) => attempt(place + 1, story));
}

/** Each lasts `lasts` seconds; the next one begins after the next of `delays`, in seconds. */
export function attemptsApart(
  delays: readonly number[],
  lasts: number,
  ending: AttemptStory['ending'] = 1006,
) {
  let from = 0;
  return attempts(
    ...[...delays, 0].map((delay) => {
      const story = { from, to: from + lasts, ending };
      from += lasts + delay;
      return story;
    }),
  );
}

export function mapOf(connections: readonly Connection[]): ReadonlyMap<ConnectionId, Connection> {
  return new Map(connections.map((each) => [each.id, each]));
}
