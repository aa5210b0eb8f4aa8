// The upgrade doctor: why a connection that asked for a WebSocket has none, or a doubtful one. It knows what was captured,
// asks nobody, and never throws. The connection list's words about an answer are its own.

import type { ConnectionDetail, Failure } from '../../contract/model.ts';
import { headerValue } from '../../protocol/http-head.ts';
import { redactHeader } from '../redaction.ts';
import { diagnoseConnection } from './connection-cases.ts';
import type { Diagnosis, Evidence } from './diagnosis.ts';
import { maskWords } from './mask-words.ts';
import { diagnoseMiddlebox } from './middlebox-case.ts';
import { diagnoseRefusal } from './refusal-cases.ts';
import { diagnoseRequest } from './request-cases.ts';
import { diagnoseSwitched } from './switched-cases.ts';

/** Null where nothing is wrong, where there is no answer yet, and for what is no attempt at a WebSocket. Secrets are masked. */
export function diagnose(detail: ConnectionDetail): Diagnosis | null {
  const found = isUpgradeAttempt(detail) ? findCase(detail) : null;
  return found && masked(found, detail);
}

/** Also a request whose Upgrade got lost on its way: nobody else sends such a key. */
export function isUpgradeAttempt({ kind, requestHeaders }: ConnectionDetail): boolean {
  return (
    kind === 'websocket' || (kind === 'http' && headerValue(requestHeaders, 'Sec-WebSocket-Key') !== null)
  );
}

/** What an answer is to the connection list: null where a client may accept it. */
export function failureOf(detail: ConnectionDetail): Failure | null {
  const diagnosis = diagnose({ ...detail, failure: null });
  if (diagnosis?.level !== 'error') return null;
  const { sentence, why, next } = diagnosis;
  if (detail.status === 101) return { code: INVALID, message: sentence, hint: why };
  return { code: `HTTP_${detail.status}`, message: sentence, hint: next[0] ?? '' };
}

const INVALID = 'HANDSHAKE_INVALID';
/** An answer to a request without Upgrade that switched all the same. */
const UNASKED = 'UNASKED_UPGRADE';

function findCase(detail: ConnectionDetail): Diagnosis | null {
  const { failure, status } = detail;
  if (failure && !isOfAnswer(failure)) {
    const lacking = failure.code === UNASKED ? diagnoseRequest(detail) : null;
    return lacking ?? diagnoseConnection(detail, failure);
  }
  if (status === null) return null;
  if (status === 101) return diagnoseSwitched(detail);
  return diagnoseRequest(detail) ?? diagnoseMiddlebox(detail) ?? diagnoseRefusal(detail);
}

function isOfAnswer({ code }: Failure): boolean {
  return code === INVALID || /^HTTP_\d/.test(code);
}

function masked(diagnosis: Diagnosis, { requestHeaders }: ConnectionDetail): Diagnosis {
  const mask = (text: string) => maskWords(text, requestHeaders);
  return {
    ...diagnosis,
    sentence: mask(diagnosis.sentence),
    why: mask(diagnosis.why),
    next: diagnosis.next.map(mask),
    evidence: diagnosis.evidence.map((each) => maskEvidence(each, mask)),
  };
}

function maskEvidence(evidence: Evidence, mask: (text: string) => string): Evidence {
  const { field, expected, received } = evidence;
  return {
    ...evidence,
    expected: expected && mask(expected),
    received: received && mask(redactHeader(field, received)),
  };
}
