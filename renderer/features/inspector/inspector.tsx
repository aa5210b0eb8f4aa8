// The selected message: read (Pretty), as text (Raw), as bytes (Hex), and frame by frame. Nothing in it is
// ever markup: texts are text, images come only when asked for.

import { GitCompare, MessagesSquare, TriangleAlert, X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, MessageRow } from '../../../proxy/contract/model.ts';
import { RULES, type Violation } from '../../../proxy/protocol/violation.ts';
import { asOneOf, useRemembered } from '../../state/remembered.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { HexView } from '../../ui/hex-view.tsx';
import { formatBytes } from '../../ui/quantity.ts';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import type { Piece, SubRow } from '../timeline/unfolding.ts';
import { FrameHeaders } from './frame-headers.tsx';
import { CommentLine } from '../notes/comment-line.tsx';
import { NoteButtons } from '../notes/note-buttons.tsx';
import css from './inspector.module.css';
import type { ByteRange } from './frames.ts';
import { MessageFactsLine } from './message-facts-line.tsx';
import { PayloadActions } from './payload-actions.tsx';
import { Pretty } from './pretty.tsx';
import { RawText } from './raw-text.tsx';
import { type LoadedMessage, useMessage } from './use-message.ts';

const CHAT_KEYS = formatKeys(SHORTCUTS.chat.keys[0]);
const COMPARE_KEYS = formatKeys(SHORTCUTS.compare.keys[0]);
const TABS = ['pretty', 'raw', 'hex', 'frame'] as const;
type InspectorTab = (typeof TABS)[number];

interface InspectorProps {
  readonly row: MessageRow;
  /** The frame or part of it that is selected; null: all of it. */
  readonly sub: SubRow | null;
  readonly connection: Connection;
  /** The timeline shows how messages were framed: begin with that. */
  readonly framing: boolean;
  /** Narrows the timeline by this term of the filter language. */
  readonly onFilter: (term: string) => void;
  /** Compares this message with another. */
  readonly onCompare: () => void;
  /** To the message that this one answers, or that answers it. */
  readonly onGoTo: (seq: Seq) => void;
  /** Shows its line in the chat; null where it is none. */
  readonly onChat: (() => void) | null;
  /** A comment was written. */
  readonly onCommented: () => void;
  readonly onClose: () => void;
}

export function Inspector(props: InspectorProps) {
  const { row, sub, connection, framing, onFilter, onCompare, onChat, onCommented, onGoTo, onClose } = props;
  const [message, loadAll] = useMessage(row);
  const framed = connection.kind !== 'http';
  const [tab, setTab] = useTab(framing && framed, row.seq, sub);
  const { range, showBytes } = useShownBytes(message, setTab, loadAll);
  const shown = message?.detail.seq === row.seq ? sub : null;
  const tabs = useMemo(
    () =>
      message ? tabsOf({ message, connection, sub: shown, range, onFilter, onShowBytes: showBytes }) : [],
    [message, connection, shown, onFilter, range, showBytes],
  );
  const target = useMemo(() => ({ kind: 'message', id: row.seq }) as const, [row.seq]);
  if (!message) return <div className={css.inspector} aria-busy />;
  return (
    <section className={css.inspector} aria-label="Message">
      <CommentLine key={row.seq} target={target} onDone={onCommented} />
      <div className={css.payload}>
        <Tabs
          label="Payload"
          tabs={tabs}
          value={tab === 'frame' && !framed ? 'pretty' : tab}
          onChange={setTab}
          aside={
            <div className={css.aside}>
              <NoteButtons target={target} />
              {onChat === null ? null : (
                <IconButton
                  label="Show in the chat"
                  keys={CHAT_KEYS}
                  icon={MessagesSquare}
                  onClick={onChat}
                />
              )}
              <IconButton
                label="Compare with another message"
                keys={COMPARE_KEYS}
                icon={GitCompare}
                onClick={onCompare}
              />
              <PayloadActions message={message} connection={connection} />
              <IconButton label="Close" keys="Esc" icon={X} onClick={onClose} />
            </div>
          }
        />
      </div>
      <Violations broken={message.detail.violations} />
      <Remainder message={message} onLoadAll={loadAll} />
      <MessageFactsLine message={message.detail} framed={framed} row={row} onGoTo={onGoTo} />
    </section>
  );
}

/**
 * As it was left; while frames are looked at, a choice of its own that begins with them. Each frame or part that is selected
 * begins with what shows it.
 */
function useTab(
  framing: boolean,
  seq: Seq,
  sub: SubRow | null,
): readonly [InspectorTab, (tab: InspectorTab) => void] {
  const remembered = useRemembered<InspectorTab>('inspector-tab', 'pretty', asOneOf(TABS));
  const of = sub ? `${seq} ${sub.piece} ${sub.index}` : 'frames';
  const [own, setOwn] = useState<{ readonly of: string; readonly tab: InspectorTab } | null>(null);
  const setTab = useCallback((tab: InspectorTab) => setOwn({ of, tab }), [of]);
  if (!framing && sub === null) return remembered;
  return [own?.of === of ? own.tab : sub?.piece === 'part' ? 'pretty' : 'frame', setTab];
}

/** Bytes of the payload that were asked for elsewhere: Hex shows them, loaded or not. */
function useShownBytes(
  message: LoadedMessage | null,
  setTab: (tab: InspectorTab) => void,
  loadAll: () => void,
) {
  const [shown, setShown] = useState<{ readonly seq: number; readonly range: ByteRange } | null>(null);
  const seq = message?.detail.seq ?? null;
  const loaded = message?.bytes.length ?? 0;
  const showBytes = useCallback(
    (range: ByteRange) => {
      if (seq === null) return;
      setShown({ seq, range });
      if (range.to > loaded) loadAll();
      setTab('hex');
    },
    [seq, loaded, loadAll, setTab],
  );
  return { range: shown?.seq === seq ? shown.range : null, showBytes };
}

interface Shown {
  readonly message: LoadedMessage;
  readonly connection: Connection;
  readonly sub: SubRow | null;
  readonly range: ByteRange | null;
  readonly onFilter: (term: string) => void;
  readonly onShowBytes: (range: ByteRange) => void;
}

function tabsOf({
  message,
  connection,
  sub,
  range,
  onFilter,
  onShowBytes,
}: Shown): readonly Tab<InspectorTab>[] {
  const { detail, bytes } = message;
  const of = (piece: Piece) => (sub?.piece === piece ? sub.index : null);
  const actions = { onFilter, onShowBytes };
  const pretty = <Pretty message={message} connection={connection} part={of('part')} {...actions} />;
  const frames = <FrameHeaders message={detail} shown={of('frame')} onShowBytes={onShowBytes} />;
  return [
    { id: 'pretty', label: 'Pretty', content: pretty },
    { id: 'raw', label: 'Raw', content: <RawText bytes={bytes} /> },
    { id: 'hex', label: 'Hex', content: <HexView label="Payload bytes" bytes={bytes} shown={range} /> },
    ...(connection.kind === 'http' ? [] : [{ id: 'frame', label: 'Frame', content: frames } as const]),
  ];
}

/** Which rules the message breaks, and where they stand. */
function Violations({ broken }: { readonly broken: readonly Violation[] }) {
  if (broken.length === 0) return null;
  return (
    <ul className={css.violations} aria-label="Violations">
      {broken.map(({ rule, section }) => (
        <li key={rule}>
          <TriangleAlert aria-hidden />
          {RULES[rule][1]} <code>{section}</code>
        </li>
      ))}
    </ul>
  );
}

interface RemainderProps {
  readonly message: LoadedMessage;
  readonly onLoadAll: () => void;
}

/** What of the payload is not here: not loaded yet, or never kept. */
function Remainder({ message, onLoadAll }: RemainderProps) {
  const { bytes, total, detail } = message;
  const load = useCallback(() => onLoadAll(), [onLoadAll]);
  if (bytes.length === total && detail.dropped === 0) return null;
  return (
    <p className={css.remainder} role="status">
      {bytes.length < total ? (
        <>
          The first {formatBytes(bytes.length)} of {formatBytes(total)} are shown.
          <Button look="quiet" onClick={load}>
            Show all
          </Button>
        </>
      ) : null}
      {detail.dropped > 0
        ? `${formatBytes(detail.dropped)} were not kept: a limit bit, or the disk could not keep up.`
        : null}
    </p>
  );
}
