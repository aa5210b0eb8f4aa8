// permessage-deflate, RFC 7692 §7: what offer and answer have agreed on. Where they have not, the frames are raw.
// It reads the two header fields and knows no frames; inflating is another's work (inflater.ts).

import { parseExtensions, type Extension } from './extensions.ts';
import { type HandshakeFinding, onResponse } from './finding.ts';

/** How one side compresses. */
export interface DeflateSide {
  /** 8 to 15: its LZ77 window is 2^windowBits bytes (§7.1.2). */
  readonly windowBits: number;
  /** The window is kept from one message to the next (§7.1.1). */
  readonly takeover: boolean;
}

/** What the payloads are after the handshake. */
export type Negotiation = { readonly findings: readonly HandshakeFinding[] } & (
  | { readonly kind: 'none' }
  | { readonly kind: 'deflate'; readonly client: DeflateSide; readonly server: DeflateSide }
  | {
      /** Something that cannot be decoded was agreed on: reserved bits may mean anything. */
      readonly kind: 'unknown';
      readonly names: readonly string[];
    }
);

const NAME = 'permessage-deflate';
const DEFAULT: DeflateSide = { windowBits: 15, takeover: true };

/**
 * What an answer has made of an offer. Both are values of `Sec-WebSocket-Extensions`, its lines joined by a
 * comma; null where the field is not there.
 */
export function negotiated(answered: string | null, offered: string | null): Negotiation {
  const answers = parseExtensions(answered);
  const offers = parseExtensions(offered);
  if (answers.length === 0) return { kind: 'none', findings: declined(offers) };
  const findings = answers.flatMap((answer) => judge(answer, offers));
  const [answer] = answers;
  const sides = answers.length === 1 && isOffered(answer!, offers) ? readAnswer(answer!, offers) : null;
  if (sides) return { kind: 'deflate', ...sides, findings };
  return { kind: 'unknown', names: answers.map(({ name }) => name), findings };
}

function isOffered(answer: Extension, offers: readonly Extension[]): boolean {
  return offers.some(({ name }) => name === answer.name);
}

/** Null when this is no permessage-deflate, or one with parameters that make no sense (§7.1). */
function readAnswer(answer: Extension, offers: readonly Extension[]) {
  if (answer.name !== NAME || problemsOf(answer).length > 0) return null;
  const parameters = new Map(answer.parameters);
  const side = (bits: string | null | undefined, noTakeover: string): DeflateSide => ({
    windowBits: bits ? Number(bits) : DEFAULT.windowBits,
    takeover: !parameters.has(noTakeover),
  });
  // a client that did not offer the limit does not know it, and goes on with its whole window
  const clientBits = offersClientBits(offers) ? parameters.get('client_max_window_bits') : null;
  return {
    client: side(clientBits, 'client_no_context_takeover'),
    server: side(parameters.get('server_max_window_bits'), 'server_no_context_takeover'),
  };
}

function offersClientBits(offers: readonly Extension[]): boolean {
  return offers.some(
    (offer) => offer.name === NAME && offer.parameters.some(([name]) => name === 'client_max_window_bits'),
  );
}

/** Whether a value is right in an answer (§7.1.1, §7.1.2). */
const PARAMETERS: Readonly<Record<string, (value: string | null) => boolean>> = {
  server_no_context_takeover: (value) => value === null,
  client_no_context_takeover: (value) => value === null,
  server_max_window_bits: (value) => /^(?:[89]|1[0-5])$/.test(value ?? ''),
  client_max_window_bits: (value) => /^(?:[89]|1[0-5])$/.test(value ?? ''),
};

/** One sentence a parameter that must not be there as it is. */
function problemsOf(answer: Extension): string[] {
  const seen = new Set<string>();
  return answer.parameters.flatMap(([name, value]) => {
    const shown = value === null ? name : `${name}=${value}`;
    const repeated = seen.has(name);
    seen.add(name);
    if (!Object.hasOwn(PARAMETERS, name)) return [`Its parameter ${shown} is not defined.`];
    if (repeated) return [`Its parameter ${name} is there twice.`];
    return PARAMETERS[name]!(value) ? [] : [`Its parameter ${shown} has no valid value.`];
  });
}

/** Every finding here is about the one field of the answer. */
function about(section: string) {
  return onResponse('Sec-WebSocket-Extensions', section);
}

function declined(offers: readonly Extension[]): HandshakeFinding[] {
  if (!offers.some(({ name }) => name === NAME)) return [];
  const message = 'The server did not take up the offered compression, so messages go uncompressed.';
  return [about('RFC 7692 5')('info', message)];
}

function judge(answer: Extension, offers: readonly Extension[]): HandshakeFinding[] {
  if (!isOffered(answer, offers)) {
    const message = `The server answered with ${answer.name}, which the client never offered: a client must fail the connection. Payloads are shown raw.`;
    return [about('RFC 6455 4.1')('error', message)];
  }
  if (answer.name !== NAME) {
    const message = `Unknown extension ${answer.name}: its payloads are shown raw.`;
    return [about('RFC 6455 9')('warning', message)];
  }
  const problems = problemsOf(answer);
  if (problems.length === 0) return judgeDeflate(answer, offers);
  const message = `${problems.join(' ')} A client must fail the connection. Payloads are shown raw.`;
  return [about('RFC 7692 7.1')('error', `The answer to ${NAME} is wrong. ${message}`)];
}

function judgeDeflate(answer: Extension, offers: readonly Extension[]): HandshakeFinding[] {
  const { client, server } = readAnswer(answer, offers)!;
  const message = `Messages may be compressed. Client: ${describe(client)}. Server: ${describe(server)}.`;
  const findings = [about('RFC 7692 7.1')('ok', message)];
  if (answer.parameters.some(([name]) => name === 'client_max_window_bits') && !offersClientBits(offers)) {
    const text =
      'The server limits the window of the client with client_max_window_bits, which the client did not offer: a client must fail the connection.';
    findings.push(about('RFC 7692 7.1.2.2')('error', text));
  }
  return findings;
}

function describe({ windowBits, takeover }: DeflateSide): string {
  return `window of ${2 ** windowBits} bytes, ${takeover ? 'kept between messages' : 'fresh for each message'}`;
}
