// The replays of a session: what a captured client said is read from the archive and played again by a client of our own,
// whose connection is captured like any other.

import type { WebSocket } from 'ws';
import { FramescopeError } from '../contract/errors.ts';
import type { ConnectionId, Seq } from '../contract/ids.ts';
import type { ConnectionDetail } from '../contract/model.ts';
import type { ReplayOptions } from '../contract/session.ts';
import type { ArchiveLink } from './archive-link.ts';
import type { OwnClients } from './client-route.ts';
import { closeAfter, connectClient, planReplay, playSteps, replaySteps } from './replay.ts';

/** A replay under way: `finished` resolves when everything was sent and the connection has ended. */
export interface RunningReplay {
  readonly connection: ConnectionId;
  readonly finished: Promise<void>;
}

export interface ReplaysOptions extends OwnClients {
  readonly archive: () => Pick<ArchiveLink['calls'], 'page' | 'payload'>;
}

export interface Replays {
  /** Fails with UNSUPPORTED for what is no WebSocket, INVALID for a URL that is none, UNREACHABLE where nothing opens. */
  start(original: ConnectionDetail, options: ReplayOptions): Promise<RunningReplay>;
}

/** Messages that are read at once. */
const PAGE = 500;

export function createReplays({ route, issueTicket, archive }: ReplaysOptions): Replays {
  return {
    async start(original, { url, speed }) {
      if (original.kind !== 'websocket') throw notReplayable();
      const plan = planReplay(original, url);
      const { ticket, claimed } = issueTicket({ replayOf: original.id, retry: null, leaving: null });
      const client = connectClient(plan, ticket, route());
      client.catch((error: unknown) => claimed.reject(error)); // the proxy itself did not answer
      const finished = play(original, client, speed > 0 ? speed : 1);
      finished.catch(() => undefined);
      return { connection: await claimed.promise, finished };
    },
  };

  async function play(
    original: ConnectionDetail,
    connecting: Promise<WebSocket>,
    speed: number,
  ): Promise<void> {
    const page = (after: number) => archive().page(original.id, after, PAGE);
    const client = await connecting;
    const took = await playSteps(client, replaySteps(original.openedAt, page, wholePayload), speed);
    if (original.ending) await closeAfter(client, (original.ending.at - original.openedAt) / speed - took);
  }

  /** A slice is bounded, a payload is not. */
  async function wholePayload(seq: Seq): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let offset = 0; ;) {
      const { bytes, total } = await archive().payload(seq, offset, Number.MAX_SAFE_INTEGER);
      pieces.push(bytes);
      offset += bytes.length;
      if (offset >= total || bytes.length === 0) return pieces.length === 1 ? bytes : Buffer.concat(pieces);
    }
  }
}

function notReplayable(): FramescopeError {
  return new FramescopeError(
    'UNSUPPORTED',
    'Only WebSocket connections can be replayed.',
    'Choose one with status 101.',
  );
}
