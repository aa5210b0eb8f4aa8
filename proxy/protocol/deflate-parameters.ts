// The parameters of permessage-deflate one by one, RFC 7692 §7.1: what was offered, what was answered, and what that
// means for the messages. It explains to a person; deflate.ts decides what is decoded.

import { type Negotiation, negotiated } from './deflate.ts';
import { type Extension, parseExtensions } from './extensions.ts';

export interface DeflateParameter {
  /** `permessage-deflate` itself, or a parameter of it. */
  readonly name: string;
  /** As it was written: a value, `yes` where it stands without one; null where it does not stand. */
  readonly offered: string | null;
  readonly answered: string | null;
  readonly meaning: string;
  /** `RFC 7692 7.1.1.1` */
  readonly section: string;
}

const NAME = 'permessage-deflate';

/**
 * Empty where nobody speaks of it. Both are values of `Sec-WebSocket-Extensions`, lines joined by a comma; null where
 * there is none. Of several offers (§5.2) the first shows.
 */
export function explainParameters(offered: string | null, answered: string | null): DeflateParameter[] {
  const offer = find(offered);
  const answer = find(answered);
  if (!offer && !answer) return [];
  const negotiation = negotiated(answered, offered);
  const names = new Set([...Object.keys(PARAMETERS), ...named(offer), ...named(answer)]);
  const rows = Array.from(names, (name) => parameterRow(name, offer, answer, negotiation));
  return [extensionRow(offer, answer), ...rows];
}

function find(field: string | null): Extension | null {
  return parseExtensions(field).find(({ name }) => name === NAME) ?? null;
}

function named(extension: Extension | null): readonly string[] {
  return extension?.parameters.map(([name]) => name) ?? [];
}

function extensionRow(offer: Extension | null, answer: Extension | null): DeflateParameter {
  const meaning = answer
    ? offer
      ? 'Each message may be compressed by itself.'
      : 'Agreed on though it was never offered: a client must fail the connection.'
    : 'Offered and not taken up: messages go uncompressed.';
  return {
    name: NAME,
    offered: offer && 'yes',
    answered: answer && 'yes',
    meaning,
    section: 'RFC 7692 7',
  };
}

function parameterRow(
  name: string,
  offer: Extension | null,
  answer: Extension | null,
  negotiation: Negotiation,
): DeflateParameter {
  const known = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name]! : null;
  return {
    name,
    offered: valueIn(offer, name),
    answered: valueIn(answer, name),
    meaning: known ? known.meaning(negotiation) : 'Not defined: whoever meets it must not accept it.',
    section: known?.section ?? 'RFC 7692 7.1',
  };
}

function valueIn(extension: Extension | null, name: string): string | null {
  const parameter = extension?.parameters.find(([each]) => each === name);
  return parameter ? (parameter[1] ?? 'yes') : null;
}

interface Known {
  readonly section: string;
  readonly meaning: (negotiation: Negotiation) => string;
}

const takeover =
  (side: 'client' | 'server', who: string): Known['meaning'] =>
  (negotiation) => {
    if (negotiation.kind !== 'deflate') return `Would have ${who} start each message afresh.`;
    return negotiation[side].takeover
      ? `${capital(who)} keeps its window from message to message: better compression, more memory.`
      : `${capital(who)} starts each message afresh: less memory, worse compression.`;
  };

const windowOf =
  (side: 'client' | 'server', who: string): Known['meaning'] =>
  (negotiation) => {
    if (negotiation.kind !== 'deflate') return `Would limit how far back ${who} may refer.`;
    const bytes = 2 ** negotiation[side].windowBits;
    return `${capital(who)} refers back at most ${bytes.toLocaleString('en')} bytes.`;
  };

const PARAMETERS: Readonly<Record<string, Known>> = {
  server_no_context_takeover: { section: 'RFC 7692 7.1.1.1', meaning: takeover('server', 'the server') },
  client_no_context_takeover: { section: 'RFC 7692 7.1.1.2', meaning: takeover('client', 'the client') },
  server_max_window_bits: { section: 'RFC 7692 7.1.2.1', meaning: windowOf('server', 'the server') },
  client_max_window_bits: { section: 'RFC 7692 7.1.2.2', meaning: windowOf('client', 'the client') },
};

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
