// Requests of the protocol inside that were not answered in time, though the connection lives: what a half-open connection
// has in silence, this one has beside other words.

import type { ConnectionFinder } from '../finder.ts';
import { findingOf, messageEvidence } from '../finder.ts';

/** Fewer may be a matter of chance; the rows say so by themselves. */
const MANY = 10;

export const unanswered: ConnectionFinder = {
  kind: 'unanswered',
  find({ connection, facts, meaning }) {
    // those that were stored before come first
    const count = facts.unanswered.count + (meaning?.unanswered.count ?? 0);
    const first = meaning?.unanswered.first ?? facts.unanswered.first;
    if (count === 0 || first === null) return [];
    const asked = count === 1 ? 'One message asks' : `${count} messages ask`;
    return [
      findingOf('unanswered', connection, {
        severity: count < MANY ? 'info' : 'warning',
        topic: 'unanswered',
        what: `${asked} and had no answer within 10 s, by the ids of its protocol.`,
        advice:
          'Look what they have in common: a method that hangs, ids that are not repeated, a server that sheds load.',
        evidence: [
          ...messageEvidence(connection.id, first, 'First unanswered message'),
          {
            kind: 'filter',
            connection: connection.id,
            filter: 'is:unanswered',
            label: 'All that have none by now',
          },
        ],
      }),
    ];
  },
};
