// The right half of the window while several connections are selected: their messages merged, and beside it what
// makes sense for one of them only, said of the one that the active message belongs to.

import { Layers, X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { type ConnectionId, formatConnectionId } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { isGoingTo } from '../../state/going.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { speaksIrc } from '../../state/selectors.ts';
import { hasMessages, listsEverything, membersOf, type Together } from '../../state/together.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { ChatTab } from '../chat/chat-tab.tsx';
import { Composer } from '../composer/composer.tsx';
import { Exchange } from '../handshake/exchange.tsx';
import { Handshake } from '../handshake/handshake.tsx';
import { InsightTab } from '../insight/insight-tab.tsx';
import type { TimelineSource } from '../timeline/source.ts';
import { SchemaTab } from '../schema/schema-tab.tsx';
import { StatisticsTab } from '../statistics/statistics-tab.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { useEntry } from '../timeline/use-entry.ts';
import { StateMark } from './connection-state.tsx';
import css from './detail-pane.module.css';
import { useRevealedTab } from './use-revealed-tab.ts';
import { useListVisibility } from './use-list-visibility.ts';

export function MergedPane({ together }: { readonly together: Together }) {
  const source = useSource(together);
  return (
    <section className={css.pane} aria-label="Messages of several connections" data-detail-pane>
      <Heading together={together} source={source} />
      <div className={css.body}>
        {source === null ? <NoMessages /> : <MergedTabs source={source} preferred={together.active} />}
      </div>
    </section>
  );
}

/** Null where none of them can have messages. The ids stay the same array while they are the same connections. */
function useSource(together: Together): TimelineSource | null {
  const connections = useApp((state) => state.connections);
  const { listFilter, visible } = useListVisibility();
  const all = listsEverything({ listFilter }) && together.ids === null;
  const members = useMemo(() => membersOf(connections, visible, together), [connections, visible, together]);
  const key = all ? null : members.map(({ id }) => id).join(' ');
  const ids = useMemo(() => (key === null ? null : key.split(' ').filter(Boolean).map(toId)), [key]);
  return useMemo(() => {
    const [first, ...rest] = members.filter(hasMessages);
    return first === undefined ? null : { ids, members: [first, ...rest] };
  }, [members, ids]);
}

function toId(text: string): ConnectionId {
  return Number(text) as ConnectionId;
}

interface HeadingProps {
  readonly together: Together;
  readonly source: TimelineSource | null;
}

function Heading({ together, source }: HeadingProps) {
  const store = useAppStore();
  const close = useCallback(() => store.setState({ together: null }), [store]);
  const members = source?.members ?? [];
  const open = members.filter(({ state }) => state === 'open').length;
  const count = together.ids?.size ?? members.length;
  return (
    <header className={css.heading}>
      <Layers className={css.layers} aria-hidden />
      <h2 className={css.url}>
        {together.ids === null ? 'All messages: ' : 'Messages of '}
        {formatPlural(count, 'connection')}
      </h2>
      <span className={css.facts}>{open} open</span>
      <IconButton label="Back to one connection" icon={X} onClick={close} />
    </header>
  );
}

function NoMessages() {
  return (
    <p className={css.none} role="status">
      None of the selected connections has messages: WebSockets do, event streams, and polls of Engine.IO.
      Select one of them to see what it is.
    </p>
  );
}

interface MergedTabsProps {
  readonly source: TimelineSource;
  readonly preferred: ConnectionId;
}

function MergedTabs({ source, preferred }: MergedTabsProps) {
  const [active, setActive] = useState<ConnectionId | null>(null);
  const [tab, setTab] = useState('messages');
  const entry = useEntry(useCallback(() => setTab('messages'), []));
  const { members } = source;
  const going = useApp((state) => members.some(({ id }) => isGoingTo(state.going, id)));
  if (going && tab !== 'messages') setTab('messages');
  const one =
    members.find(({ id }) => id === active) ?? members.find(({ id }) => id === preferred) ?? members[0];
  const chats = members.filter(speaksIrc);
  const chatKey = chats.map(({ id }) => id).join(' ');
  const chatIds = useMemo(() => chatKey.split(' ').filter(Boolean).map(toId), [chatKey]);
  useRevealedTab(setTab);
  const tabs = useMemo<readonly Tab<string>[]>(
    () => [
      {
        id: 'messages',
        label: 'Messages',
        content: (
          <div className={css.messages}>
            <div className={css.timeline}>
              <Timeline source={source} entry={entry} onActive={setActive} />
            </div>
            {one.kind === 'http' ? null : (
              <>
                <Which what="Sends into" connection={one} />
                <Composer key={one.id} connection={one} />
              </>
            )}
          </div>
        ),
      },
      { id: 'stats', label: 'Stats', content: <StatisticsTab source={source} entry={entry} /> },
      ...(chatIds.length === 0 ? [] : [{ id: 'chat', label: 'Chat', content: <ChatTab ids={chatIds} /> }]),
      { id: 'schema', label: 'Schema', content: <SchemaTab source={source} entry={entry} /> },
      {
        id: 'handshake',
        label: `${one.kind === 'http' ? 'Exchange' : 'Handshake'} of ${formatConnectionId(one.id)}`,
        content: (
          <div className={css.messages}>
            <Which what={one.kind === 'http' ? 'Exchange of' : 'Handshake of'} connection={one} />
            <div className={css.timeline}>
              {one.kind === 'http' ? (
                <Exchange key={one.id} id={one.id} />
              ) : (
                <Handshake key={one.id} id={one.id} />
              )}
            </div>
          </div>
        ),
      },
      { id: 'insight', label: 'Insight', content: <InsightTab connections={source.ids} /> },
    ],
    [source, entry, one, chatIds],
  );
  return <Tabs label="Connections" tabs={tabs} value={tab} onChange={setTab} />;
}

interface WhichProps {
  readonly what: string;
  readonly connection: Connection;
}

/** Which of them is meant: the one of the active message. */
function Which({ what, connection }: WhichProps) {
  const { id, url, state } = connection;
  return (
    <p className={css.which} title="The connection of the active message">
      {what} <StateMark state={state} /> <b>{formatConnectionId(id)}</b> <code>{url}</code>
    </p>
  );
}
