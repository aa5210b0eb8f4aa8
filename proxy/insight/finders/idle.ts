// Silence that the connection survived, and that would not be survived everywhere: most proxies close after a minute
// without a word. What did end after a silence is told by silent-end.ts.

import { counted, inTime, often } from '../amount.ts';
import { COMMON_TIMEOUT } from '../connection-facts.ts';
import { type ConnectionFinder, findingOf, messageEvidence } from '../finder.ts';

export const idle: ConnectionFinder = {
  kind: 'idle',
  find({ connection, facts }) {
    const { longestIdle, idleGaps } = facts;
    if (longestIdle === null) return [];
    const pings = (facts.client.pings?.beats ?? 0) + (facts.server.pings?.beats ?? 0);
    return [
      findingOf('idle', connection, {
        severity: 'info',
        topic: 'idle',
        what: `Neither side said anything for longer than ${inTime(COMMON_TIMEOUT)} ${often(idleGaps)}, for ${inTime(longestIdle.length)} at most: by default nginx and AWS ALB close a connection then.`,
        advice: `${pings === 0 ? 'Nobody pings it. Ping' : `${counted(pings, 'ping')} came too far apart. Ping`} every 25 to 30 s, if it is to live behind such a proxy.`,
        evidence: messageEvidence(connection.id, longestIdle.after, 'After the longest silence'),
      }),
    ];
  },
};
