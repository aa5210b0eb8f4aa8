// XMPP over WebSocket (RFC 7395): each message is one element, which frames the stream, authenticates, or is a stanza (RFC
// 6120), and those of stream management (XEP-0198). Namespaces of extensions are left to whoever reads the fields. What
// authenticates never leaves here.

import type { Decoded } from '../../contract/model.ts';
import { maskText, maskValue } from '../secrets.ts';
import { MASK } from './decodable.ts';
import {
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
  type Unread,
} from './decoder.ts';
import { oneLine } from './one-line.ts';
import { spelledAsXml } from './spelled.ts';
import { childrenOf, TEXT_FIELD, xmlFields, xmlRanges } from './xml-fields.ts';
import { beginningOfXml, firstTag, parseXml, type XmlElement, type XmlTag } from './xml.ts';
import { withoutSecrets } from './xmpp-secrets.ts';
import { xmppSummary } from './xmpp-summary.ts';

const SUBPROTOCOL = 'xmpp';
const NAMES =
  'message presence iq open close stream features error auth challenge response success failure abort authenticate continue r a enable enabled resume resumed failed'
    .split(' ')
    .join('|');
const NAMESPACES = [
  'jabber:(?:client|server)',
  String.raw`urn:ietf:params:xml:ns:xmpp-[\w-]+`,
  String.raw`http://etherx\.jabber\.org/streams`,
  String.raw`urn:xmpp:(?:sm|sasl):\d+`,
].join('|');
/** Before the element (RFC 7395 §3.3.3 has none of it, some servers do). */
const PROLOG = String.raw`^(?:<\?xml[^>]{0,100}>\s*)?`;
const NAMED = new RegExp(String.raw`${PROLOG}<(?:[\w.-]{1,40}:)?(?:${NAMES})[\s/>]`);
const IN_NAMESPACE = new RegExp(
  String.raw`${PROLOG}<[^>]{0,2000}\sxmlns(?::[\w.-]{1,40})?\s*=\s*["'](?:${NAMESPACES})["']`,
);
const BEGINS = 0x3c; // <
/** Bytes; larger messages are not taken apart for the sake of a highlight. */
const LARGEST = 256 * 1024;

/** XEP-0199; a reference may spell it otherwise. */
const PING = 'urn:xmpp:ping';
const STREAM_MANAGEMENT = /^(?:urn:xmpp:sm:\d+)?$/;
/** Of what is no XML another decoder is asked. */
const HEARTBEAT = new RegExp(String.raw`${PING}|&#|<(?:[^\s<>/:]+:)?[ra][\s/>]|^[^<]`);

export const xmpp: Decoder = {
  name: 'xmpp',
  label: 'XMPP',
  reads: 'text',
  recognises,
  decode,
  spellings: (asked) => spelledAsXml(TEXT_FIELD, asked),
  heartbeat: HEARTBEAT,
  turns,
  ranges: (message) =>
    message.text === null || message.payload.length > LARGEST
      ? []
      : xmlRanges(message, parseXml(message.text)),
};

function recognises({ subprotocol, decoder }: DecoderContext, message: DecodableMessage): number {
  if (subprotocol === SUBPROTOCOL && message.text !== null) return CONFIDENCE.subprotocol;
  if (message.payload[0] !== BEGINS || message.text === null || !NAMED.test(message.text))
    return CONFIDENCE.none;
  return decoder === xmpp.name || IN_NAMESPACE.test(message.text) ? CONFIDENCE.shape : CONFIDENCE.none;
}

function decode({ text, cut }: DecodableMessage): Decoded | Unread | null {
  if (text === null) return null;
  if (!/^\s*</.test(text)) return { unread: 'no element begins it' };
  if (cut) return decodeBeginning(text);
  const root = withoutSecrets(parseXml(text));
  return decoded(root, xmppSummary(root), xmlFields(root));
}

/** Only its first tag is whole for sure. */
function decodeBeginning(text: string): Decoded | Unread {
  const root = beginningOfXml(text);
  if (!root) return { unread: 'its first tag is too large' };
  const shown = withoutSecrets(root);
  return decoded(shown, `${xmppSummary(shown)} (too large to show)`, xmlFields({ ...shown, content: [] }));
}

function decoded(root: XmlElement, line: string, fields: Decoded['fields']): Decoded {
  return {
    protocol: xmpp.name,
    kind: root.local,
    summary: oneLine(maskText(line, MASK)),
    heartbeat: isHeartbeat(root),
    fields: maskValue(fields, MASK) as Decoded['fields'],
    parts: [],
  };
}

function isHeartbeat(root: XmlElement): boolean {
  if (root.local === 'iq') return childrenOf(root).some(({ local, uri }) => local === 'ping' && uri === PING);
  return (root.local === 'r' || root.local === 'a') && STREAM_MANAGEMENT.test(root.uri);
}

const MAY_TURN = new RegExp(
  String.raw`${PROLOG}<(?:[^\s<>/:]+:)?(?:iq|open|auth|authenticate|success|failure|r|a|enable|enabled|resume|resumed|failed)[\s/>]`,
);

function turns({ text, from }: DecodableMessage): readonly Turn[] {
  if (text === null || !MAY_TURN.test(text)) return [];
  const tag = firstTag(text);
  const turn = tag && (tag.local === 'iq' ? iqTurn(tag) : turnOf(tag.local, from));
  return turn ? [turn] : [];
}

function iqTurn({ attributes }: XmlTag): Turn | null {
  const valueOf = (name: string) => attributes.find((each) => each.name === name)?.value;
  const [type, id] = [valueOf('type'), valueOf('id')];
  if (id === undefined) return null;
  if (type === 'get' || type === 'set') return { asks: `iq ${id}` };
  return type === 'result' || type === 'error' ? { answers: `iq ${id}` } : null;
}

function turnOf(name: string, from: DecodableMessage['from']): Turn | null {
  switch (name) {
    case 'open':
      return from === 'client' ? { asks: 'open' } : { answers: 'open' };
    case 'auth':
    case 'authenticate':
      return { asks: 'sasl' };
    case 'success':
    case 'failure':
      return { answers: 'sasl' };
    case 'r':
      return { asks: 'r' };
    case 'a':
      return { answers: 'r', newest: true };
    case 'enable':
    case 'resume':
      return { asks: 'sm' };
    case 'enabled':
    case 'resumed':
    case 'failed':
      return { answers: 'sm' };
    default:
      return null;
  }
}
