// Where a filter of the help is tried: on messages of its protocol, if there are any. Pure.

import { decodersOf } from '../../../proxy/contract/decoder-choice.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { AppState } from '../../state/app-store.ts';
import { goTo } from '../../state/going.ts';
import { selectedConnection } from '../../state/selectors.ts';
import { hasMessages } from '../../state/together.ts';
import type { ProtocolHelp } from './protocols.ts';

/** What becomes of the state; null where there are no messages to filter. */
export function tryFilter(
  state: AppState,
  { name, filter }: Pick<ProtocolHelp, 'name' | 'filter'>,
): Partial<AppState> | null {
  const connection = connectionToTry(state, name);
  return connection === null ? null : goTo(state, { kind: 'filter', connection, filter, label: filter });
}

/** The selected one or else the newest, of those that speak it; where none does, of all. */
function connectionToTry(state: AppState, protocol: string): ConnectionId | null {
  const selected = selectedConnection(state);
  const newest = [...state.connections.values()].toReversed();
  const candidates = [...(selected ? [selected] : []), ...newest].filter(hasMessages);
  const chosen = candidates.find((each) => decodersOf(each).includes(protocol)) ?? candidates[0];
  return chosen?.id ?? null;
}
