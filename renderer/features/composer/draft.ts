// The message being written for each connection: kept while other connections are looked at, and filled from
// a captured message to be edited and sent again.

import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand/react';
import { useCallback } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import { encodeBase64 } from '../../../proxy/formats/base64.ts';
import { decodeText } from '../../../proxy/formats/payload-text.ts';
import { OPCODE } from '../../../proxy/protocol/frame.ts';

export const DRAFT_TYPES = ['text', 'hex', 'base64', 'ping', 'pong', 'close'] as const;
export type DraftType = (typeof DRAFT_TYPES)[number];

export interface Draft {
  readonly to: Side;
  readonly type: DraftType;
  readonly text: string;
}

const EMPTY: Draft = { to: 'server', type: 'text', text: '' };

const drafts = createStore<ReadonlyMap<ConnectionId, Draft>>(() => new Map());

export function writeDraft(connection: ConnectionId, draft: Draft): void {
  drafts.setState((before) => new Map(before).set(connection, draft), true);
}

export function useDraft(connection: ConnectionId): readonly [Draft, (draft: Draft) => void] {
  const draft = useStore(drafts, (all) => all.get(connection) ?? EMPTY);
  const write = useCallback((next: Draft) => writeDraft(connection, next), [connection]);
  return [draft, write];
}

/** A captured message as a draft: text where it is text, base64 where it is not. */
export function draftOf(from: Side, opcode: number, payload: Uint8Array): Draft {
  const to = from === 'client' ? 'server' : 'client';
  const text = decodeText(payload);
  if (opcode === OPCODE.ping || opcode === OPCODE.pong) {
    return { to, type: opcode === OPCODE.ping ? 'ping' : 'pong', text: text ?? '' };
  }
  if (opcode === OPCODE.text && text !== null) return { to, type: 'text', text };
  return { to, type: 'base64', text: encodeBase64(payload) };
}
