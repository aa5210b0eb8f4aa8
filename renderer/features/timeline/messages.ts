// Chosen messages as data: which they are, their payloads as text for the clipboard, and one sent again.
// It talks to the engine and draws nothing.

import { encodeBase64 } from '../../../proxy/formats/base64.ts';
import { decodeText } from '../../../proxy/formats/payload-text.ts';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageFacts } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import type { RowSelection } from './row-selection.ts';
import type { FetchRows } from './row-window.ts';

const PAGE = 2000;
/** Bytes of one request for a part of a payload. */
const SLICE = 1 << 20;
/** More than a clipboard is good for; the rest is for an export. */
export const COPY_LIMIT = 1000;

interface Gathering {
  /** No more than so many. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  /** Hears how many there are so far. */
  readonly told?: (count: number) => void;
}

/** Every selected message, in the order of the list; fewer when it is stopped. */
export async function selectedSeqs(
  fetch: FetchRows,
  { ranges }: RowSelection,
  { limit = Infinity, signal, told }: Gathering = {},
): Promise<readonly Seq[]> {
  const seqs: Seq[] = [];
  const goesOn = () => seqs.length < limit && signal?.aborted !== true;
  for (const { from, to } of ranges) {
    for (let at = from; at < to && goesOn(); at += PAGE) {
      const rows = await fetch(at, Math.min(PAGE, to - at, limit - seqs.length));
      seqs.push(...rows.map((row) => row.seq));
      told?.(seqs.length);
    }
  }
  return seqs;
}

/** Payloads one below the other; bytes that are not text as base64. */
export async function payloadsAsText(session: Session, seqs: readonly Seq[]): Promise<string> {
  const texts: string[] = [];
  for (const seq of seqs.slice(0, COPY_LIMIT)) {
    const bytes = await wholePayload(session, seq);
    texts.push(decodeText(bytes) ?? encodeBase64(bytes));
  }
  return texts.join('\n');
}

export async function wholePayload(session: Session, seq: Seq): Promise<Uint8Array<ArrayBuffer>> {
  const first = await session.payload(seq, 0, SLICE);
  const bytes = new Uint8Array(first.total);
  bytes.set(first.bytes);
  for (let at = first.bytes.length; at < first.total;) {
    const next = await session.payload(seq, at, SLICE);
    if (next.bytes.length === 0) break;
    bytes.set(next.bytes, at);
    at += next.bytes.length;
  }
  return bytes;
}

/** The same message once more, towards whom it went the first time. */
export async function resend(session: Session, message: MessageFacts): Promise<void> {
  const payload = await wholePayload(session, message.seq);
  const to = message.from === 'client' ? 'server' : 'client';
  await session.send(message.connection, { to, opcode: message.opcode, payload });
}
