// One IRC line, written and read: RFC 1459 §2.3 with the message tags of IRCv3. It knows no command.

export type Tags = Readonly<Record<string, string>>;

export interface Line {
  readonly tags: Tags;
  readonly prefix: string;
  readonly command: string;
  /** The last one may contain spaces. */
  readonly params: readonly string[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  ';': '\\:',
  ' ': '\\s',
  '\\': '\\\\',
  '\r': '\\r',
  '\n': '\\n',
};

/** Tags in alphabetical order, as Twitch sends them. Without CRLF. */
export function formatLine({ tags, prefix, command, params }: Line): string {
  const head = formatTags(tags);
  const from = prefix === '' ? '' : `:${prefix} `;
  const middle = params.slice(0, -1);
  const last = params.slice(-1).map((param) => (needsColon(param, command) ? `:${param}` : param));
  return `${head}${from}${[command, ...middle, ...last].join(' ')}`;
}

/** Reads what a client sends: no tags, which are of no use to a server here. */
export function parseLine(text: string): { command: string; params: readonly string[] } {
  const bare = text.replace(/^@\S* +/, '').replace(/^:\S* +/, '');
  const at = bare.startsWith(':') ? 0 : bare.indexOf(' :');
  const words = (at < 0 ? bare : bare.slice(0, at)).split(' ').filter((word) => word !== '');
  const params = at < 0 ? words : [...words, bare.slice(at + 2)];
  return { command: (params[0] ?? '').toUpperCase(), params: params.slice(1) };
}

function formatTags(tags: Tags): string {
  const entries = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return '';
  return `@${entries.map(([key, value]) => `${key}=${escapeTagValue(value)}`).join(';')} `;
}

function escapeTagValue(value: string): string {
  return value.replace(/[; \\\r\n]/g, (character) => ESCAPES[character]!);
}

/** Channels and names stand alone; texts follow a colon even when they are one word. */
function needsColon(param: string, command: string): boolean {
  if (param === '' || param.includes(' ') || param.startsWith(':')) return true;
  return !param.startsWith('#') && !['JOIN', 'PART', 'CAP'].includes(command);
}
