// The way from a message to its line of chat.

import { useCallback } from 'react';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import { useAppStore } from '../../state/session-context.tsx';
import { useShortcut } from '../shortcuts/shortcuts.ts';

/** Null where the message is no chat. */
export function useShowInChat(row: MessageRow | null): (() => void) | null {
  const store = useAppStore();
  const seq = row?.decoded?.protocol === 'irc' ? row.seq : null;
  const show = useCallback(
    () => store.setState({ reveal: { tab: 'chat', seq, part: 0, filter: null } }),
    [store, seq],
  );
  useShortcut('chat', show, seq !== null);
  return seq === null ? null : show;
}
