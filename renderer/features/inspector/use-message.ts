// The selected message, whole: its detail, and as much of its payload as was asked for.

import { useCallback, useEffect, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageDetail, MessageRow } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { useReport, useSession } from '../../state/session-context.tsx';

/** Shown at once; the rest on demand. */
const PREVIEW = 64 << 10;
const SLICE = 1 << 20;

export interface LoadedMessage {
  readonly detail: MessageDetail;
  /** From the start of the payload on. */
  readonly bytes: Uint8Array;
  /** Stored payload bytes in all. */
  readonly total: number;
}

/** Null until the first message is here; while another one loads, the last one stays. */
export function useMessage(row: MessageRow): readonly [LoadedMessage | null, loadAll: () => void] {
  const session = useSession();
  const report = useReport();
  const [message, setMessage] = useState<LoadedMessage | null>(null);
  const [wanted, setWanted] = useState<Seq | null>(null);
  const { seq } = row;
  const whole = wanted === seq;
  useEffect(() => {
    const loading = new AbortController();
    void load(session, row, whole, loading.signal, setMessage).catch(
      (error: unknown) => loading.signal.aborted || report(error),
    );
    return () => loading.abort();
  }, [session, report, row, whole]);
  const loadAll = useCallback(() => setWanted(seq), [seq]);
  return [message, loadAll];
}

/** Shows the preview as soon as it is here, then, where the whole is wanted, each part that comes. */
async function load(
  session: Session,
  { seq }: MessageRow,
  whole: boolean,
  signal: AbortSignal,
  show: (message: LoadedMessage) => void,
): Promise<void> {
  const [detail, first] = await Promise.all([session.message(seq), session.payload(seq, 0, PREVIEW)]);
  const { total } = first;
  const bytes = whole ? new Uint8Array(total) : first.bytes;
  bytes.set(first.bytes);
  let loaded = first.bytes.length;
  while (!signal.aborted) {
    show({ detail, bytes: bytes.subarray(0, loaded), total });
    if (!whole || loaded >= total) return;
    const next = await session.payload(seq, loaded, SLICE);
    if (next.bytes.length === 0) return;
    bytes.set(next.bytes, loaded);
    loaded += next.bytes.length;
  }
}
