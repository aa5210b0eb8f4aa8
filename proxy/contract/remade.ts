// How people call a connection that Framescope made again from another one: by what it is, and from which.

import { formatConnectionId } from './ids.ts';
import type { Connection } from './model.ts';
import { describeChanges } from './upgrade-change.ts';

type Remade = Pick<Connection, 'replayOf' | 'retry'>;

/** `retry of c3`, `replay of c3`; null for what somebody else made. */
export function nameRemade({ replayOf, retry }: Remade): string | null {
  if (replayOf === null) return null;
  return `${retry === null ? 'replay' : 'retry'} of ${formatConnectionId(replayOf)}`;
}

/** `Retry of c3 without Origin`; a redirect's URL among the changes may hold a secret. */
export function describeRemade({ replayOf, retry }: Remade): string | null {
  const name = nameRemade({ replayOf, retry });
  if (name === null) return null;
  const words = retry === null ? name : `${name} ${describeChanges(retry)}`;
  return words[0]!.toUpperCase() + words.slice(1);
}
