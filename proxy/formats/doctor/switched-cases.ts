// A 101 that a client must not accept, or may not want (RFC 6455 §4.1, RFC 7692 §7.1). The rules are those of the
// handshake's own explanation; here each gets its evidence and what would prove it.

import type { ConnectionDetail } from '../../contract/model.ts';
import type { UpgradeChange } from '../../contract/upgrade-change.ts';
import { acceptFor } from '../../protocol/accept.ts';
import { parseExtensions } from '../../protocol/extensions.ts';
import type { HandshakeFinding } from '../../protocol/finding.ts';
import { explainResponse } from '../../protocol/handshake-response.ts';
import { combinedValue, headerList, headerValue, headerValues, TOKEN } from '../../protocol/http-head.ts';
import type { CaseId, Diagnosis } from './diagnosis.ts';
import { inAnswer, inRequest, requestOf, responseOf } from './evidence.ts';
import { diagnoseMiddlebox } from './middlebox-case.ts';
import { AS_IT_WAS, without } from './retries.ts';

const PROTOCOL = 'Sec-WebSocket-Protocol';
const EXTENSIONS = 'Sec-WebSocket-Extensions';

/** Null where nothing is wrong with it. */
export function diagnoseSwitched(detail: ConnectionDetail): Diagnosis | null {
  const findings = explainResponse(responseOf(detail), requestOf(detail));
  const wrong = findings.find(({ level }) => level === 'error') ?? findings.find(isUnpicked);
  if (!wrong) return null;
  const found = CASES[wrong.header]?.(detail);
  if (!found) return null;
  const level = wrong.level === 'error' ? 'error' : 'warning';
  const middlebox = level === 'error' ? diagnoseMiddlebox(detail) : null;
  return middlebox ?? { fixes: [], ...found, level, why: wrong.message };
}

/** Offered subprotocols of which none was taken: clients that need one leave. */
function isUnpicked({ level, header }: HandshakeFinding): boolean {
  return level === 'warning' && header === PROTOCOL;
}

type Found = Omit<Diagnosis, 'level' | 'why' | 'fixes'>;

/** By the field that the finding is about. */
const CASES: Readonly<Record<string, (detail: ConnectionDetail) => Found>> = {
  Upgrade: (detail) => lackingField(detail, 'Upgrade', 'websocket', 'answer-upgrade-missing'),
  Connection: (detail) => lackingField(detail, 'Connection', 'Upgrade', 'answer-connection-missing'),
  'Sec-WebSocket-Accept': wrongAccept,
  [PROTOCOL]: wrongSubprotocol,
  [EXTENSIONS]: wrongExtensions,
};

function lackingField(detail: ConnectionDetail, field: string, expected: string, id: CaseId): Found {
  return {
    id,
    sentence: `The server’s 101 lacks “${field}: ${expected}” (RFC 6455 4.1).`,
    evidence: [
      inAnswer(detail, field, expected, 'RFC 6455 4.1'),
      inAnswer(detail, 'Sec-WebSocket-Accept', expectedAccept(detail), 'RFC 6455 4.2.2'),
    ],
    next: [
      headerValue(detail.responseHeaders, 'Sec-WebSocket-Accept') === expectedAccept(detail)
        ? 'The Accept is right, so the server did answer the handshake: look for a proxy before it that drops the field.'
        : 'Let the server send it.',
      'Ask the server without what stands before it, to tell which of them drops it.',
    ],
    retries: AS_IT_WAS,
  };
}

function expectedAccept({ requestHeaders }: ConnectionDetail): string | null {
  const key = headerValue(requestHeaders, 'Sec-WebSocket-Key');
  return key === null ? null : acceptFor(key);
}

function wrongAccept(detail: ConnectionDetail): Found {
  const missing = headerValue(detail.responseHeaders, 'Sec-WebSocket-Accept') === null;
  return {
    id: missing ? 'accept-missing' : 'accept-wrong',
    sentence: `The server’s 101 has ${missing ? 'no' : 'a wrong'} Sec-WebSocket-Accept (RFC 6455 4.2.2).`,
    evidence: [
      inRequest(detail, 'Sec-WebSocket-Key', null, 'RFC 6455 4.1'),
      inAnswer(detail, 'Sec-WebSocket-Accept', expectedAccept(detail), 'RFC 6455 4.2.2'),
    ],
    next: missing
      ? ['Check that a WebSocket server serves this path.']
      : [
          'Ask again with another key: if the same Accept comes back, something keeps answers that it must not keep.',
          'Else let the server hash the key as it came, with the GUID of RFC 6455 1.3.',
        ],
    retries: AS_IT_WAS,
  };
}

function wrongSubprotocol(detail: ConnectionDetail): Found {
  const offered = headerList(detail.requestHeaders, PROTOCOL);
  const chosen = headerValues(detail.responseHeaders, PROTOCOL);
  const evidence = [
    inRequest(detail, PROTOCOL, null, 'RFC 6455 4.1'),
    inAnswer(detail, PROTOCOL, offered.length > 0 ? `one of ${offered.join(', ')}` : 'none', 'RFC 6455 4.1'),
  ];
  const dropped = without(detail, 'subprotocols');
  if (chosen.length === 0)
    return {
      id: 'subprotocol-none',
      sentence: `The server picked none of the offered subprotocols (${offered.join(', ')}).`,
      evidence,
      next: ['Offer one that the server knows.', 'Let the server answer with the one that it speaks.'],
      retries: dropped,
    };
  if (chosen.length > 1)
    return {
      id: 'subprotocol-several',
      sentence: `The server’s 101 picks ${chosen.length} subprotocols where one is allowed: Sec-WebSocket-Protocol (RFC 6455 4.1).`,
      evidence,
      next: ['Let the server answer with one of them.'],
      retries: dropped,
    };
  return {
    id: 'subprotocol-not-offered',
    sentence: `The server’s 101 picks the subprotocol ${chosen[0]}, which was not offered: Sec-WebSocket-Protocol (RFC 6455 4.1).`,
    evidence,
    next: [`Let the client offer ${chosen[0]}.`, 'Or let the server pick only what is offered.'],
    retries: [...offering(chosen[0]!), ...dropped],
  };
}

function offering(name: string): readonly (readonly UpgradeChange[])[] {
  return TOKEN.test(name) ? [[{ kind: 'subprotocol', name }]] : [];
}

function wrongExtensions(detail: ConnectionDetail): Found {
  const [offered, answered] = [detail.requestHeaders, detail.responseHeaders].map((headers) =>
    combinedValue(headers, EXTENSIONS),
  );
  const names = parseExtensions(offered ?? null).map(({ name }) => name);
  const unasked = parseExtensions(answered ?? null).find(({ name }) => !names.includes(name));
  const evidence = [
    inRequest(detail, EXTENSIONS, null, 'RFC 6455 9.1'),
    inAnswer(
      detail,
      EXTENSIONS,
      names.length === 0 ? 'none' : `what was offered: ${[...new Set(names)].join(', ')}`,
      unasked ? 'RFC 6455 4.1' : 'RFC 7692 7.1',
    ),
  ];
  const retries = without(detail, 'extensions');
  if (unasked)
    return {
      id: 'extension-not-offered',
      sentence: `The server’s 101 uses the extension ${unasked.name}, which was not offered: Sec-WebSocket-Extensions (RFC 6455 4.1).`,
      evidence,
      next: ['Let the server answer only with what is offered.', 'Or let the client offer it.'],
      retries: retries.length > 0 ? retries : AS_IT_WAS,
    };
  return {
    id: 'deflate-parameters',
    sentence: 'The server’s 101 answers permessage-deflate with wrong parameters (RFC 7692 7.1).',
    evidence,
    next: [
      'Turn compression off on either side, to go on for now.',
      'Let the server answer with the parameters of RFC 7692 7.1, each once.',
    ],
    retries,
  };
}
