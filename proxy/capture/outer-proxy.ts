// A CONNECT inside of a CONNECT (RFC 9110 §9.3.6): the client goes through a proxy of its own behind us. Each connection
// to its target begins with the client's own CONNECT, sent to that proxy as it was written.

import { parseResponseHead } from '../protocol/http-head.ts';
import type { End } from './end.ts';
import { UpstreamError } from './failure.ts';
import { readAnswerHead } from './head-reader.ts';
import { type OuterProxy, type Target, formatAuthority } from './target.ts';

/** Asks `end`, a connection to the proxy, for `target`; rejects with an UpstreamError that names the proxy. `signal` gives up. */
export async function askOuterProxy<E extends End>(
  end: E,
  { proxy, headText }: OuterProxy,
  target: Target,
  signal: AbortSignal,
): Promise<E> {
  const giveUp = () => end.raw.destroy();
  signal.addEventListener('abort', giveUp);
  end.socket.write(headText, 'latin1');
  const { kind, bytes } = await readAnswerHead(end.socket);
  signal.removeEventListener('abort', giveUp);
  const status = (kind === 'head' && parseResponseHead(bytes)?.status) || null;
  if (status !== null && status >= 200 && status <= 299) return end;
  end.raw.destroy();
  const said = status === null ? 'it closed the connection' : `it answered ${status}`;
  throw new UpstreamError({
    code: 'UPSTREAM_PROXY',
    message: `The proxy ${formatAuthority(proxy)}, which the client goes through, did not connect to ${formatAuthority(target)}: ${said}.`,
    hint: 'The client’s own settings name that proxy: look there for its address and credentials.',
  });
}
