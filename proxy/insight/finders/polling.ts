// Clients that ask one place again and again (contract/polling.ts finds them), and what a WebSocket would have saved them.

import type { Finding } from '../../contract/finding.ts';
import type { Connection } from '../../contract/model.ts';
import { findPolling, type PolledExchange, type Polling } from '../../contract/polling.ts';
import { inBytes, inTime } from '../amount.ts';
import type { SessionFinder, SessionSubject } from '../finder.ts';

/** Exchanges of one polling whose heads are read to know how large they are. */
const SAMPLED = 20;

export const polling: SessionFinder = {
  kind: 'polling',
  find(subject) {
    const http = subject.connections.filter(({ kind }) => kind === 'http');
    const found = findPolling(http.map(withoutHeads));
    return found.map((each) => findingOf(each, subject));
  },
};

/** Reading the heads of all would cost more than it tells. */
function withoutHeads(row: Connection): PolledExchange {
  const { id, kind, method, scheme, host, port, path, openedAt, ending } = row;
  return {
    id,
    kind,
    method,
    scheme,
    host,
    port,
    path,
    openedAt,
    ending,
    requestHead: null,
    responseHead: null,
  };
}

function findingOf(found: Polling, subject: SessionSubject): Finding {
  const { kind, method, url, exchanges, interval, saved } = found;
  const heads = headBytes(found, subject) * saved.requests;
  const first = exchanges[0]!;
  const delay = kind === 'short' ? `, and news would not wait ${inTime(saved.meanDelay)} on average` : '';
  return {
    kind: 'polling',
    severity: 'info',
    topic: `polling ${method} ${url}`,
    what: `${method} ${url} is asked every ${inTime(interval)}, ${exchanges.length} times so far (${kind === 'short' ? 'polling' : 'long polling'}).`,
    advice: `A WebSocket would have saved ${saved.requests} requests and about ${inBytes(heads)} of heads${delay}. Where there is one to fall back from, see why it was not used.`,
    connections: exchanges,
    times: exchanges.length,
    evidence: [
      { kind: 'connection', connection: first, label: 'First request' },
      { kind: 'connection', connection: exchanges.at(-1)!, label: 'Newest request' },
    ],
  };
}

/** Of one exchange on average, both ways. */
function headBytes({ exchanges }: Polling, { detail }: SessionSubject): number {
  const details = exchanges.slice(-SAMPLED).flatMap((id) => detail(id) ?? []);
  const bytes = details.map(
    ({ requestHead, responseHead }) => (requestHead?.length ?? 0) + (responseHead?.length ?? 0),
  );
  return bytes.length === 0 ? 0 : Math.round(bytes.reduce((sum, each) => sum + each, 0) / bytes.length);
}
