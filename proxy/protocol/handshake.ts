// The opening handshake, RFC 6455 §4, explained to a person: everything worth saying about both heads.
// It judges heads that others parsed and forwarded; nothing here decides what goes over the wire.

import type { HandshakeFinding } from './finding.ts';
import { type HandshakeRequest, explainRequest } from './handshake-request.ts';
import { type HandshakeResponse, explainResponse } from './handshake-response.ts';

export { acceptFor } from './accept.ts';
export type { HandshakeFinding } from './finding.ts';
export type { HandshakeRequest } from './handshake-request.ts';
export type { HandshakeResponse } from './handshake-response.ts';

/** Request first; `response` is null while there is none. */
export function explainHandshake(
  request: HandshakeRequest,
  response: HandshakeResponse | null,
): HandshakeFinding[] {
  return [...explainRequest(request), ...explainResponse(response, request)];
}
