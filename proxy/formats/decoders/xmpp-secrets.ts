// What is secret in elements of XMPP: what authenticates, and whatever is called as secrets are.

import { isSecretName } from '../secrets.ts';
import { MASK } from './decodable.ts';
import type { XmlElement } from './xml.ts';

/** Whose text is what a client proves itself with (RFC 6120 §6.4, XEP-0388). */
const PROOFS: ReadonlySet<string> = new Set(['auth', 'response', 'initial-response', 'authenticate']);
const SASL = /^urn:(?:ietf:params:xml:ns:xmpp-sasl|xmpp:sasl:\d+)$/;

/** The same element with masks in place of texts and attributes. */
export function withoutSecrets(element: XmlElement, isSecretField = false): XmlElement {
  const isMasked = isSecret(element) || (isSecretField && element.local === 'value');
  const isForm = isSecretFormField(element);
  return {
    ...element,
    attributes: element.attributes.map((each) =>
      isSecretName(each.name) && each.value !== '' ? { ...each, value: MASK } : each,
    ),
    content: element.content.map((each) =>
      typeof each === 'string' ? masked(each, isMasked) : withoutSecrets(each, isForm),
    ),
  };
}

function isSecret({ local, uri }: XmlElement): boolean {
  return isSecretName(local) || (PROOFS.has(local) && (uri === '' || SASL.test(uri)));
}

function masked(text: string, isMasked: boolean): string {
  return isMasked && text.trim() !== '' ? MASK : text;
}

/** XEP-0004 §3.3. */
function isSecretFormField({ local, attributes }: XmlElement): boolean {
  return (
    local === 'field' &&
    attributes.some(({ name, value }) =>
      name === 'type' ? value === 'text-private' : name === 'var' && isSecretName(value),
    )
  );
}
