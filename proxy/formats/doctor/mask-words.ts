// Words about a handshake without its secrets. A token that is offered as a subprotocol, as browsers must, has no shape of
// its own: it is known by the name that stands before it in the field.

import type { Headers } from '../../contract/model.ts';
import { headerList, headerValues } from '../../protocol/http-head.ts';
import { redactHeader, redactText } from '../redaction.ts';

const PROTOCOL = 'Sec-WebSocket-Protocol';
const MASK = '[redacted]';

/** Shorter ones are no secrets, but would be found in any word. */
const LEAST = 4;

/** `headers`: those of the request. */
export function maskWords(text: string, headers: Headers): string {
  const secrets = secretSubprotocols(headers);
  const hidden = text.split(/(?=[\s,()])|(?<=[\s,(])/).map((word) => (secrets.has(bare(word)) ? MASK : word));
  return redactText(secrets.size === 0 ? text : hidden.join(''));
}

function bare(word: string): string {
  return word.replace(/[.:;]$/, '');
}

function secretSubprotocols(headers: Headers): ReadonlySet<string> {
  const values = headerValues(headers, PROTOCOL);
  const masked = new Set(values.flatMap((value) => redactHeader(PROTOCOL, value).split(/\s*,\s*/)));
  const offered = headerList(headers, PROTOCOL);
  return new Set(offered.filter((name) => name.length >= LEAST && !masked.has(name)));
}
