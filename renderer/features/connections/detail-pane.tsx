// The right half of the window: what the selected connection is, and its tabs. The tabs bring themselves.

import { X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { asOneOf, useRemembered } from '../../state/remembered.ts';
import { isGroupSelected, speaksIrc, selectedConnection, selectedGroup } from '../../state/selectors.ts';
import { togetherOf } from '../../state/together.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { ChatTab } from '../chat/chat-tab.tsx';
import { Composer } from '../composer/composer.tsx';
import { Exchange } from '../handshake/exchange.tsx';
import { Handshake } from '../handshake/handshake.tsx';
import type { TimelineSource } from '../timeline/source.ts';
import { CommentLine } from '../notes/comment-line.tsx';
import { NoteButtons } from '../notes/note-buttons.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { describeEnding } from './connection-ending.ts';
import { StateMark } from './connection-state.tsx';
import { MergedPane } from './merged-pane.tsx';
import { ReconnectsTab } from './reconnects-tab.tsx';
import css from './detail-pane.module.css';
import { useRevealedTab } from './use-revealed-tab.ts';
import { focusConnectionList } from './focus.ts';

export function DetailPane() {
  const together = useApp(togetherOf);
  return together === null ? <SinglePane /> : <MergedPane together={together} />;
}

function SinglePane() {
  const connection = useApp(selectedConnection);
  const asGroup = useApp(isGroupSelected);
  if (connection === null) return null;
  return (
    <section className={css.pane} aria-label="Details of the connection" data-detail-pane>
      <Heading key={connection.id} connection={connection} />
      {connection.failure ? <FailureBanner failure={connection.failure} /> : null}
      <div className={css.body}>
        {connection.kind === 'websocket' ? (
          <WebSocketTabs key={`${connection.id} ${asGroup}`} connection={connection} />
        ) : (
          <Exchange key={connection.id} id={connection.id} />
        )}
      </div>
    </section>
  );
}

function WebSocketTabs({ connection }: { connection: Connection }) {
  const group = useApp(selectedGroup);
  const asGroup = useApp(isGroupSelected) && group !== null;
  const ids = useMemo(() => group?.members ?? [connection.id], [group, connection.id]);
  const tabs = useMemo<readonly Tab<string>[]>(
    () => [
      { id: 'messages', label: 'Messages', content: <Messages connection={connection} /> },
      ...(speaksIrc(connection)
        ? [{ id: 'chat', label: 'Chat', content: <ChatTab key={ids[0]} ids={ids} /> }]
        : []),
      { id: 'handshake', label: 'Handshake', content: <Handshake id={connection.id} /> },
      ...(group === null
        ? []
        : [
            {
              id: 'reconnects',
              label: 'Reconnects',
              content: <ReconnectsTab key={group.id} group={group} />,
            },
          ]),
    ],
    [connection, group, ids],
  );
  const [value, setTab] = useTab(connection, asGroup, group !== null);
  return <Tabs label="Connection" tabs={tabs} value={value} onChange={setTab} />;
}

const TABS = ['messages', 'chat', 'handshake'] as const;

/**
 * As it was left; but a refused upgrade begins with its handshake and a group with its reconnects, and what is chosen there
 * is not remembered.
 */
function useTab(
  connection: Connection,
  asGroup: boolean,
  grouped: boolean,
): readonly [string, (tab: string) => void] {
  const [remembered, remember] = useRemembered<string>('detail-tab', 'messages', asOneOf(TABS));
  const { status, state } = connection;
  const refused = status !== 101 && state === 'failed';
  const [here, setHere] = useState<string | null>(null);
  const change = useCallback(
    (tab: string) => {
      setHere(tab);
      if (!asGroup && !refused && tab !== 'reconnects') remember(tab);
    },
    [asGroup, refused, remember],
  );
  useRevealedTab(change);
  const chosen = here === 'reconnects' && !grouped ? null : here;
  const tab = chosen ?? (asGroup ? 'reconnects' : refused ? 'handshake' : remembered);
  return [tab === 'chat' && !speaksIrc(connection) ? 'messages' : tab, change];
}

function Messages({ connection }: { connection: Connection }) {
  const ids = useMemo(() => [connection.id], [connection.id]);
  const source = useMemo<TimelineSource>(() => ({ ids, members: [connection] }), [ids, connection]);
  return (
    <div className={css.messages}>
      <div className={css.timeline}>
        <Timeline source={source} />
      </div>
      <Composer connection={connection} />
    </div>
  );
}

function Heading({ connection }: { connection: Connection }) {
  const store = useAppStore();
  const close = useCallback(() => store.setState({ selected: null }), [store]);
  const { url, method, status, statusText, state, kind } = connection;
  const answer = status === null ? '' : `${status} ${statusText}`;
  const facts = [answer, describeEnding(connection)].filter(Boolean).join(' · ');
  const target = useMemo(() => ({ kind: 'connection', id: connection.id }) as const, [connection.id]);
  return (
    <>
      <header className={css.heading}>
        <StateMark state={state} />
        <h2 className={css.url} title={url}>
          {kind === 'http' ? `${method} ` : null}
          {url}
        </h2>
        <span className={css.facts} title={facts}>
          {facts}
        </span>
        <NoteButtons target={target} />
        <CopyButton text={url} label="Copy URL" />
        <IconButton label="Close details" icon={X} onClick={close} />
      </header>
      <CommentLine target={target} onDone={focusConnectionList} />
    </>
  );
}

function FailureBanner({ failure }: { failure: NonNullable<Connection['failure']> }) {
  return (
    <div className={css.failure} role="note">
      <strong>{failure.message}</strong> <span>{failure.hint}</span>{' '}
      <code className={css.code}>{failure.code}</code>
    </div>
  );
}
