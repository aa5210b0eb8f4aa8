// One row of the connection list: a cell for each column that is shown.

import { TriangleAlert } from 'lucide-react';
import { type CSSProperties, memo, type ReactNode } from 'react';
import type { Connection, ConnectionKind, Note } from '../../../proxy/contract/model.ts';
import type { ColumnId } from '../../state/columns.ts';
import {
  connectionBytes,
  connectionDuration,
  connectionName,
  connectionNameWithoutHost,
  connectionProtocol,
  hostAndPort,
} from '../../state/selectors.ts';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatExact,
  formatExactBytes,
  formatExactDuration,
  formatPlural,
  formatRunning,
} from '../../ui/quantity.ts';
import { useSecond } from '../../ui/second.ts';
import { RESOURCE_LABELS } from '../filter/resource-labels.ts';
import { NoteSigns } from '../notes/note-signs.tsx';
import { NUMERIC } from './connection-list-header.tsx';
import css from './connection-row.module.css';
import { StateMark } from './connection-state.tsx';

interface ConnectionRowProps {
  readonly connection: Connection;
  /** About the connection itself; null: none. */
  readonly note: Note | null;
  readonly columns: readonly ColumnId[];
  readonly template: CSSProperties;
  readonly selected: boolean;
}

export const ConnectionRow = memo(({ connection, note, columns, template, selected }: ConnectionRowProps) => (
  <div
    className={css.row}
    style={template}
    data-selected={selected || undefined}
    data-state={connection.state}
    data-mark={note?.mark ?? undefined}
  >
    {columns.map((id) => (
      <div
        key={id}
        role="gridcell"
        className={css.cell}
        data-column={id}
        data-numeric={NUMERIC.has(id) || undefined}
      >
        {CELLS[id](connection, columns)}
        {id === 'name' && note !== null ? <NoteSigns note={note} /> : null}
      </div>
    ))}
  </div>
));

type Cell = (connection: Connection, columns: readonly ColumnId[]) => ReactNode;

const CELLS: Readonly<Record<ColumnId, Cell>> = {
  state: ({ state }) => <StateMark state={state} />,
  name: (connection, columns) => <Name connection={connection} withHost={!columns.includes('host')} />,
  host: (connection) => (
    <span title={`${connection.host}:${connection.port}`}>{hostAndPort(connection)}</span>
  ),
  method: ({ method }) => method,
  status: (connection) => <StatusCode connection={connection} />,
  type: ({ resourceType }) => (
    <span title={RESOURCE_LABELS[resourceType][1]}>{RESOURCE_LABELS[resourceType][0]}</span>
  ),
  protocol: (connection) => <span title={protocolTitle(connection)}>{connectionProtocol(connection)}</span>,
  sent: ({ kind, sentMessages }) => <Count kind={kind} count={sentMessages} what="sent" />,
  received: ({ kind, receivedMessages }) => <Count kind={kind} count={receivedMessages} what="received" />,
  bytes: (connection) => (
    <span title={bytesTitle(connection)}>{formatBytes(connectionBytes(connection))}</span>
  ),
  duration: (connection) => <Duration connection={connection} />,
  activity: ({ lastActivityAt }) => (
    <span title={formatMoment(lastActivityAt)}>{formatTime(lastActivityAt).slice(0, 8)}</span>
  ),
};

function Name({ connection, withHost }: { connection: Connection; withHost: boolean }) {
  const { failure, url, replayOf, violations } = connection;
  const title = failure ? `${url}\n${failure.message}\n${failure.hint}`.trim() : url;
  return (
    <span title={title}>
      {replayOf === null ? null : <span className={css.replay}>replay</span>}
      {withHost ? connectionName(connection) : connectionNameWithoutHost(connection)}
      {violations > 0 ? <Violations count={violations} /> : null}
      {failure ? <small className={css.failure}>{failure.message}</small> : null}
    </span>
  );
}

function Violations({ count }: { count: number }) {
  const words = `${formatPlural(count, 'message')} that ${count === 1 ? 'breaks' : 'break'} a rule of WebSocket`;
  return (
    <small className={css.violations} title={words}>
      <TriangleAlert aria-hidden />
      <span aria-hidden>{formatCount(count)}</span>
      <span data-silent>{words}</span>
    </small>
  );
}

function StatusCode({ connection }: { connection: Connection }) {
  const { status, statusText, state, failure } = connection;
  if (status === null) return <span className={css.faint}>{state === 'failed' ? '–' : '…'}</span>;
  const refused = status >= 400 || failure !== null;
  return (
    <span title={`${status} ${statusText}`} className={refused ? css.refused : undefined}>
      {status}
    </span>
  );
}

interface CountProps {
  readonly kind: ConnectionKind;
  readonly count: number;
  readonly what: string;
}

/** Only a WebSocket can have none: anything else is not made of messages. */
function Count({ kind, count, what }: CountProps) {
  if (kind !== 'websocket' && count === 0) return null;
  return (
    <span title={`${formatExact(count)} ${what}`} className={count === 0 ? css.faint : undefined}>
      {formatCount(count)}
    </span>
  );
}

function Duration({ connection }: { connection: Connection }) {
  return connection.state === 'open' ? (
    <Running since={connection.openedAt} />
  ) : (
    <Ended connection={connection} />
  );
}

function Running({ since }: { since: number }) {
  const now = useSecond();
  return <span title={`Open since ${formatMoment(since)}`}>{formatRunning(now - since)}</span>;
}

function Ended({ connection }: { connection: Connection }) {
  const duration = connectionDuration(connection);
  return <span title={formatExactDuration(duration)}>{formatDuration(duration)}</span>;
}

function protocolTitle({ subprotocol, decoder }: Connection): string {
  return [subprotocol ? `subprotocol ${subprotocol}` : '', decoder ? `recognised as ${decoder}` : '']
    .filter(Boolean)
    .join(', ');
}

function bytesTitle({ sentBytes, receivedBytes }: Connection): string {
  return `${formatExactBytes(sentBytes)} sent\n${formatExactBytes(receivedBytes)} received`;
}
