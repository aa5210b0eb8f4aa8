// One line of IRC: tags, source, command, parameters (RFC 1459 §2.3, IRCv3 message tags). Which commands there are is
// not known here. The parsers on npm either drop what a malformed line holds or bring a client and its sockets.

export interface IrcLine {
  /** Values unescaped; empty for a tag without one. Null where the line has no tags. */
  readonly tags: Readonly<Record<string, string>> | null;
  readonly source: IrcSource | null;
  /** In capitals, or three digits. */
  readonly command: string;
  readonly params: readonly string[];
}

/** `nick!user@host`, or a server name alone as `nick`. */
export interface IrcSource {
  readonly nick: string;
  readonly user: string | null;
  readonly host: string | null;
}

const LINE = /^(?:@(\S*) +)?(?::(\S*) +)?([A-Za-z]+|\d{3})(?= |$)(.*)$/s;
const SOURCE = /^([^!@]*)(?:!([^@]*))?(?:@(.*))?$/s;

/** IRCv3 message tags, "escaping values"; any other escaped character stands for itself. */
const ESCAPES: Readonly<Record<string, string>> = { ':': ';', s: ' ', r: '\r', n: '\n' };

/** Without its CRLF; null where no command stands. */
export function parseIrcLine(line: string): IrcLine | null {
  const found = LINE.exec(line);
  if (!found) return null;
  const [, tags, source, command, rest] = found;
  return {
    tags: tags === undefined ? null : parseTags(tags),
    source: source === undefined ? null : parseSource(source),
    command: command!.toUpperCase(),
    params: parseParams(rest!),
  };
}

function parseTags(text: string): Readonly<Record<string, string>> {
  const entries = text.split(';').filter((tag) => tag !== '');
  return Object.fromEntries(entries.map(parseTag));
}

function parseTag(tag: string): readonly [string, string] {
  const equals = tag.indexOf('=');
  return equals < 0 ? [tag, ''] : [tag.slice(0, equals), unescapeTag(tag.slice(equals + 1))];
}

/** A lone backslash at the end is dropped. */
export function unescapeTag(value: string): string {
  return value.includes('\\')
    ? value.replace(/\\(.?)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped)
    : value;
}

function parseSource(text: string): IrcSource {
  const [, nick, user, host] = SOURCE.exec(text)!;
  return { nick: nick!, user: user ?? null, host: host ?? null };
}

/** The trailing parameter begins after the first space and colon, and may hold both. */
function parseParams(rest: string): readonly string[] {
  const trailing = rest.indexOf(' :');
  const middle = trailing < 0 ? rest : rest.slice(0, trailing);
  const params = middle.split(/ +/).filter((param) => param !== '');
  return trailing < 0 ? params : [...params, rest.slice(trailing + 2)];
}
