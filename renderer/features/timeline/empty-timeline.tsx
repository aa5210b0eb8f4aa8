// Where the messages would stand: why there are none, and what brings them.

import { MessagesSquare, SearchX } from 'lucide-react';
import type { ConnectionState, ViewState } from '../../../proxy/contract/model.ts';
import { Button } from '../../ui/button.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import { isMerged, type TimelineSource } from './source.ts';
import css from './timeline.module.css';

interface EmptyTimelineProps {
  readonly source: TimelineSource;
  /** Null while it opens. */
  readonly view: ViewState | null;
  readonly filter: string;
  readonly onClear: () => void;
}

export function EmptyTimeline({ source, view, filter, onClear }: EmptyTimelineProps) {
  if (view === null) return <div className={css.empty} aria-busy />;
  if (filter !== '' && view.total > 0) {
    return (
      <div className={css.empty} role="status">
        <SearchX aria-hidden />
        <p>The filter hides all of the {formatPlural(view.total, 'message')}.</p>
        <Button onClick={onClear}>Show all</Button>
      </div>
    );
  }
  return (
    <div className={css.empty} role="status">
      <MessagesSquare aria-hidden />
      <p>{source.members.some(({ state }) => state === 'open') ? 'No messages yet.' : 'No messages.'}</p>
      <p className={css.soft}>{whyNone(source)}</p>
    </div>
  );
}

function whyNone(source: TimelineSource): string {
  const [only] = source.members;
  if (!isMerged(source)) return only.kind === 'http' ? WHY_OF_BODY : WHY[only.state];
  const count = formatPlural(source.members.length, 'connection');
  return `What any of the ${count} sends or receives appears here, in the order in which it arrives.`;
}

const WHY_OF_BODY = 'What its bodies carry appears here as it arrives.';

const WHY: Readonly<Record<ConnectionState, string>> = {
  connecting: 'The opening handshake is under way; messages come after the 101.',
  open: 'The connection is open. What is sent or received appears here at once.',
  closed: 'The connection ended without one.',
  failed: 'The upgrade did not succeed. The Handshake tab shows what was asked, what came back, and why.',
};
