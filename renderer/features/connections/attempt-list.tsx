// Every connection of a group, the newest last: when it opened, how long after the one before, how long it lasted, what ended it.
// A row that is chosen is the connection to look at.

import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { type Attempt, attemptEnding, type ReconnectStory } from '../../../proxy/contract/reconnect-story.ts';
import { closeCodeName } from '../../../proxy/protocol/close.ts';
import { connectionDuration } from '../../state/selectors.ts';
import { useAppStore } from '../../state/session-context.tsx';
import { selectOnly } from '../../state/together.ts';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { formatDuration, formatExactDuration } from '../../ui/quantity.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { matchesShortcut } from '../shortcuts/shortcuts.ts';
import { StateMark } from './connection-state.tsx';
import css from './reconnects-tab.module.css';

const ROW_HEIGHT = 22;

const HEADER = (
  <div role="row" aria-rowindex={1} className={css.header}>
    <span role="columnheader">
      <span data-silent>State</span>
    </span>
    <span role="columnheader">Opened</span>
    <span role="columnheader">Down before</span>
    <span role="columnheader">Lasted</span>
    <span role="columnheader">Ended by</span>
  </div>
);

export function AttemptList({ story }: { story: ReconnectStory }) {
  const { attempts, longestDelay } = story;
  const store = useAppStore();
  const [active, setActive] = useState(attempts.length - 1);
  const open = useCallback(
    (index: number) => {
      const chosen = attempts[index];
      if (chosen) store.setState(selectOnly(chosen.connection.id));
    },
    [attempts, store],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const move = attemptMove(event, active, attempts.length - 1);
      if (move === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (move === 'open') open(active);
      else setActive(move);
    },
    [active, attempts.length, open],
  );
  const renderRow = useCallback(
    (index: number) => {
      const attempt = attempts[index];
      return attempt ? <AttemptRow attempt={attempt} longest={longestDelay} /> : null;
    },
    [attempts, longestDelay],
  );
  return (
    <VirtualList
      label="Connections of this session"
      count={attempts.length}
      rowHeight={ROW_HEIGHT}
      header={HEADER}
      renderRow={renderRow}
      activeRow={active}
      onKeyDown={onKeyDown}
      onRowClick={setActive}
      onRowDoubleClick={open}
    />
  );
}

function attemptMove(event: KeyboardEvent, active: number, last: number): number | 'open' | null {
  if (matchesShortcut(event, 'rowDown')) return Math.min(last, active + 1);
  if (matchesShortcut(event, 'rowUp')) return Math.max(0, active - 1);
  if (matchesShortcut(event, 'rowFirst')) return 0;
  if (matchesShortcut(event, 'rowLast')) return last;
  return matchesShortcut(event, 'rowOpen') ? 'open' : null;
}

function AttemptRow({ attempt, longest }: { attempt: Attempt; longest: number }) {
  const { connection, delay } = attempt;
  return (
    <div className={css.attempt} title="Double-click to look at it">
      <span role="gridcell">
        <StateMark state={connection.state} />
      </span>
      <span role="gridcell" title={formatMoment(connection.openedAt)}>
        {formatTime(connection.openedAt)}
      </span>
      <span role="gridcell" className={css.gap}>
        {delay === null ? null : <Delay delay={delay} longest={longest} />}
      </span>
      <span role="gridcell">{lasted(connection)}</span>
      <span role="gridcell" className={css.how}>
        {endedBy(connection)}
      </span>
    </div>
  );
}

/** Its bar is to the longest one. */
function Delay({ delay, longest }: { delay: number; longest: number }) {
  const style = useMemo(() => ({ width: `${(100 * delay) / (longest || 1)}%` }), [delay, longest]);
  return (
    <>
      <span title={formatExactDuration(delay)}>{formatDuration(delay)}</span>
      <span className={css.track} aria-hidden>
        <span className={css.bar} style={style} />
      </span>
    </>
  );
}

function lasted(connection: Connection): string {
  if (connection.ending === null) return connection.state === 'open' ? 'open' : '…';
  return connection.status === 101 ? formatDuration(connectionDuration(connection)) : '–';
}

function endedBy(connection: Connection): string {
  const label = attemptEnding(connection);
  if (label === null) return '';
  const { status, statusText, ending, failure } = connection;
  if (status !== 101)
    return [label, status === null ? failure?.message : statusText].filter(Boolean).join(' ');
  const reason = ending?.reason ? `“${ending.reason}”` : '';
  const by = ending?.by ? `by the ${ending.by}` : '';
  return [label, closeCodeName(Number(label)), by, reason].filter(Boolean).join(' ');
}
