// An element of XMPP in one line, as those who speak it would say it: who to whom, what was asked, what went wrong.

import { childrenOf, textIn } from './xml-fields.ts';
import type { XmlElement } from './xml.ts';

/** How deep messages inside messages are looked at: a carbon of a message from an archive. */
const MOST_FORWARDED = 3;
/** Attributes that are the same in every message. */
const USUAL: ReadonlySet<string> = new Set(['xmlns', 'lang', 'version']);

export function xmppSummary(root: XmlElement): string {
  switch (root.local) {
    case 'message':
      return messageLine(root, 0);
    case 'presence':
      return told(root, presenceWords(root));
    case 'iq':
      return iqLine(root);
    case 'auth':
    case 'authenticate':
      return words(root.local, attribute(root, 'mechanism'));
    case 'failure':
    case 'failed':
    case 'error':
      return words(root.local, condition(root));
    case 'features':
      return words('features', childrenOf(root).map(feature).join(', '));
    default:
      return words(root.local, ...attributeWords(root), ...childrenOf(root).map(childWords));
  }
}

function messageLine(message: XmlElement, forwarded: number): string {
  return told(message, messageWords(message, forwarded));
}

function messageWords(message: XmlElement, forwarded: number): string {
  const [body, subject] = [textOf(message, 'body'), textOf(message, 'subject')];
  if (attribute(message, 'type') === 'error') return words('error', condition(child(message, 'error')));
  if (body !== '') return body;
  if (subject !== '') return `subject ${subject}`;
  const carriers = childrenOf(message).map((each) => carried(each, forwarded));
  return carriers.find((line) => line !== '') ?? childrenOf(message).map(childWords).join(', ');
}

/** A carbon (XEP-0280) or a message from an archive (XEP-0313); empty where it is neither. */
function carried(carrier: XmlElement, forwarded: number): string {
  const message = child(child(carrier, 'forwarded'), 'message');
  return message && forwarded < MOST_FORWARDED
    ? words(carrier.local, messageLine(message, forwarded + 1))
    : '';
}

function presenceWords(presence: XmlElement): string {
  const type = attribute(presence, 'type');
  if (type === 'error') return words('error', condition(child(presence, 'error')));
  return words(type || textOf(presence, 'show') || 'available', textOf(presence, 'status'));
}

function iqLine(iq: XmlElement): string {
  const [type, id, from, to] = ['type', 'id', 'from', 'to'].map((name) => attribute(iq, name));
  const payload = childrenOf(iq).find(({ local }) => local !== 'error');
  const about = type === 'error' ? condition(child(iq, 'error')) : payload && payloadText(payload);
  return words(
    type || 'iq',
    payload && payloadName(payload),
    id && `#${id}`,
    from && `← ${from}`,
    to && `→ ${to}`,
    about,
  );
}

/** Many are called `query`: their namespace is their name, as `roster` is of `jabber:iq:roster`. */
function payloadName({ local, uri }: XmlElement): string {
  if (local !== 'query') return local;
  return uri.split(/[:/]/).findLast((step) => /\p{L}/u.test(step)) ?? local;
}

/** What a payload that holds only one text says, as the address that was bound. */
function payloadText(payload: XmlElement): string {
  const [only, ...others] = childrenOf(payload);
  return only && others.length === 0 ? textIn(only).trim() : textIn(payload).trim();
}

/** RFC 6120 §8.3, §4.9, §6.5: an element that names it, and perhaps a text. */
function condition(error: XmlElement | undefined): string {
  const named = error && childrenOf(error).find(({ local }) => local !== 'text');
  return words(named?.local, textOf(error, 'text'));
}

/** Of those that list mechanisms, which (RFC 6120 §6.4.1, XEP-0388). */
function feature(element: XmlElement): string {
  const mechanisms = childrenOf(element).filter(({ local }) => local === 'mechanism');
  return words(element.local, ...mechanisms.map(textIn));
}

function childWords(element: XmlElement): string {
  const [id, node] = [attribute(element, 'id'), attribute(child(element, 'items'), 'node')];
  return words(element.local, id && `#${id}`, node);
}

function attributeWords({ attributes }: XmlElement): readonly string[] {
  return attributes
    .filter(({ name }) => !USUAL.has(name) && !name.startsWith('xmlns:'))
    .map(({ name, value }) => `${name}=${value}`);
}

/** Who says it to whom, as far as that is written. */
function told(stanza: XmlElement, what: string): string {
  const [from, to] = [attribute(stanza, 'from'), attribute(stanza, 'to')];
  const who = words(from, to && `→ ${to}`);
  return who === '' ? what : `${who}: ${what}`;
}

function attribute(element: XmlElement | undefined, name: string): string {
  return element?.attributes.find((each) => each.name === name)?.value ?? '';
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element && childrenOf(element).find(({ local }) => local === name);
}

function textOf(element: XmlElement | undefined, name: string): string {
  const found = child(element, name);
  return found ? textIn(found).trim() : '';
}

function words(...all: readonly (string | undefined)[]): string {
  return all.filter(Boolean).join(' ');
}
