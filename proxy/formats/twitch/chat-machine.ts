// The state of a chat: lines of IRC go in, in the order of arrival; out come their places, what is known of each from the others,
// and what they say together. It keeps no text of any line (13 bytes each, and a little for those that change something), and
// knows nothing of where lines are stored: to tell what is known of one, it is given that line again.

import {
  CHAT_CLASSES,
  type ChatChannel,
  type ChatClass,
  type ChatNote,
  type ChatSummary,
} from '../../contract/chat.ts';
import type { Side } from '../../contract/model.ts';
import type { IrcLine } from './irc-line.ts';
import { channelOf, chatClass, classNumber } from './chat-class.ts';
import { ChatFigures } from './chat-figures.ts';
import { fingerprint } from './fingerprint.ts';
import { Heartbeats } from './heartbeats.ts';
import { LineColumns, MOST_PARTS, NO_PART } from './line-columns.ts';
import { type LoginNews, Logins } from './logins.ts';
import { NewestMap } from './newest-map.ts';
import { Rooms } from './rooms.ts';
import { Strikes } from './strikes.ts';

/** A message of the connection, taken apart. Times are epoch milliseconds. */
export interface HeardMessage {
  readonly seq: number;
  readonly connection: number;
  readonly from: Side;
  readonly at: number;
  readonly lines: readonly IrcLine[];
}

export type Gap = Omit<Extract<ChatNote, { type: 'gap' }>, 'type' | 'asked'>;

/** Of lines with a note of their own; about 200 bytes each. */
const KEPT_NOTES = 1 << 16;
/** Told apart; the lines of further ones belong to none. */
const MOST_CHANNELS = 0xffff;
const TOLD_CHANNELS = 100;

export class ChatMachine {
  readonly lines = new LineColumns();
  readonly #strikes = new Strikes();
  readonly #rooms = new Rooms();
  readonly #logins = new Logins();
  readonly #heartbeats = new Heartbeats();
  readonly #figures = new ChatFigures();
  readonly #notes = new NewestMap<ChatNote>(KEPT_NOTES);
  /** Their numbers are their places here, from 1. */
  readonly #channels = new Map<string, { readonly number: number; lines: number }>();
  /** Connections whose last word from the server was RECONNECT. */
  readonly #toReconnect = new Set<number>();
  #revision = 0;

  /** Counts the changes of what is known of earlier lines. */
  get revision(): number {
    return this.#revision;
  }

  take({ seq, connection, from, at, lines }: HeardMessage): void {
    lines.slice(0, MOST_PARTS).forEach((line, part) => {
      const of = chatClass(line);
      const place = this.lines.push({
        seq,
        part,
        class: classNumber(of),
        channel: this.#channel(channelOf(line)),
        id: idOf(line.tags?.['id']),
      });
      this.#figures.take(line, of, at);
      this.#learn(place, { connection, from, at, line });
    });
  }

  /** Another socket goes on where one has ended; told before its first message. */
  takeGap(seq: number, gap: Gap): void {
    const place = this.lines.push({ seq, part: NO_PART, class: classNumber('server'), channel: 0, id: 0 });
    const asked = this.#toReconnect.has(gap.previous);
    this.#notes.set(place, { type: 'gap', ...gap, asked });
    this.#figures.takeGap();
  }

  classOf(place: number): ChatClass {
    return CHAT_CLASSES[this.lines.class(place)]!;
  }

  /** The number of a channel that has been heard of; null for any other. */
  channelNumber(name: string): number | null {
    return this.#channels.get(name)?.number ?? null;
  }

  /** What is known of the line at a place; of a gap, `line` is null. */
  noteOf(place: number, connection: number, from: Side, line: IrcLine | null): ChatNote | null {
    const note = this.#notes.get(place);
    if (note !== null || line === null) return note;
    const why = this.#logins.noTags(connection, place, from, line);
    return why && { type: 'no-tags', why };
  }

  /** The place of the line that takes this one back; null where none does. */
  struckBy(place: number, line: IrcLine): number | null {
    return this.#strikes.of(place, line);
  }

  /** Places of the lines that may have this id, newest first. */
  withId(id: string): Iterable<number> {
    return this.lines.withId(idOf(id));
  }

  summary(): ChatSummary {
    const lines = this.lines.length - this.lines.first;
    const heartbeat = this.#heartbeats.last;
    const unlinked = this.#strikes.dropped;
    return { lines, ...this.#figures.summary(), channels: this.#channelsByLines(), heartbeat, unlinked };
  }

  #learn(place: number, heard: { connection: number; from: Side; at: number; line: IrcLine }): void {
    const { connection, from, line } = heard;
    const news = { place, ...heard };
    if (from === 'server') {
      this.#learnFromServer(place, connection, line);
      if (this.#strikes.take(place, line)) this.#revision += 1;
    }
    this.#tell(place, this.#logins.take(connection, news));
    if (line.command === 'PING') this.#notes.set(place, { type: 'heartbeat', ms: null });
    const beat = this.#heartbeats.take(connection, news);
    if (!beat) return;
    const note = { type: 'heartbeat', ms: beat.ms } as const;
    this.#tell(place, [
      [place, note],
      [beat.ping, note],
    ]);
  }

  #learnFromServer(place: number, connection: number, line: IrcLine): void {
    if (line.command === 'RECONNECT') this.#toReconnect.add(connection);
    if (line.command !== 'ROOMSTATE') return;
    const { changes, first } = this.#rooms.take(line);
    this.#notes.set(place, { type: 'room', changes, first });
  }

  #tell(now: number, news: LoginNews): void {
    for (const [place, note] of news) {
      this.#notes.set(place, note);
      if (place !== now) this.#revision += 1;
    }
  }

  #channel(name: string): number {
    if (name === '') return 0;
    let channel = this.#channels.get(name);
    if (!channel && this.#channels.size < MOST_CHANNELS) {
      channel = { number: this.#channels.size + 1, lines: 0 };
      this.#channels.set(name, channel);
    }
    if (!channel) return 0;
    channel.lines += 1;
    return channel.number;
  }

  #channelsByLines(): readonly ChatChannel[] {
    const all = Array.from(this.#channels, ([name, { lines }]) => ({ name, lines }));
    const told = all.toSorted((a, b) => b.lines - a.lines).slice(0, TOLD_CHANNELS);
    return told.map(({ name, lines }) => ({ name, lines, settings: this.#rooms.settings(name) }));
  }
}

/** 0 stands for no id. */
function idOf(id: string | undefined): number {
  return id ? fingerprint(id) >>> 0 || 1 : 0;
}
