// What the lines of a chat say together: how many of each kind, who talks most, which words and emotes, how fast, how late.
// Its memory does not grow with the chat.

import { CHAT_CLASSES, type ChatClass } from '../../contract/chat.ts';
import type { IrcLine } from './irc-line.ts';
import { emotesTag, numberTag, textTag } from './twitch-tags.ts';
import { spokenIn } from './twitch-reading.ts';
import { Lag } from './lag.ts';
import { Pulse } from './pulse.ts';
import { TopNames } from './top-names.ts';

const KEPT = 512;
/** Rows of each list that are told. */
const TOLD = 12;
const COMMAND_WORD = /^!\S+/;

export class ChatFigures {
  readonly lag = new Lag();
  readonly #pulse = new Pulse();
  readonly #classes = new Uint32Array(CHAT_CLASSES.length);
  readonly #chatters = new TopNames(KEPT);
  readonly #words = new TopNames(KEPT);
  readonly #emotes = new TopNames(KEPT);
  readonly #commands = new TopNames(KEPT);

  take(line: IrcLine, of: ChatClass, at: number): void {
    this.#classes[CHAT_CLASSES.indexOf(of)]! += 1;
    this.#commands.add(line.command);
    const sentAt = numberTag(line.tags ?? {}, 'tmi-sent-ts');
    if (sentAt !== null) this.lag.take(at - sentAt);
    if (line.command === 'PRIVMSG') this.#said(line, at);
  }

  /** A row that is no line. */
  takeGap(): void {
    this.#classes[CHAT_CLASSES.indexOf('server')]! += 1;
  }

  summary() {
    return {
      classes: this.#countsOfClasses(),
      perSecond: this.#pulse.perSecond(),
      newestSecond: this.#pulse.newest,
      peak: this.#pulse.peak,
      chatters: this.#chatters.top(TOLD),
      words: this.#words.top(TOLD),
      emotes: this.#emotes.top(TOLD),
      commands: this.#commands.top(TOLD),
      lag: this.lag.figures(),
    };
  }

  #said(line: IrcLine, at: number): void {
    const { text } = spokenIn(line);
    this.#pulse.take(at);
    const chatter = textTag(line.tags ?? {}, 'login') ?? line.source?.nick;
    if (chatter) this.#chatters.add(chatter);
    const [word] = COMMAND_WORD.exec(text) ?? [];
    if (word) this.#words.add(word.toLowerCase());
    for (const emote of emotesTag(line.tags ?? {}, text)) this.#emotes.add(emote.text);
  }

  #countsOfClasses(): Readonly<Record<ChatClass, number>> {
    const counts = CHAT_CLASSES.map((name, at) => [name, this.#classes[at]!] as const);
    return Object.fromEntries(counts) as Record<ChatClass, number>;
  }
}
