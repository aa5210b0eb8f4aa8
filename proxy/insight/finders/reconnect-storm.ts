// Clients that come back too often, as the contract's own story of reconnects tells it.

import type { Finding } from '../../contract/finding.ts';
import type { Connection } from '../../contract/model.ts';
import { tellReconnects } from '../../contract/reconnect-story.ts';
import { isSessionPoll } from '../../contract/reconnects.ts';
import type { SessionFinder } from '../finder.ts';

/** Newest members of a group that are named. */
const NAMED = 500;

export const reconnectStorm: SessionFinder = {
  kind: 'reconnect-storm',
  find: ({ groups }) => groups.filter(isOfWebSockets).flatMap(storm),
};

/** The polls of one session follow each other closely by design. */
function isOfWebSockets([first]: readonly Connection[]): boolean {
  return first !== undefined && !isSessionPoll(first);
}

function storm(group: readonly Connection[]): Finding[] {
  const { storm: found } = tellReconnects(group);
  const newest = group.at(-1);
  if (!found || !newest) return [];
  return [
    {
      kind: 'reconnect-storm',
      severity: 'warning',
      topic: `storm ${newest.url} ${group[0]!.id}`,
      what: `A client storms ${newest.host}: ${found.evidence.charAt(0).toLowerCase()}${found.evidence.slice(1)}`,
      advice: found.advice,
      connections: group.slice(-NAMED).map(({ id }) => id),
      times: group.length,
      evidence: [
        { kind: 'connection', connection: group[0]!.id, label: 'First attempt' },
        { kind: 'connection', connection: newest.id, label: 'Newest attempt' },
      ],
    },
  ];
}
