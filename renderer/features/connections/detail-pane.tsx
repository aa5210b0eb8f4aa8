// The right half of the window: what the selected connection is, and its tabs. The tabs bring themselves.

import { X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { nameRemade } from '../../../proxy/contract/remade.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { isGoingTo } from '../../state/going.ts';
import { asOneOf, useRemembered } from '../../state/remembered.ts';
import { isGroupSelected, speaksIrc, selectedConnection, selectedGroup } from '../../state/selectors.ts';
import { hasMessages, togetherOf } from '../../state/together.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { ChatTab } from '../chat/chat-tab.tsx';
import { ChosenDecoders } from '../decoders/chosen-decoders.tsx';
import { Composer } from '../composer/composer.tsx';
import { Exchange } from '../handshake/exchange.tsx';
import { Handshake } from '../handshake/handshake.tsx';
import { CommentLine } from '../notes/comment-line.tsx';
import { NoteButtons } from '../notes/note-buttons.tsx';
import { SchemaTab } from '../schema/schema-tab.tsx';
import { StatisticsTab } from '../statistics/statistics-tab.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import type { TimelineSource } from '../timeline/source.ts';
import { type Entry, useEntry } from '../timeline/use-entry.ts';
import { StateTab } from '../fold/state-tab.tsx';
import { InsightTab } from '../insight/insight-tab.tsx';
import { useBadge } from '../insight/use-badge.ts';
import { BeyondBudget } from './beyond-budget.tsx';
import { describeEnding } from './connection-ending.ts';
import { StateMark } from './connection-state.tsx';
import { MergedPane } from './merged-pane.tsx';
import { ReconnectsTab } from './reconnects-tab.tsx';
import { useTimelineSource } from './use-timeline-source.ts';
import css from './detail-pane.module.css';
import { useRevealedTab } from './use-revealed-tab.ts';
import { focusConnectionList, focusDetailPane } from './focus.ts';

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
      {connection.kind === 'websocket' || isDiagnosed(connection) ? null : (
        <FailureBanner connection={connection} />
      )}
      <div className={css.body}>
        {connection.kind === 'websocket' ? (
          <WebSocketTabs key={`${connection.id} ${asGroup}`} connection={connection} />
        ) : (
          <HttpPane key={connection.id} connection={connection} />
        )}
      </div>
    </section>
  );
}

function WebSocketTabs({ connection }: { connection: Connection }) {
  const group = useApp(selectedGroup);
  const asGroup = useApp(isGroupSelected) && group !== null;
  const source = useTimelineSource(connection);
  const [value, setTab] = useTab(connection, asGroup, group !== null);
  const entry = useEntry(useCallback(() => setTab('messages'), [setTab]));
  const diagnose = useCallback(() => setTab('handshake'), [setTab]);
  const badge = useBadge(connection.id);
  const ids = useMemo(() => [connection.id], [connection.id]);
  const chatIds = useMemo(() => group?.members ?? [connection.id], [group, connection.id]);
  const tabs = useMemo<readonly Tab<string>[]>(
    () => [
      {
        id: 'messages',
        label: 'Messages',
        content: <Messages connection={connection} source={source} entry={entry} onDiagnose={diagnose} />,
      },
      ...(speaksIrc(connection)
        ? [{ id: 'chat', label: 'Chat', content: <ChatTab key={chatIds[0]} ids={chatIds} /> }]
        : []),
      { id: 'handshake', label: 'Handshake', content: <Handshake id={connection.id} /> },
      { id: 'stats', label: 'Stats', content: <StatisticsTab source={source} entry={entry} /> },
      { id: 'schema', label: 'Schema', content: <SchemaTab source={source} entry={entry} /> },
      ...(group === null
        ? []
        : [
            {
              id: 'reconnects',
              label: 'Reconnects',
              content: <ReconnectsTab key={group.id} group={group} />,
            },
          ]),
      { id: 'state', label: 'State', content: <StateTab key={connection.id} id={connection.id} /> },
      { id: 'insight', label: 'Insight', badge, content: <InsightTab connections={ids} /> },
    ],
    [connection, source, entry, diagnose, group, badge, ids, chatIds],
  );
  return <Tabs label="Connection" tabs={tabs} value={value} onChange={setTab} />;
}

const TABS = ['messages', 'chat', 'handshake', 'stats', 'schema'] as const;

/** The others are about this connection only, and may read all of it. */
function isRemembered(tab: string): boolean {
  return TABS.some((each) => each === tab);
}

/**
 * As it was left; but a refused upgrade begins with its handshake and a group with its reconnects, and what is chosen there
 * is not remembered. A place in the messages that is gone to is on its own tab.
 */
function useTab(
  connection: Connection,
  asGroup: boolean,
  grouped: boolean,
): readonly [string, (tab: string) => void] {
  const [remembered, remember] = useRemembered<string>('detail-tab', 'messages', asOneOf(TABS));
  const { id, status, state } = connection;
  const refused = status !== 101 && state === 'failed';
  const [here, setHere] = useState<string | null>(null);
  const going = useApp((app) => isGoingTo(app.going, id));
  if (going && here !== 'messages') setHere('messages');
  const change = useCallback(
    (tab: string) => {
      setHere(tab);
      if (!asGroup && !refused && isRemembered(tab)) remember(tab);
    },
    [asGroup, refused, remember],
  );
  useRevealedTab(change);
  const chosen = here === 'reconnects' && !grouped ? null : here;
  const tab = chosen ?? (asGroup ? 'reconnects' : refused ? 'handshake' : remembered);
  return [tab === 'chat' && !speaksIrc(connection) ? 'messages' : tab, change];
}

/** Of an exchange whose bodies carry messages both; of any other the exchange alone. */
function HttpPane({ connection }: { connection: Connection }) {
  const speaks = connection.session !== null || hasMessages(connection);
  return speaks ? <HttpTabs connection={connection} /> : <Exchange id={connection.id} />;
}

const HTTP_TABS = ['messages', 'exchange', 'stats', 'schema'] as const;

function HttpTabs({ connection }: { connection: Connection }) {
  const { id } = connection;
  const [tab, setTab] = useRemembered<string>('http-tab', 'messages', asOneOf(HTTP_TABS));
  const going = useApp((app) => isGoingTo(app.going, id));
  if (going && tab !== 'messages') setTab('messages');
  const entry = useEntry(useCallback(() => setTab('messages'), [setTab]));
  const source = useTimelineSource(connection);
  const tabs = useMemo<readonly Tab<string>[]>(
    () => [
      {
        id: 'messages',
        label: 'Messages',
        content: <Messages connection={connection} source={source} entry={entry} />,
      },
      { id: 'exchange', label: 'Exchange', content: <Exchange id={id} /> },
      { id: 'stats', label: 'Stats', content: <StatisticsTab source={source} entry={entry} /> },
      { id: 'schema', label: 'Schema', content: <SchemaTab source={source} entry={entry} /> },
    ],
    [connection, id, source, entry],
  );
  return <Tabs label="Connection" tabs={tabs} value={tab} onChange={setTab} />;
}

interface MessagesProps {
  readonly connection: Connection;
  /** Its own messages, or those of the session that it carries with others. */
  readonly source: TimelineSource;
  readonly entry: Entry;
  /** Leads to the upgrade doctor. */
  readonly onDiagnose?: () => void;
}

function Messages({ connection, source, entry, onDiagnose }: MessagesProps) {
  return (
    <div className={css.messages}>
      <FailureBanner connection={connection} onDiagnose={onDiagnose} />
      <div className={css.timeline}>
        <Timeline key={source.session ? 'session' : 'own'} source={source} entry={entry} />
      </div>
      {connection.kind === 'http' ? (
        <BeyondBudget connection={connection} />
      ) : (
        <Composer connection={connection} />
      )}
    </div>
  );
}

function Heading({ connection }: { connection: Connection }) {
  const store = useAppStore();
  const close = useCallback(() => store.setState({ selected: null }), [store]);
  const { url, method, status, statusText, state, kind } = connection;
  const remade = nameRemade(connection);
  const answer = status === null ? '' : `${status} ${statusText}`;
  const facts = [answer, describeEnding(connection)].filter(Boolean).join(' · ');
  const target = useMemo(() => ({ kind: 'connection', id: connection.id }) as const, [connection.id]);
  return (
    <>
      <header className={css.heading}>
        <StateMark state={state} />
        {remade === null ? null : <span className={css.remade}>{remade}</span>}
        <h2 className={css.url} title={url}>
          {kind === 'http' ? `${method} ` : null}
          {url}
        </h2>
        <span className={css.facts} title={facts}>
          {facts}
        </span>
        <ChosenDecoders connection={connection} onTakenBack={focusDetailPane} />
        <NoteButtons target={target} />
        <CopyButton text={url} label="Copy URL" />
        <IconButton label="Close details" icon={X} onClick={close} />
      </header>
      <CommentLine target={target} onDone={focusConnectionList} />
    </>
  );
}

/** The upgrade doctor, on the same page, says it better. */
function isDiagnosed({ failure }: Connection): boolean {
  return failure?.code.startsWith('HTTP_') ?? false;
}

interface FailureBannerProps {
  readonly connection: Connection;
  readonly onDiagnose?: (() => void) | undefined;
}

function FailureBanner({ connection: { failure }, onDiagnose }: FailureBannerProps) {
  if (failure === null) return null;
  return (
    <div className={css.failure} role="note">
      <strong>{failure.message}</strong> <span>{failure.hint}</span>{' '}
      <code className={css.code}>{failure.code}</code>
      {onDiagnose ? <Button onClick={onDiagnose}>What to do</Button> : null}
    </div>
  );
}
