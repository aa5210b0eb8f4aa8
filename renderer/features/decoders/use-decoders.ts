// Which decoders there are, and choosing one.

import { useCallback, useEffect, useState } from 'react';
import type { DecoderChoices, DecoderInfo, Side } from '../../../proxy/contract/model.ts';
import { useApp, useAttempt, useReport, useSession } from '../../state/session-context.tsx';

const NOTHING_CHOSEN: DecoderChoices = {};
const NONE_KNOWN: readonly DecoderInfo[] = [];

/** Empty until the engine has told; told anew when they change. */
export function useDecoders(): readonly DecoderInfo[] {
  const session = useSession();
  const report = useReport();
  const [told, setTold] = useState({ decoding: 0, decoders: NONE_KNOWN });
  const decoding = useApp((state) => state.status?.decoding ?? 0);
  useEffect(() => {
    const asking = new AbortController();
    session.decoders().then(
      (decoders) => asking.signal.aborted || setTold({ decoding, decoders }),
      (error: unknown) => asking.signal.aborted || report(error),
    );
    return () => asking.abort();
  }, [session, report, decoding]);
  return told.decoders;
}

export function useChoices(): DecoderChoices {
  return useApp((state) => state.status?.settings.decoders ?? NOTHING_CHOSEN);
}

/** Chooses for what these sides say to a host; the engine remembers it. */
export function useChoose(): (host: string, sides: readonly Side[], name: string | null) => void {
  const session = useSession();
  const attempt = useAttempt();
  return useCallback(
    (host, sides, name) => attempt(() => session.chooseDecoder(host, sides, name)),
    [session, attempt],
  );
}
