// What a USERNOTICE is about, in a word and a few facts, by its `msg-id` (dev.twitch.tv/docs/chat/irc#usernotice-tags). One that
// is not known here is shown as it came: its id and its parameters.

import type { Decoded } from '../../contract/model.ts';

export type CardTone = 'sub' | 'gift' | 'raid' | 'announcement' | 'bits' | 'milestone' | 'raw';

export interface EventCard {
  readonly tone: CardTone;
  /** `Resub`; of one that is not known its `msg-id`. */
  readonly title: string;
  /** `Tier 1`, `14 months` */
  readonly facts: readonly string[];
  /** Of an announcement: `PRIMARY`, `BLUE`, `GREEN`, `ORANGE` or `PURPLE`. */
  readonly color: string | null;
  /** It happened in another channel of a shared chat. */
  readonly shared: boolean;
}

type Parameters = Readonly<Record<string, string>>;

interface Kind {
  readonly tone: CardTone;
  readonly title: string;
  readonly facts: (of: Parameters) => readonly (string | null)[];
}

const months = (of: Parameters) => counted(of['cumulative-months'] ?? of['months'], 'month');
const plan = (of: Parameters) => planName(of['sub-plan'] ?? of['gift-sub-plan']);
const streak = (of: Parameters) =>
  of['streak-months'] && of['streak-months'] !== '0' ? `streak ${of['streak-months']}` : null;
const recipient = (of: Parameters) =>
  labelled('to', of['recipient-display-name'] ?? of['recipient-user-name']);
const sender = (of: Parameters) => labelled('from', of['sender-name'] ?? of['sender-login']);

const KINDS: Readonly<Record<string, Kind>> = {
  sub: { tone: 'sub', title: 'Sub', facts: (of) => [plan(of), months(of)] },
  resub: { tone: 'sub', title: 'Resub', facts: (of) => [plan(of), months(of), streak(of)] },
  subgift: {
    tone: 'gift',
    title: 'Gift sub',
    facts: (of) => [plan(of), recipient(of), counted(of['gift-months'], 'month')],
  },
  submysterygift: {
    tone: 'gift',
    title: 'Mystery gift',
    facts: (of) => [
      counted(of['mass-gift-count'], 'sub'),
      plan(of),
      of['sender-count'] ? `${of['sender-count']} in all` : null,
    ],
  },
  giftpaidupgrade: { tone: 'gift', title: 'Gift continued', facts: (of) => [sender(of)] },
  anongiftpaidupgrade: { tone: 'gift', title: 'Gift continued', facts: () => ['from somebody anonymous'] },
  primepaidupgrade: { tone: 'sub', title: 'Prime upgraded', facts: (of) => [plan(of)] },
  standardpayforward: { tone: 'gift', title: 'Paid forward', facts: (of) => [recipient(of)] },
  communitypayforward: { tone: 'gift', title: 'Paid forward', facts: () => ['to the community'] },
  rewardgift: { tone: 'gift', title: 'Reward', facts: (of) => [counted(of['total-reward-count'], 'emote')] },
  raid: { tone: 'raid', title: 'Raid', facts: (of) => [counted(of['viewerCount'], 'viewer')] },
  unraid: { tone: 'raid', title: 'Raid called off', facts: () => [] },
  announcement: { tone: 'announcement', title: 'Announcement', facts: () => [] },
  bitsbadgetier: { tone: 'bits', title: 'Bits badge', facts: (of) => [counted(of['threshold'], 'bit')] },
  viewermilestone: {
    tone: 'milestone',
    title: 'Milestone',
    facts: (of) => [
      of['category'] === 'watch-streak' && of['value']
        ? `watch streak ${of['value']}`
        : (of['category'] ?? null),
      of['copoReward'] ? `+${of['copoReward']} points` : null,
    ],
  },
  charitydonation: {
    tone: 'gift',
    title: 'Donation',
    facts: (of) => [of['charity-name'] ?? null, of['donation-currency'] ?? null],
  },
  ritual: { tone: 'milestone', title: 'Ritual', facts: (of) => [of['ritual-name'] ?? null] },
};

/** Null for anything but a USERNOTICE. */
export function eventCard({ kind, fields }: Decoded): EventCard | null {
  if (kind !== 'USERNOTICE') return null;
  const own = typeof fields['msgId'] === 'string' ? fields['msgId'] : '';
  const shared = own === 'sharedchatnotice';
  const tags = (fields['tags'] ?? {}) as Parameters;
  const id = shared ? (tags['source-msg-id'] ?? own) : own;
  const parameters = (fields['parameters'] ?? {}) as Parameters;
  const known = Object.hasOwn(KINDS, id) ? KINDS[id]! : null;
  const facts = known ? known.facts(parameters) : Object.entries(parameters).map((entry) => entry.join('='));
  return {
    tone: known?.tone ?? 'raw',
    title: known?.title ?? (id === '' ? 'USERNOTICE' : id),
    facts: facts.filter((fact) => fact !== null),
    color: id === 'announcement' ? (parameters['color'] ?? 'PRIMARY') : null,
    shared,
  };
}

function planName(of: string | undefined): string | null {
  if (of === undefined) return null;
  return /^[123]000$/.test(of) ? `Tier ${of[0]}` : of;
}

function counted(of: string | undefined, noun: string): string | null {
  return of ? `${of} ${noun}${of === '1' ? '' : 's'}` : null;
}

function labelled(word: string, name: string | undefined): string | null {
  return name ? `${word} ${name}` : null;
}
