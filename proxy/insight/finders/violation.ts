// The rules of RFC 6455 and RFC 7692 that a connection breaks, each told once with how often and where it began.

import type { Finding } from '../../contract/finding.ts';
import { RULES, type Rule } from '../../protocol/violation.ts';
import { counted } from '../amount.ts';
import { type BrokenRule } from '../connection-facts.ts';
import { type ConnectionFinder, type ConnectionSubject, findingOf, messageEvidence } from '../finder.ts';

/** What comes of an end rather than of a mistake. */
const CUT: ReadonlySet<Rule> = new Set(['truncated-frame']);

export const violation: ConnectionFinder = {
  kind: 'violation',
  find: (subject) => Array.from(subject.facts.rules, ([rule, broken]) => tell(subject, rule, broken)),
};

function tell({ connection }: ConnectionSubject, rule: Rule, { count, first }: BrokenRule): Finding {
  const [section, sentence] = RULES[rule];
  return findingOf('violation', connection, {
    severity: CUT.has(rule) ? 'warning' : 'error',
    topic: rule,
    what: `${counted(count, 'message')} ${count === 1 ? 'breaks' : 'break'} ${section}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`,
    advice: CUT.has(rule)
      ? 'Whoever was sending was ended, or cut off, in the middle of a frame.'
      : 'Look at its frames: the sender’s library, or something on the way that changes bytes, has a bug; a strict peer closes with 1002.',
    evidence: [
      ...messageEvidence(connection.id, first, 'The first'),
      ...(count > 1
        ? [
            {
              kind: 'filter',
              connection: connection.id,
              filter: 'is:violation',
              label: 'All violations',
            } as const,
          ]
        : []),
    ],
  });
}
