// What a decoded message, or one part of it, says on one line: chat as chat is read, anything else as its decoder sums it up.

import type { Decoded } from '../../../proxy/contract/model.ts';
import { ChatSummary } from './chat-summary.tsx';
import { readChatLine } from './chat.ts';
import { oneLine } from './one-line.ts';

export function DecodedSummary({ decoded }: { readonly decoded: Decoded }) {
  const chat = readChatLine(decoded);
  return chat ? <ChatSummary line={chat} /> : <bdi>{oneLine(decoded.summary)}</bdi>;
}
