// IRC over WebSocket: Twitch chat and IRCv3 servers. One message may hold several lines; each becomes a part. Passwords
// never leave here. What a line of chat means is known to twitch.ts.

import type { Decoded } from '../../contract/model.ts';
import {
  type AskedField,
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
} from './decoder.ts';
import { type IrcLine, parseIrcLine } from '../twitch/irc-line.ts';
import { ircRanges } from './irc-ranges.ts';
import { NUMERICS } from './irc-numerics.ts';
import { turnsOf } from './irc-turns.ts';
import { isSpelled } from './spelled.ts';
import { readTwitch, TWITCH_FIELDS } from '../twitch/twitch-reading.ts';

const SUBPROTOCOLS: ReadonlySet<string> = new Set(['irc', 'text.ircv3.net', 'binary.ircv3.net']);
const TWITCH_URL = /^wss?:\/\/irc-ws\.chat\.twitch\.tv(?=[:/?#]|$)/i;

/** A line that hardly anything but IRC begins with; `PING` alone is said elsewhere too. */
const FIRST_LINE =
  /^(?:@\S+ +)?(?::\S+ +)?(?:PRIVMSG [#&]|(?:JOIN|PART) [#&]|PING :|PONG :|PONG \S+ :|CAP (?:\* |REQ |LS|END)|PASS \S|NICK \S+\r?\n?$|(?:USERNOTICE|ROOMSTATE|USERSTATE|CLEARCHAT|CLEARMSG) #|NOTICE (?:[#*]|\S+ :)|(?:00[1-5]|35[36]|37[256]) \S+ )/;

/** Whose parameters are secret, from which on. */
const SECRET_PARAMS: Readonly<Record<string, number>> = { PASS: 0, OPER: 1 };
const MAY_TURN = /(?:^|[\s])(?:P[IO]NG|CAP|JOIN|PART|NICK|00[1]|366|PASS)\b/i;
const SASL_WORDS = /^(?:[A-Z0-9-]{1,20}|[*+])$/;
const MASK = '•••';

export const irc: Decoder = {
  name: 'irc',
  label: 'IRC (Twitch chat)',
  reads: 'both',
  recognises,
  decode,
  spellings,
  heartbeat: /p[io]ng/i,
  turns,
  ranges: ({ text }) => (text === null ? [] : ircRanges(text)),
};

/** Fields under which stand what the tags say, by its name there. */
const NAMED_BY_TAGS: ReadonlySet<string> = new Set(['tags', 'badges', 'badgeInfo', 'parameters']);
/** Every field that a line may have, besides those. */
export const IRC_FIELDS: ReadonlySet<string> = new Set([
  ...NAMED_BY_TAGS,
  'command',
  'name',
  'nick',
  'prefix',
  'params',
  'lines',
  'commands',
  ...TWITCH_FIELDS,
]);
/** Said where a line names nobody, or instead of a number. */
const MADE_WORDS = /^(?:you|lines|(?:rpl|err)_\w*)$/i;

function recognises({ url, subprotocol }: DecoderContext, { text }: DecodableMessage): number {
  if (text === null) return CONFIDENCE.none;
  if (subprotocol !== null && SUBPROTOCOLS.has(subprotocol.toLowerCase())) return CONFIDENCE.subprotocol;
  if (TWITCH_URL.test(url)) return CONFIDENCE.url;
  return FIRST_LINE.test(text) ? CONFIDENCE.likely : CONFIDENCE.none;
}

function decode({ text, cut }: DecodableMessage): Decoded | null {
  if (text === null || cut) return null;
  const parts = ircLines(text).map(decodeIrcLine);
  if (parts.length <= 1) return parts[0] ?? null;
  return whole(parts);
}

/** Most messages have no line that asks or answers, and need not be taken apart to know. */
function turns({ from, text }: DecodableMessage): readonly Turn[] {
  if (text === null || !MAY_TURN.test(text)) return [];
  return ircLines(text).flatMap((line) => turnsOf(line, from));
}

function spellings({ path, text }: AskedField): readonly string[] | null {
  const [field = '', name] = path ?? ['command'];
  if (!IRC_FIELDS.has(field)) return [];
  if (NAMED_BY_TAGS.has(field) && name !== undefined) return [name];
  return text !== null && isSpelled(text) && !MADE_WORDS.test(text) ? [text] : null;
}

function whole(parts: readonly Decoded[]): Decoded {
  const kinds = [...new Set(parts.map((part) => part.kind))];
  return {
    protocol: 'irc',
    kind: kinds.length === 1 ? kinds[0]! : 'lines',
    summary: `${parts.length} lines: ${parts[0]!.summary}`,
    heartbeat: parts.every((part) => part.heartbeat),
    fields: { lines: parts.length, commands: kinds },
    parts,
  };
}

/** The lines of a message; what is none is left out. */
export function ircLines(text: string): readonly IrcLine[] {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== '');
  return lines.map(parseIrcLine).filter((line) => line !== null);
}

/** Its meaning. Secrets are masked. */
export function decodeIrcLine(parsed: IrcLine): Decoded {
  const line = withoutSecrets(parsed);
  const reading = readTwitch(line);
  return {
    protocol: 'irc',
    kind: NUMERICS[line.command] ?? line.command,
    summary: reading?.summary ?? summarise(line),
    heartbeat: line.command === 'PING' || line.command === 'PONG',
    fields: fieldsOf(line, reading?.fields),
    parts: [],
  };
}

function fieldsOf(
  line: IrcLine,
  meaning: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const { command, source, params, tags } = line;
  const name = NUMERICS[command];
  return {
    command,
    ...(name && { name }),
    ...(source && { nick: source.nick, prefix: source }),
    ...meaning,
    params,
    ...(tags && { tags }),
  };
}

/** `CAP REQ twitch.tv/tags`, `001 RPL_WELCOME  Welcome, GLHF!` */
function summarise({ command, params }: IrcLine): string {
  const name = NUMERICS[command];
  if (!name) return [command, ...params].join(' ');
  // The first parameter of a numeric reply is the nick of whom it is for.
  return [`${command} ${name}`, params.slice(1).join(' ')].filter((part) => part !== '').join('  ');
}

function withoutSecrets(line: IrcLine): IrcLine {
  const from = line.command === 'AUTHENTICATE' ? saslSecret(line) : SECRET_PARAMS[line.command];
  if (from === undefined) return line;
  return { ...line, params: line.params.map((param, index) => (index < from ? param : maskParam(param))) };
}

function saslSecret({ params }: IrcLine): number | undefined {
  return SASL_WORDS.test(params[0] ?? '') ? undefined : 0;
}

function maskParam(param: string): string {
  return param.startsWith('oauth:') ? `oauth:${MASK}` : MASK;
}
