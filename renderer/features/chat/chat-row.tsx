// One line of chat as a row: when, how late, who, what; and what became of it. Everything in it is text.

import { CircleAlert, MessageCircleReply, TriangleAlert, Unplug } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { ChatNote, ChatRow } from '../../../proxy/contract/chat.ts';
import type { Decoded } from '../../../proxy/contract/model.ts';
import { eventCard } from '../../../proxy/formats/twitch/event-card.ts';
import { isRefusal, noticeMeaning } from '../../../proxy/formats/twitch/notice-words.ts';
import { formatLag, lagOf, lagTitle } from '../timeline/lag.ts';
import { oneLine } from '../timeline/one-line.ts';
import { type ChatMessage, readChatMessage, textOf } from './chat-message.ts';
import css from './chat-row.module.css';
import { ChatText } from './chat-text.tsx';
import { formatNote, formatSeconds, formatStrike, NO_TAGS, plainWords } from './chat-words.ts';
import { Speaker } from './speaker.tsx';

interface ChatRowProps {
  /** Null while it is on its way. */
  readonly row: ChatRow | null;
  readonly time: string;
  readonly timeTitle: string;
  /** Lines are of several channels. */
  readonly channels: boolean;
}

export const ChatRowCells = memo(function ChatRowCells({ row, time, timeTitle, channels }: ChatRowProps) {
  if (row === null) return <Placeholder />;
  const lag = lagOf(row.at, row.decoded);
  return (
    <div
      className={css.line}
      data-class={row.class}
      data-from={row.from}
      data-struck={row.struck?.kind}
      data-tone={toneOf(row)}
    >
      <span role="gridcell" className={css.time} title={timeTitle}>
        {time}
      </span>
      <span
        role="gridcell"
        className={css.lag}
        data-wrong={(lag !== null && lag < 0) || undefined}
        title={lagTitle(lag)}
      >
        {lag === null ? null : formatLag(lag)}
      </span>
      <span role="gridcell" className={css.body}>
        <span className={css.words}>
          {channels ? <ChannelName decoded={row.decoded} /> : null}
          <Words row={row} />
        </span>
        <Marks row={row} />
      </span>
    </div>
  );
});

function Placeholder() {
  return (
    <div className={css.line} aria-busy>
      <span role="gridcell" className={css.quiet}>
        …
      </span>
    </div>
  );
}

function ChannelName({ decoded }: { readonly decoded: Decoded | null }) {
  const channel = textOf(decoded?.fields['channel']);
  return channel?.startsWith('#') ? <span className={css.channel}>{channel}</span> : null;
}

function Words({ row }: { readonly row: ChatRow }): ReactNode {
  const { decoded, note } = row;
  if (note?.type === 'gap') return <GapWords note={note} />;
  if (decoded === null) return null;
  switch (decoded.kind) {
    case 'PRIVMSG':
    case 'WHISPER':
      return <Said message={readChatMessage(decoded)} whisper={decoded.kind === 'WHISPER'} />;
    case 'USERNOTICE':
      return <EventWords decoded={decoded} />;
    case 'CLEARCHAT':
    case 'CLEARMSG':
      return <ModerationWords decoded={decoded} />;
    case 'NOTICE':
      return <NoticeWords decoded={decoded} />;
    default:
      return <OtherWords decoded={decoded} note={note} />;
  }
}

function Said({ message, whisper = false }: { readonly message: ChatMessage; readonly whisper?: boolean }) {
  const { action, reply, bits, firstMessage, returningChatter, sourceRoom, msgId } = message;
  return (
    <>
      {whisper ? <Pill>whisper</Pill> : null}
      {firstMessage ? <Pill tone="first">first message</Pill> : null}
      {returningChatter ? <Pill>back again</Pill> : null}
      {sourceRoom === null ? null : <Pill title={`Written in room ${sourceRoom}`}>shared chat</Pill>}
      {msgId === 'highlighted-message' ? <Pill tone="first">highlighted</Pill> : null}
      {bits === null ? null : <Pill tone="bits">{bits} bits</Pill>}
      <Speaker message={message} />
      {action ? ' ' : <span className={css.quiet}>: </span>}
      {reply === null ? null : (
        <span className={css.reply} title={`${reply.name}: ${reply.text}`}>
          <MessageCircleReply aria-hidden />
          {oneLine(reply.name)}
        </span>
      )}
      <span className={css.said} data-action={action || undefined}>
        <ChatText pieces={message.pieces} />
      </span>
    </>
  );
}

interface PillProps {
  readonly tone?: 'first' | 'bits';
  readonly title?: string;
  readonly children: ReactNode;
}

function Pill({ tone, title, children }: PillProps) {
  return (
    <span className={css.pill} data-tone={tone} title={title}>
      {children}
    </span>
  );
}

function GapWords({ note }: { readonly note: ChatNote }) {
  return (
    <>
      <Unplug aria-hidden className={css.icon} />
      {formatNote(note)}
    </>
  );
}

function EventWords({ decoded }: { readonly decoded: Decoded }) {
  const card = eventCard(decoded)!;
  const message = readChatMessage(decoded);
  const system = textOf(decoded.fields['systemMessage']);
  return (
    <>
      <b className={css.title} title={`msg-id ${message.msgId ?? 'missing'}`}>
        {card.title}
      </b>
      {card.shared ? <Pill>shared chat</Pill> : null}
      <bdi>{oneLine(system ?? message.name)}</bdi>
      {card.facts.map((fact) => (
        <Pill key={fact}>{oneLine(fact)}</Pill>
      ))}
      {message.text === '' ? null : (
        <>
          <span className={css.quiet}> — </span>
          {system === null ? null : (
            <>
              <bdi className={css.name}>{oneLine(message.name)}</bdi>
              <span className={css.quiet}>: </span>
            </>
          )}
          <ChatText pieces={message.pieces} />
        </>
      )}
    </>
  );
}

function ModerationWords({ decoded: { kind, fields } }: { readonly decoded: Decoded }) {
  const user = textOf(fields['user']);
  if (kind === 'CLEARMSG') {
    return (
      <>
        Message of <b>{oneLine(user ?? 'somebody')}</b> deleted
        <span className={css.quiet}>: {oneLine(textOf(fields['text']) ?? '')}</span>
      </>
    );
  }
  if (user === null) return <b>The whole chat was cleared</b>;
  const seconds = fields['banDuration'];
  return (
    <>
      <b>{oneLine(user)}</b>{' '}
      {typeof seconds === 'number' ? `timed out for ${formatSeconds(seconds)}` : 'banned for good'}
    </>
  );
}

function NoticeWords({ decoded: { fields } }: { readonly decoded: Decoded }) {
  const text = textOf(fields['text']) ?? '';
  const msgId = textOf(fields['msgId']);
  const meaning = noticeMeaning(msgId, text);
  return (
    <>
      {isRefusal(msgId, text) ? <CircleAlert aria-hidden className={css.icon} /> : null}
      <bdi>{oneLine(text)}</bdi>
      {msgId === null ? null : <code className={css.code}>{oneLine(msgId)}</code>}
      {meaning === null ? null : <span className={css.quiet}> {meaning}</span>}
    </>
  );
}

/** The command, and what is known of it or what it says. */
function OtherWords({ decoded, note }: { readonly decoded: Decoded; readonly note: ChatNote | null }) {
  const words = note && formatNote(note);
  if (note?.type === 'login') return <b>{words}</b>;
  return (
    <>
      <code className={css.code} title={decoded.kind}>
        {textOf(decoded.fields['command'])}
      </code>
      <bdi> {oneLine(words ?? plainWords(decoded))}</bdi>
    </>
  );
}

function Marks({ row: { struck, note } }: { readonly row: ChatRow }) {
  return (
    <>
      {struck === null ? null : <span className={css.strike}>{formatStrike(struck)}</span>}
      {note?.type === 'no-tags' ? (
        <span className={css.noTags} title={NO_TAGS[note.why]}>
          <TriangleAlert aria-hidden />
          no tags
        </span>
      ) : null}
    </>
  );
}

/** What the row is coloured by. */
function toneOf({ decoded, note }: ChatRow): string | undefined {
  if (note?.type === 'gap') return 'gap';
  if (decoded?.kind === 'RECONNECT') return 'gap';
  if (decoded?.kind === 'NOTICE') {
    const refused = isRefusal(textOf(decoded.fields['msgId']), textOf(decoded.fields['text']) ?? '');
    return refused ? 'refusal' : undefined;
  }
  const card = decoded && eventCard(decoded);
  return card ? (card.color?.toLowerCase() ?? card.tone) : undefined;
}
