// A chat in memory for component tests: messages that the test speaks, understood by the real state machine and read by the real
// decoder. It answers the chat's half of a Session.

import type { ChatQuery, ChatRow } from '../../../proxy/contract/chat.ts';
import type { ConnectionId, Seq, ViewId } from '../../../proxy/contract/ids.ts';
import type { Side, ViewState } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import { decodeIrcLine, ircLines } from '../../../proxy/formats/decoders/irc.ts';
import type { IrcLine } from '../../../proxy/formats/twitch/irc-line.ts';
import { ChatMachine, type Gap } from '../../../proxy/formats/twitch/chat-machine.ts';
import { NO_PART } from '../../../proxy/formats/twitch/line-columns.ts';
import { strikeBy } from '../../../proxy/formats/twitch/strikes.ts';
import { STARTED } from './session-fixture.ts';

interface Heard {
  readonly seq: number;
  readonly part: number;
  readonly connection: number;
  readonly from: Side;
  readonly at: number;
  readonly line: IrcLine | null;
}

export interface ChatFixture {
  /** One message of the server, or of the client; `seq` counts from 1. */
  say(text: string, over?: Partial<Pick<Heard, 'from' | 'at' | 'connection'>>): void;
  gap(gap: Gap): void;
  /** For a Change that tells of what was said since. */
  views(): readonly ViewState[];
  readonly queries: readonly ChatQuery[];
  readonly answers: Partial<Session>;
}

export function createChatFixture(): ChatFixture {
  const machine = new ChatMachine();
  const heard: Heard[] = [];
  const queries: ChatQuery[] = [];
  let seq = 0;

  const rowOf = (place: number): ChatRow => {
    const { line, from, connection, at, ...ref } = heard[place]!;
    const by = line && machine.struckBy(place, line);
    const strike = by === null || line === null ? null : strikeBy(heard[by]!.line!, line);
    return {
      seq: ref.seq as Seq,
      part: ref.part,
      connection: connection as ConnectionId,
      from,
      at,
      class: machine.classOf(place),
      decoded: line && decodeIrcLine(line),
      struck: strike && { ...strike, by: refOf(by!), at: heard[by!]!.at, reason: null },
      note: machine.noteOf(place, connection, from, line),
    };
  };
  const refOf = (place: number) => ({ seq: heard[place]!.seq as Seq, part: heard[place]!.part });
  const placesOf = (view: ViewId) => {
    const { hidden } = queries[view - FIRST_VIEW]!;
    return heard.map((_, place) => place).filter((place) => !hidden.includes(machine.classOf(place)));
  };
  const stateOf = (view: ViewId): ViewState => {
    const [count, total] = [placesOf(view).length, heard.length];
    return { view, count, evicted: 0, scanned: total, total, revision: machine.revision };
  };
  const answers: Partial<Session> = {
    openChat: async (query) => {
      queries.push(query);
      return stateOf((FIRST_VIEW + queries.length - 1) as ViewId);
    },
    closeChat: async () => undefined,
    chatRows: async (view, from, count) =>
      placesOf(view)
        .slice(from, from + count)
        .map(rowOf),
    chatSummary: async () => machine.summary(),
    locateInChat: async (view, target) => {
      const place = heard.findIndex((each) =>
        'messageId' in target
          ? each.line?.tags?.['id'] === target.messageId
          : each.seq === target.seq && each.part === target.part,
      );
      const shown = placesOf(view).indexOf(place);
      return shown < 0 ? null : shown;
    },
  };
  return {
    say: (text, { from = 'server', at = STARTED + seq, connection = 1 } = {}) => {
      seq += 1;
      const lines = ircLines(text);
      machine.take({ seq, connection, from, at, lines });
      lines.forEach((line, part) => heard.push({ seq, part, connection, from, at, line }));
    },
    gap: (gap) => {
      machine.takeGap(seq + 1, gap);
      const common = { connection: gap.next, from: 'server', at: gap.to, line: null } as const;
      heard.push({ seq: seq + 1, part: NO_PART, ...common });
    },
    views: () => queries.map((_, index) => stateOf((FIRST_VIEW + index) as ViewId)),
    queries,
    answers,
  };
}

const FIRST_VIEW = 5_000;
