// A seeded, endless chat channel: ordinary talk, and among it every kind of event that Twitch sends, each once
// in less than two minutes whatever the rate. Pure: the same seed and the same times give the same lines.

import { CHAT_EVENTS, chat } from './channel-chat.ts';
import { MODERATION_EVENTS, RECONNECT, SERVER_EVENTS, wholeRoomState } from './channel-moderation.ts';
import { NOTICE_EVENTS } from './channel-notices.ts';
import { createChatters } from './chatters.ts';
import { type Random, createRandom } from './random.ts';
import type { ChannelEvent, Room } from './room.ts';

const EVENTS = [...CHAT_EVENTS, ...NOTICE_EVENTS, ...MODERATION_EVENTS, ...SERVER_EVENTS];
/** All events happen in this time, in milliseconds; what they bring about later follows before two minutes. */
const ROUND = 100_000;
/** The server asks to reconnect at the end of the first round, and of every tenth after it. */
const ROUNDS_PER_RECONNECT = 10;
const PEOPLE = 400;

export interface ChannelOptions {
  readonly seed: number;
  /** `#framescope` */
  readonly channel: string;
  /** Login of the client that joins first; whispers go there. */
  readonly viewer: string;
  /** When it begins, in epoch milliseconds. */
  readonly now: number;
}

export interface Channel {
  /** ROOMSTATE as somebody who joins is told. */
  readonly roomState: string;
  /** The lines of the next WebSocket message, one at least, as of `now`. */
  next(now: number): readonly string[];
}

export function createChannel({ seed, channel, viewer, now }: ChannelOptions): Channel {
  const random = createRandom(seed);
  const room: Room = {
    random,
    channel,
    roomId: String(100_000_000 + random.below(100_000_000)),
    viewer,
    chatters: createChatters(random, PEOPLE),
    recent: [],
    later: [],
  };
  const dueEvent = createSchedule(random, now);
  return {
    roomState: wholeRoomState(room),
    next: (at) => takeLater(room, at) ?? (dueEvent(at) ?? chat)(room, at),
  };
}

function takeLater(room: Room, now: number): readonly string[] | null {
  const index = room.later.findIndex((entry) => entry.at <= now);
  return index < 0 ? null : room.later.splice(index, 1)[0]!.lines;
}

/** Gives each event its turn, evenly over a round, in an order that is new each time. */
function createSchedule(random: Random, start: number): (now: number) => ChannelEvent | null {
  let round = 0;
  let waiting: ChannelEvent[] = [];
  let dueAt = start;
  return (now) => {
    if (now < dueAt) return null;
    if (waiting.length === 0) waiting = roundOf(random, round++);
    dueAt += ROUND / (EVENTS.length + 1);
    return waiting.pop()!;
  };
}

/** Taken from the end. */
function roundOf(random: Random, round: number): ChannelEvent[] {
  const order = EVENTS.map((event) => ({ event, place: random.next() })).toSorted(
    (a, b) => a.place - b.place,
  );
  const last: ChannelEvent = round % ROUNDS_PER_RECONNECT === 0 ? () => [RECONNECT] : chat;
  return [last, ...order.map(({ event }) => event)];
}
