// What all lines of a chat say together, asked for again while they become more: twice a second at most.

import { useEffect, useState } from 'react';
import type { ChatSummary } from '../../../proxy/contract/chat.ts';
import { useReport, useSession } from '../../state/session-context.tsx';
import type { Chat } from './use-chat.ts';

const EVERY_MS = 500;

/** Null until the first answer; what was said of the chat before stands until then. */
export function useChatSummary(chat: Chat | null): ChatSummary | null {
  const session = useSession();
  const report = useReport();
  const [summary, setSummary] = useState<ChatSummary | null>(null);
  useEffect(() => {
    if (chat === null) return;
    let over = false;
    let asking = false;
    let seen: unknown = null;
    const ask = async () => {
      if (asking || chat.state() === seen) return;
      seen = chat.state();
      asking = true;
      const answer = await session.chatSummary(chat.view).finally(() => {
        asking = false;
      });
      if (!over) setSummary(answer);
    };
    const attempt = () => void ask().catch((error: unknown) => (over ? undefined : report(error)));
    attempt();
    const timer = setInterval(attempt, EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [session, report, chat]);
  return summary;
}
