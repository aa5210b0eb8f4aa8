// One row of the connection list, of a connection or a group of reconnects: a cell for each column that is shown.

import { Repeat2, RotateCw, ScanText, TriangleAlert } from 'lucide-react';
import { type CSSProperties, memo, type MouseEvent, type ReactNode, useCallback, useMemo } from 'react';
import { decodersOf } from '../../../proxy/contract/decoder-choice.ts';
import type { Connection, ConnectionKind, Note } from '../../../proxy/contract/model.ts';
import { nameRemade } from '../../../proxy/contract/remade.ts';
import { tellReconnects } from '../../../proxy/contract/reconnect-story.ts';
import { isSessionPoll } from '../../../proxy/contract/reconnects.ts';
import type { ColumnId } from '../../state/columns.ts';
import { isGroup, type ListRow } from '../../state/list-rows.ts';
import type { TimeAxis } from '../../state/time-axis.ts';
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
import { describeChoice } from '../decoders/choices.ts';
import { RESOURCE_LABELS } from '../filter/resource-labels.ts';
import { NoteSigns } from '../notes/note-signs.tsx';
import { NUMERIC } from './connection-list-header.tsx';
import css from './connection-row.module.css';
import { StateMark } from './connection-state.tsx';
import type { Expansion } from './use-visible-connections.ts';
import { WaterfallCell } from './waterfall-cell.tsx';

interface ConnectionRowProps {
  readonly row: ListRow;
  /** About the connection itself, of a group about its newest member; null: none. */
  readonly note: Note | null;
  readonly columns: readonly ColumnId[];
  readonly template: CSSProperties;
  readonly selected: boolean;
  /** Null where there is no waterfall. */
  readonly axis: TimeAxis | null;
  readonly onExpand: Expansion['setExpanded'];
}

export const ConnectionRow = memo(
  ({ row, note, columns, template, selected, axis, onExpand }: ConnectionRowProps) => (
    <div
      className={css.row}
      style={template}
      data-selected={selected || undefined}
      data-state={row.shown.state}
      data-attempt={row.attempt ?? undefined}
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
          <CellContent id={id} row={row} columns={columns} axis={axis} onExpand={onExpand} />
          {id === 'name' && note !== null ? <NoteSigns note={note} /> : null}
        </div>
      ))}
    </div>
  ),
);

interface CellContentProps extends Pick<ConnectionRowProps, 'row' | 'columns' | 'axis' | 'onExpand'> {
  readonly id: ColumnId;
}

function CellContent({ id, row, columns, axis, onExpand }: CellContentProps) {
  if (id === 'waterfall') return axis && <WaterfallCell row={row} axis={axis} />;
  if (id === 'name' && isGroup(row)) {
    return <GroupName row={row} withHost={!columns.includes('host')} onExpand={onExpand} />;
  }
  return CELLS[id](row.shown, columns);
}

/** The name of a group, the button before it that shows each member, and behind it how often it reconnected. */
function GroupName({ row, withHost, onExpand }: GroupNameProps) {
  const { key, expanded, members, shown } = row;
  const polls = isSessionPoll(shown);
  const storm = useMemo(() => (polls ? null : tellReconnects(members).storm), [polls, members]);
  const toggle = useCallback(
    (event: MouseEvent) => {
      event.stopPropagation(); // nothing is selected or opened by it
      onExpand(key, !expanded);
    },
    [onExpand, key, expanded],
  );
  const count = polls ? members.length : members.length - 1;
  const what = polls ? 'poll' : 'reconnect';
  const words = formatPlural(count, what);
  return (
    <span className={css.group}>
      <button
        type="button"
        tabIndex={-1}
        className={css.expander}
        aria-expanded={expanded}
        aria-label={words}
        title={`${words}: ${expanded ? 'show as one row (←)' : 'show each connection (→)'}`}
        onClick={toggle}
        onDoubleClick={stop}
      >
        {expanded ? '▾' : '▸'}
      </button>
      <span className={css.groupName}>
        <Name connection={shown} withHost={withHost} />
      </span>
      {storm ? (
        <small className={css.storm} title={`${storm.evidence}\n${storm.advice}`}>
          <TriangleAlert aria-hidden />
          <span>storm</span>
        </small>
      ) : null}
      <small className={css.reconnects} title={words} aria-hidden>
        {polls ? <Repeat2 /> : <RotateCw />}
        {formatCount(count)}
        <span> {count === 1 ? what : `${what}s`}</span>
      </small>
    </span>
  );
}

interface GroupNameProps extends Pick<ConnectionRowProps, 'row' | 'onExpand'> {
  readonly withHost: boolean;
}

function stop(event: MouseEvent): void {
  event.stopPropagation();
}

type Cell = (connection: Connection, columns: readonly ColumnId[]) => ReactNode;

const CELLS: Readonly<Record<Exclude<ColumnId, 'waterfall'>, Cell>> = {
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
  protocol: (connection) => <Protocol connection={connection} />,
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
  const { failure, url, violations } = connection;
  const remade = nameRemade(connection);
  const title = failure ? `${url}\n${failure.message}\n${failure.hint}`.trim() : url;
  return (
    <span title={title}>
      {remade === null ? null : <span className={css.remade}>{remade}</span>}
      {withHost ? connectionName(connection) : connectionNameWithoutHost(connection)}
      {violations > 0 ? <Violations count={violations} /> : null}
      {failure ? <small className={css.failure}>{failure.message}</small> : null}
    </span>
  );
}

/** What its messages are read as; beside a choice stands the sign that it has in the details. */
function Protocol({ connection }: { connection: Connection }) {
  const read = decodersOf(connection).length > 0;
  const chosen = read ? describeChoice(connection.chosen, (name) => name) : null;
  return (
    <span title={protocolTitle(connection, chosen)}>
      {connectionProtocol(connection)}
      {chosen === null ? null : (
        <>
          <ScanText className={css.chosen} aria-hidden />
          <span data-silent>, chosen by you</span>
        </>
      )}
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

function protocolTitle({ subprotocol, decoder }: Connection, chosen: string | null): string {
  const words = [
    chosen && `${chosen}, chosen by you`,
    subprotocol && `subprotocol ${subprotocol}`,
    decoder && `recognised as ${decoder}`,
  ];
  return words.filter(Boolean).join(', ');
}

function bytesTitle({ sentBytes, receivedBytes }: Connection): string {
  return `${formatExactBytes(sentBytes)} sent\n${formatExactBytes(receivedBytes)} received`;
}
