// The figures of a chat: how fast, how late, who and what most. A click on a name shows its messages in the timeline, by
// the filter language.

import { TriangleAlert } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { ChatChannel, ChatSummary, LagFigures, Tally } from '../../../proxy/contract/chat.ts';
import { textTerm, valueText } from '../../../proxy/contract/filter-of-value.ts';
import { formatCount, formatDuration, formatExact } from '../../ui/quantity.ts';
import { formatLag } from '../timeline/lag.ts';
import { useSecond } from '../../ui/second.ts';
import css from './chat-panel.module.css';

interface ChatPanelProps {
  readonly summary: ChatSummary;
  /** More may come. */
  readonly live: boolean;
  /** Shows in the timeline what this filter lets through. */
  readonly onFilter: (filter: string) => void;
}

export function ChatPanel({ summary, live, onFilter }: ChatPanelProps) {
  const { channels, chatters, words, emotes, commands, lag, heartbeat, unlinked } = summary;
  const byChannel = useMemo(() => channels.map(asTally), [channels]);
  return (
    <aside className={css.panel} aria-label="Figures of the chat">
      <Rate summary={summary} live={live} />
      <Lag lag={lag} heartbeat={heartbeat} />
      <Tallies title="Top chatters" tallies={chatters} term={chatterTerm} onFilter={onFilter} />
      <Tallies title="Top commands" tallies={words} term={spokenTerm} onFilter={onFilter} />
      <Tallies title="Top emotes" tallies={emotes} term={spokenTerm} onFilter={onFilter} />
      <Tallies title="By IRC command" tallies={commands} term={commandTerm} onFilter={onFilter} />
      {byChannel.length > 1 ? (
        <Tallies title="By channel" tallies={byChannel} term={channelTerm} onFilter={onFilter} />
      ) : null}
      {unlinked === 0 ? null : (
        <p className={css.note}>
          {formatExact(unlinked)} of the oldest moderations are not linked to their messages any more.
        </p>
      )}
    </aside>
  );
}

const asTally = ({ name, lines }: ChatChannel): Tally => ({ name, count: lines, error: 0 });

const chatterTerm = (name: string) => `kind:PRIVMSG irc.user=${valueText(name)}`;
/** A name that was cut is only the beginning of it. */
const spokenTerm = (name: string) => `kind:PRIVMSG text:${valueText(name.replace(/…$/, ''))}`;
const commandTerm = (name: string) => textTerm('kind', name) ?? '';
const channelTerm = (name: string) => `irc.channel=${valueText(name)}`;

/** Seconds that count as now. */
const NOW = 5;

function Rate({ summary, live }: Pick<ChatPanelProps, 'summary' | 'live'>) {
  const { perSecond, newestSecond, peak } = summary;
  const second = useSecond();
  const whole = perSecond.slice(-1 - NOW, -1);
  const isNow = live && newestSecond !== null && second - newestSecond < NOW * 1000;
  const now = isNow && whole.length > 0 ? whole.reduce((sum, each) => sum + each, 0) / whole.length : 0;
  const most = Math.max(1, ...perSecond);
  return (
    <section className={css.rate} aria-label="Messages per second">
      <h3>Messages per second</h3>
      <p>
        <b className={css.figure}>{now < 10 ? now.toFixed(1) : formatCount(Math.round(now))}</b>
        <span className={css.quiet}>peak {formatCount(peak)}</span>
      </p>
      <div className={css.bars} aria-hidden>
        {perSecond.map((count, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- a bar is its place
          <Bar key={place} share={count / most} />
        ))}
      </div>
    </section>
  );
}

function Bar({ share }: { readonly share: number }) {
  // oxlint-disable-next-line react-perf/jsx-no-new-object-as-prop
  return <i style={{ height: `${Math.max(share * 100, share > 0 ? 4 : 0)}%` }} />;
}

interface LagProps {
  readonly lag: LagFigures;
  readonly heartbeat: number | null;
}

function Lag({ lag, heartbeat }: LagProps) {
  const { p50, p95, p99, max, negative, min, lines } = lag;
  return (
    <section className={css.lags} aria-label="Lag">
      <h3 title="Arrival minus tmi-sent-ts">Lag</h3>
      <dl>
        <LagFigure name="p50" value={p50} />
        <LagFigure name="p95" value={p95} />
        <LagFigure name="p99" value={p99} />
        <LagFigure name="max" value={max} />
        {heartbeat === null ? null : <LagFigure name="PING" value={heartbeat} />}
      </dl>
      {negative === 0 ? null : (
        <p className={css.warning} role="note" title="Set this computer’s clock, or let it be set by NTP.">
          <TriangleAlert aria-hidden />
          Clock skew: {formatExact(negative)} of {formatExact(lines)} lines arrived before they were sent, by
          up to {formatDuration(-(min ?? 0))}. All lags may be that much too small.
        </p>
      )}
    </section>
  );
}

function LagFigure({ name, value }: { readonly name: string; readonly value: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === null ? '–' : formatLag(value)}</dd>
    </div>
  );
}

interface TalliesProps {
  readonly title: string;
  readonly tallies: readonly Tally[];
  readonly term: (name: string) => string;
  readonly onFilter: (filter: string) => void;
}

function Tallies({ title, tallies, term, onFilter }: TalliesProps) {
  if (tallies.length === 0) return null;
  const most = tallies[0]!.count;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ol className={css.tallies}>
        {tallies.map((tally) => (
          <TallyRow key={tally.name} tally={tally} most={most} term={term(tally.name)} onFilter={onFilter} />
        ))}
      </ol>
    </section>
  );
}

interface TallyRowProps {
  readonly tally: Tally;
  readonly most: number;
  readonly term: string;
  readonly onFilter: (filter: string) => void;
}

function TallyRow({ tally: { name, count, error }, most, term, onFilter }: TallyRowProps) {
  const filter = useCallback(() => onFilter(term), [term, onFilter]);
  const exact = error === 0 ? '' : `, at most ${formatExact(error)} too many`;
  return (
    <li>
      <button
        type="button"
        className={css.tally}
        title={`${formatExact(count)}${exact}\nShow in Messages: ${term}`}
        onClick={filter}
      >
        {/* oxlint-disable-next-line react-perf/jsx-no-new-object-as-prop */}
        <i style={{ width: `${(count / most) * 100}%` }} />
        <bdi>{name}</bdi>
        <span className={css.quiet}>
          {error === 0 ? '' : '≈ '}
          {formatCount(count)}
        </span>
      </button>
    </li>
  );
}
