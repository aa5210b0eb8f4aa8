// The chosen line of chat in full: what it says unabridged, what its tags mean, and ways to the lines and the message that it
// has to do with.

import { ArrowUpRight, FileText, X } from 'lucide-react';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { ChatRow, ChatTarget } from '../../../proxy/contract/chat.ts';
import type { Decoded } from '../../../proxy/contract/model.ts';
import { noticeMeaning } from '../../../proxy/formats/twitch/notice-words.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/clock.ts';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import { formatExactDuration } from '../../ui/quantity.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { lagOf } from '../timeline/lag.ts';
import css from './chat-detail.module.css';
import { describeBadge, readChatMessage, recordOf, textOf } from './chat-message.ts';
import { ChatText } from './chat-text.tsx';
import { describeStrike, formatNote, NO_TAGS } from './chat-words.ts';
import { Speaker } from './speaker.tsx';

interface ChatDetailProps {
  readonly row: ChatRow;
  readonly onGo: (target: ChatTarget) => void;
  readonly onRaw: () => void;
  readonly onClose: () => void;
}

export function ChatDetail({ row, onGo, onRaw, onClose }: ChatDetailProps) {
  const { decoded, note } = row;
  const facts = useMemo(() => factsOf(row), [row]);
  return (
    <section className={css.detail} aria-label="Line of chat">
      <header className={css.bar}>
        <b>{decoded?.kind ?? 'Gap'}</b>
        <span className={css.quiet}>{formatMoment(row.at).split('\n')[0]}</span>
        <span className={css.space} />
        <Button look="quiet" icon={FileText} onClick={onRaw} title={`Its message (${RAW_KEYS})`}>
          Show in Messages
        </Button>
        <IconButton label="Close" keys="Esc" icon={X} onClick={onClose} />
      </header>
      <div className={css.body}>
        {decoded ? <Whole decoded={decoded} /> : null}
        {note?.type === 'gap' || note?.type === 'login' ? <p>{formatNote(note)}</p> : null}
        {note?.type === 'no-tags' ? <p className={css.warning}>{NO_TAGS[note.why]}</p> : null}
        <Links row={row} onGo={onGo} />
        <Facts facts={facts} />
      </div>
    </section>
  );
}

const RAW_KEYS = formatKeys(SHORTCUTS.chat.keys[0]);

/** What is said, as long as it is. */
function Whole({ decoded }: { readonly decoded: Decoded }): ReactNode {
  const message = readChatMessage(decoded);
  const system = textOf(decoded.fields['systemMessage']);
  const meaning =
    decoded.kind === 'NOTICE' ? noticeMeaning(textOf(decoded.fields['msgId']), message.text) : null;
  const speaks = decoded.kind === 'PRIVMSG' || decoded.kind === 'WHISPER' || decoded.kind === 'USERNOTICE';
  if (!speaks) {
    return (
      <>
        <p className={css.said}>{decoded.summary}</p>
        {meaning === null ? null : <p>{meaning}</p>}
      </>
    );
  }
  return (
    <>
      {system === null ? null : <p className={css.said}>{system}</p>}
      {message.text === '' ? null : (
        <p className={css.said} data-action={message.action || undefined}>
          <Speaker message={message} />
          {message.action ? ' ' : ': '}
          <ChatText pieces={message.pieces} />
        </p>
      )}
    </>
  );
}

interface LinksProps extends Pick<ChatDetailProps, 'row' | 'onGo'> {}

/** Lines that this one has to do with. */
function Links({ row: { decoded, struck }, onGo }: LinksProps) {
  const reply = decoded && readChatMessage(decoded).reply;
  const target = decoded && textOf(decoded.fields['targetId']);
  return (
    <>
      {struck === null ? null : (
        <Linked text={describeStrike(struck)} target={struck.by} label="Go to the moderation" onGo={onGo} />
      )}
      {reply === null ? null : (
        <Linked
          text={`Answers ${reply.name}: ${reply.text}`}
          target={reply.id}
          label="Go to what it answers"
          onGo={onGo}
        />
      )}
      {target === null ? null : (
        <Linked
          text={`Deletes the message ${target}`}
          target={target}
          label="Go to the deleted message"
          onGo={onGo}
        />
      )}
    </>
  );
}

interface LinkedProps {
  readonly text: string;
  /** A line, or the id of a message. */
  readonly target: ChatTarget | string;
  readonly label: string;
  readonly onGo: (target: ChatTarget) => void;
}

function Linked({ text, target, label, onGo }: LinkedProps) {
  const go = useCallback(
    () => onGo(typeof target === 'string' ? { messageId: target } : target),
    [target, onGo],
  );
  return (
    <p className={css.linked}>
      <span>{text}</span>
      <Button icon={ArrowUpRight} onClick={go}>
        {label}
      </Button>
    </p>
  );
}

function factsOf(row: ChatRow): readonly Fact[] {
  const { decoded, note } = row;
  if (decoded === null) return [];
  const message = readChatMessage(decoded);
  const lag = lagOf(row.at, decoded);
  const known = note && note.type !== 'no-tags' && note.type !== 'login' ? formatNote(note) : null;
  const entries: readonly (readonly [name: string, value: string | null])[] = [
    ['Known of it', known],
    ['Channel', message.channel],
    ['User', message.login && `${message.login}${message.userId ? ` (id ${message.userId})` : ''}`],
    ['Badges', message.badges.map(describeBadge).join(', ')],
    ['Marked as', markedAs(decoded)],
    ['Bits', message.bits === null ? null : String(message.bits)],
    ['Lag', lag === null ? null : describeLag(row.at, lag)],
    ['Emotes', message.pieces.flatMap(({ text, emote }) => (emote ? [`${text} (${emote})`] : [])).join(', ')],
    ['Shared from', message.sourceRoom === null ? null : `room ${message.sourceRoom}`],
    ['msg-id', message.msgId],
    ['Message id', message.id],
    ...Object.entries(recordOf(decoded.fields['parameters'])).map(
      ([name, value]) => [`msg-param-${name}`, String(value)] as const,
    ),
  ];
  return entries.flatMap(([name, value]) => (value ? [{ name, value, copy: value }] : []));
}

function markedAs({ fields }: Decoded): string {
  const flags = [
    ['mod', 'moderator'],
    ['vip', 'VIP'],
    ['subscriber', 'subscriber'],
    ['firstMessage', 'first message in this channel'],
    ['returningChatter', 'returning chatter'],
    ['action', 'action (/me)'],
  ] as const;
  return flags.flatMap(([field, words]) => (fields[field] === true ? [words] : [])).join(', ');
}

function describeLag(at: number, lag: number): string {
  const sent = formatMoment(at - lag).split('\n')[0]!;
  if (lag < 0) return `arrived ${formatExactDuration(-lag)} before it was sent (${sent}): a clock is wrong`;
  return `${formatExactDuration(lag)} after it was sent (${sent})`;
}
