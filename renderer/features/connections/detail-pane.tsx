// The right half of the window: what the selected connection is, and its tabs. The tabs bring themselves.

import { X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { asOneOf, useRemembered } from '../../state/remembered.ts';
import { isGroupSelected, selectedConnection, selectedGroup } from '../../state/selectors.ts';
import { hasMessages, togetherOf } from '../../state/together.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { Composer } from '../composer/composer.tsx';
import { Exchange } from '../handshake/exchange.tsx';
import { Handshake } from '../handshake/handshake.tsx';
import { CommentLine } from '../notes/comment-line.tsx';
import { NoteButtons } from '../notes/note-buttons.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { BeyondBudget } from './beyond-budget.tsx';
import { describeEnding } from './connection-ending.ts';
import { StateMark } from './connection-state.tsx';
import { MergedPane } from './merged-pane.tsx';
import { ReconnectsTab } from './reconnects-tab.tsx';
import { useTimelineSource } from './use-timeline-source.ts';
import css from './detail-pane.module.css';
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
          <HttpPane key={connection.id} connection={connection} />
        )}
      </div>
    </section>
  );
}

function WebSocketTabs({ connection }: { connection: Connection }) {
  const group = useApp(selectedGroup);
  const asGroup = useApp(isGroupSelected) && group !== null;
  const tabs = useMemo<readonly Tab<string>[]>(
    () => [
      { id: 'messages', label: 'Messages', content: <Messages connection={connection} /> },
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
    [connection, group],
  );
  const [value, setTab] = useTab(connection, asGroup, group !== null);
  return <Tabs label="Connection" tabs={tabs} value={value} onChange={setTab} />;
}

const TABS = ['messages', 'handshake'] as const;

/**
 * As it was left; but a refused upgrade begins with its handshake and a group with its reconnects, and what is chosen there
 * is not remembered.
 */
function useTab(
  { status, state }: Connection,
  asGroup: boolean,
  grouped: boolean,
): readonly [string, (tab: string) => void] {
  const [remembered, remember] = useRemembered<string>('detail-tab', 'messages', asOneOf(TABS));
  const refused = status !== 101 && state === 'failed';
  const [here, setHere] = useState<string | null>(null);
  const change = useCallback(
    (tab: string) => {
      setHere(tab);
      if (!asGroup && !refused && tab !== 'reconnects') remember(tab);
    },
    [asGroup, refused, remember],
  );
  const chosen = here === 'reconnects' && !grouped ? null : here;
  return [chosen ?? (asGroup ? 'reconnects' : refused ? 'handshake' : remembered), change];
}

/** Of an exchange whose bodies carry messages both; of any other the exchange alone. */
function HttpPane({ connection }: { connection: Connection }) {
  const { id, session } = connection;
  const speaks = session !== null || hasMessages(connection);
  const [tab, setTab] = useRemembered<string>('http-tab', 'messages', asOneOf(HTTP_TABS));
  const tabs = useMemo<readonly Tab<string>[]>(
    () => [
      { id: 'messages', label: 'Messages', content: <Messages connection={connection} /> },
      { id: 'exchange', label: 'Exchange', content: <Exchange id={id} /> },
    ],
    [connection, id],
  );
  if (!speaks) return <Exchange id={id} />;
  return <Tabs label="Connection" tabs={tabs} value={tab} onChange={setTab} />;
}

const HTTP_TABS = ['messages', 'exchange'] as const;

/** Its own, or those of the session that it carries with others. */
function Messages({ connection }: { connection: Connection }) {
  const source = useTimelineSource(connection);
  return (
    <div className={css.messages}>
      <div className={css.timeline}>
        <Timeline key={source.session ? 'session' : 'own'} source={source} />
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
