// How a connection ended, in one line for a person.

import type { Connection, EndCause, Ending } from '../../../proxy/contract/model.ts';

const CAUSES: Readonly<Record<EndCause, string>> = {
  'close-frame': 'closed',
  fin: 'TCP connection closed without a Close frame (1006)',
  reset: 'TCP connection reset (1006)',
  engine: 'cut off when Framescope stopped',
  error: 'ended by an error',
};

/** Empty while it has not ended, and where its Failure says it better. */
export function describeEnding({ kind, state, ending }: Connection): string {
  if (ending === null || state === 'failed') return '';
  if (kind !== 'websocket') return ending.cause === 'fin' ? 'finished' : CAUSES[ending.cause];
  const parts = [
    CAUSES[ending.cause] + describeBy(ending),
    ending.code === null ? '' : `code ${ending.code}`,
  ];
  return [...parts, ending.reason === '' ? '' : `“${ending.reason}”`].filter(Boolean).join(', ');
}

function describeBy({ by }: Ending): string {
  return by === null ? '' : ` by the ${by}`;
}
