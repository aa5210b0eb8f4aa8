// A connection on the time axis of the list: a bar from its opening to its end, with an arrow while it goes on and a cross where
// it failed; a group has a bar for each of its members. On hover, when that was and where the time of the handshake went.

import { type CSSProperties, useMemo } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import type { ListRow } from '../../state/list-rows.ts';
import { connectionDuration } from '../../state/selectors.ts';
import { type Bar, barsOn, isLive, type TimeAxis } from '../../state/time-axis.ts';
import { formatMoment } from '../../ui/clock.ts';
import { formatDuration } from '../../ui/quantity.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { TimingWaterfall } from '../handshake/timing-waterfall.tsx';
import { useDetail } from '../handshake/use-detail.ts';
import css from './waterfall-cell.module.css';

interface WaterfallCellProps {
  readonly row: ListRow;
  readonly axis: TimeAxis;
}

export function WaterfallCell({ row, axis }: WaterfallCellProps) {
  const bars = useMemo(() => barsOn(axis, row.members), [axis, row.members]);
  const start = formatDuration(row.shown.openedAt - axis.from);
  return (
    <Tooltip text={<When row={row} axis={axis} />}>
      <span className={css.track}>
        <span data-silent>
          opened after {start}, {lasted(row.shown)}
        </span>
        {bars.map((bar, place) => (
          <Span
            key={bar.from}
            bar={bar}
            ended={place === bars.length - 1 ? row.connection.state : 'closed'}
          />
        ))}
      </span>
    </Tooltip>
  );
}

function Span({ bar, ended }: { bar: Bar; ended: Connection['state'] }) {
  const { from, to } = bar;
  const style = useMemo(
    () => ({ '--from': `${100 * from}%`, '--length': `${100 * (to - from)}%` }) as CSSProperties,
    [from, to],
  );
  return <span className={css.bar} style={style} data-ended={ended} aria-hidden />;
}

function When({ row, axis }: WaterfallCellProps) {
  const { shown, members } = row;
  const [day = '', utc = ''] = formatMoment(shown.openedAt).split('\n');
  return (
    <span className={css.when}>
      <span>
        Opened {day}, {formatDuration(shown.openedAt - axis.from)} after the first of the list
      </span>
      <span className={css.utc}>{utc}</span>
      <span>
        {members.length > 1 ? `${members.length} connections, ` : null}
        {lasted(shown)}
      </span>
      {members.length > 1 ? null : <Phases id={row.connection.id} />}
    </span>
  );
}

function Phases({ id }: { id: ConnectionId }) {
  const detail = useDetail(id);
  return detail === null ? null : <TimingWaterfall timing={detail.timing} />;
}

function lasted(connection: Connection): string {
  if (isLive(connection)) return connection.state === 'open' ? 'still open' : 'connecting';
  return `${connection.state === 'failed' ? 'failed' : 'ended'} after ${formatDuration(connectionDuration(connection))}`;
}
