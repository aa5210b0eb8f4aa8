// The head of a captured upgrade, changed just so, to be asked again: every other line stays as it was, in its order and
// case. Text in, text out; the text is latin1.

import type { ConnectionDetail } from '../../contract/model.ts';
import { FramescopeError } from '../../contract/errors.ts';
import type { UpgradeChange, UpgradePart } from '../../contract/upgrade-change.ts';
import { TOKEN } from '../../protocol/http-head.ts';

export interface RetryHead {
  /** Where it goes. */
  readonly url: URL;
  /** With its empty line. */
  readonly text: string;
}

/**
 * `key` is fresh, as each handshake's must be (RFC 6455 §4.1). Fails with UNSUPPORTED where no head was kept, with INVALID
 * for a change that no head can have.
 */
export function retryHead(
  detail: ConnectionDetail,
  changes: readonly UpgradeChange[],
  key: string,
): RetryHead {
  const { requestHead, url } = detail;
  if (requestHead === null || !URL.canParse(url)) throw notKept();
  const head = splitHead(requestHead);
  const place = changes.reduce(movedTo, wsUrl(url));
  const fields = new Fields(head.fields);
  fields.remove(head.target.includes('://') ? MEANT_FOR_THE_PROXY : MEANT_FOR_US);
  for (const change of changes) applyChange(fields, change, place);
  if (fields.has('Sec-WebSocket-Key') || changes.some(({ kind }) => kind === 'complete'))
    fields.set('Sec-WebSocket-Key', key);
  if (place.href !== wsUrl(url).href) moveFields(fields, wsUrl(url), place);
  const path = changes.some(({ kind }) => kind === 'url') ? place.pathname + place.search : detail.path;
  return { url: place, text: `${head.method} ${path} ${head.version}\r\n${fields.text}\r\n` };
}

/** Inside of a CONNECT the client believes to talk to the origin. */
const MEANT_FOR_US = /^proxy-framescope$/i;
const MEANT_FOR_THE_PROXY = /^proxy-(?:connection|authorization|framescope)$/i;
const CREDENTIALS = /^(?:cookie|authorization)$/i;

function notKept(): FramescopeError {
  return new FramescopeError(
    'UNSUPPORTED',
    'This handshake cannot be asked for again: its head was not kept.',
    'Let the client connect once more.',
  );
}

function wsUrl(url: string): URL {
  return new URL(url.replace(/^http(s?):/, 'ws$1:'));
}

function movedTo(place: URL, change: UpgradeChange): URL {
  if (change.kind === 'scheme') return new URL(place.href.replace(/^wss?:/, `${change.scheme}:`));
  if (change.kind !== 'url') return place;
  const url = URL.canParse(change.url) ? new URL(change.url) : null;
  if (url && /^wss?:$/.test(url.protocol) && url.hostname) return url;
  throw invalid(`“${change.url}” is not a WebSocket URL.`, 'It begins with ws:// or wss://.');
}

/** Another host gets none of the credentials, and they do not leave TLS. */
function moveFields(fields: Fields, from: URL, to: URL): void {
  fields.set('Host', to.host);
  if (from.hostname !== to.hostname || (from.protocol === 'wss:' && to.protocol === 'ws:'))
    fields.remove(CREDENTIALS);
}

const PART_FIELDS: Readonly<Record<UpgradePart, RegExp>> = {
  extensions: /^sec-websocket-extensions$/i,
  subprotocols: /^sec-websocket-protocol$/i,
  origin: /^origin$/i,
  cookies: /^cookie$/i,
};

function applyChange(fields: Fields, change: UpgradeChange, place: URL): void {
  switch (change.kind) {
    case 'without':
      fields.remove(Object.hasOwn(PART_FIELDS, change.part) ? PART_FIELDS[change.part] : never());
      break;
    case 'own-origin':
      fields.set('Origin', place.protocol.replace('ws', 'http') + '//' + place.host);
      break;
    case 'subprotocol':
      fields.set('Sec-WebSocket-Protocol', token(change.name));
      break;
    case 'version':
      fields.set('Sec-WebSocket-Version', token(change.version));
      break;
    case 'complete':
      fields.set('Upgrade', 'websocket');
      fields.set('Connection', 'Upgrade');
      fields.set('Sec-WebSocket-Version', '13');
      break;
    case 'scheme':
    case 'url':
      break;
    default:
      never();
  }
}

function token(text: string): string {
  if (TOKEN.test(text)) return text;
  throw invalid(
    `“${text}” cannot stand in this field.`,
    'It takes letters, digits and a few signs (RFC 9110 5.6.2).',
  );
}

/** A front of another version may ask for what this one does not know. */
function never(): never {
  throw invalid('There is no such change.', 'Load the page anew.');
}

function invalid(message: string, hint: string): FramescopeError {
  return new FramescopeError('INVALID', message, hint);
}

interface Head {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** Each with its line end, and the folded lines under it. */
  readonly fields: readonly string[];
}

function splitHead(text: string): Head {
  const lineEnd = text.indexOf('\n') + 1;
  const words = text.slice(0, lineEnd).trim().split(/ +/);
  const fields = text.slice(lineEnd).match(/[^\r\n][^\n]*\n(?:[ \t][^\n]*\n)*/g) ?? [];
  const [method = 'GET', target = '/'] = words;
  return { method, target, version: words.at(-1) ?? 'HTTP/1.1', fields };
}

class Fields {
  #lines: string[];

  constructor(lines: readonly string[]) {
    this.#lines = [...lines];
  }

  get text(): string {
    return this.#lines.join('');
  }

  has(name: string): boolean {
    return this.#lines.some((line) => isField(line, name));
  }

  remove(names: RegExp): void {
    this.#lines = this.#lines.filter((line) => !names.test(nameOf(line)));
  }

  /** In the place of the first of its name, as it was written; at the end where there is none. */
  set(name: string, value: string): void {
    const at = this.#lines.findIndex((line) => isField(line, name));
    const line = `${at < 0 ? name : nameOf(this.#lines[at]!)}: ${value}\r\n`;
    if (at < 0) this.#lines.push(line);
    else
      this.#lines = this.#lines.flatMap((each, place) =>
        place === at ? [line] : isField(each, name) ? [] : [each],
      );
  }
}

function nameOf(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(':'))).trim();
}

function isField(line: string, name: string): boolean {
  return nameOf(line).toLowerCase() === name.toLowerCase();
}
