// Evidence out of the heads of a handshake: the line that is there, or that is not.

import type { ConnectionDetail } from '../../contract/model.ts';
import { combinedValue, parseResponseHead } from '../../protocol/http-head.ts';
import type { HandshakeRequest } from '../../protocol/handshake-request.ts';
import type { HandshakeResponse } from '../../protocol/handshake-response.ts';
import type { Evidence } from './diagnosis.ts';

const SWITCHING = '101 Switching Protocols';

export function requestOf({ method, path, requestHeaders }: ConnectionDetail): HandshakeRequest {
  return { method, target: path, headers: requestHeaders };
}

export function responseOf({ status, responseHeaders }: ConnectionDetail): HandshakeResponse {
  return { status: status ?? 0, headers: responseHeaders };
}

/** `HTTP/1.0`; null where only the fields of the answer are known. */
export function answerVersion({ responseHead }: ConnectionDetail): string | null {
  return responseHead === null ? null : (parseResponseHead(responseHead)?.version ?? null);
}

export function inRequest(
  { requestHeaders }: ConnectionDetail,
  field: string,
  expected: string | null,
  section: string | null = null,
): Evidence {
  return { side: 'request', field, expected, received: combinedValue(requestHeaders, field), section };
}

export function inAnswer(
  { responseHeaders }: ConnectionDetail,
  field: string,
  expected: string | null,
  section: string | null = null,
): Evidence {
  return { side: 'answer', field, expected, received: combinedValue(responseHeaders, field), section };
}

export function statusLine({ status, statusText }: ConnectionDetail): Evidence {
  return {
    side: 'answer',
    field: 'Status',
    expected: SWITCHING,
    received: `${status} ${statusText}`.trim(),
    section: 'RFC 6455 4.1',
  };
}

/** Those of which something is there. */
export function present(...evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter(({ received }) => received !== null);
}

export function ofConnection(field: string, expected: string | null, received: string | null): Evidence {
  return { side: 'connection', field, expected, received, section: null };
}
