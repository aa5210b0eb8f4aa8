// permessage-deflate (RFC 7692): negotiated and not used, not negotiated where there is much text, or used in vain. Told
// from sizes alone: nothing is compressed to find out.

import type { Finding } from '../../contract/finding.ts';
import { type Side, SIDES } from '../../contract/model.ts';
import { negotiated } from '../../protocol/deflate.ts';
import { combinedValue } from '../../protocol/http-head.ts';
import { counted, inBytes, inPercent } from '../amount.ts';
import { WORTH_DEFLATING } from '../connection-facts.ts';
import {
  type ConnectionFinder,
  type ConnectionSubject,
  findingOf,
  messageEvidence,
  named,
} from '../finder.ts';

const EXTENSIONS = 'sec-websocket-extensions';
/** Bytes of text from which on it matters. */
const MUCH = 1_000_000;
/** Bytes of a text on average: shorter ones hardly shrink. */
const LONG_ENOUGH = 200;
/** Long texts of which at least one should have been compressed. */
const SEVERAL = 20;
/** Compressed to more than this share of what they were, messages are compressed in vain. */
const IN_VAIN = 0.95;

export const compression: ConnectionFinder = {
  kind: 'compression',
  find(subject) {
    const { extensions, status } = subject.connection;
    if (status !== 101) return [];
    const offer = combinedValue(subject.requestHeaders(), EXTENSIONS);
    const deflates = negotiated(extensions, offer).kind === 'deflate';
    if (!deflates) return extensions === null ? notNegotiated(subject, offer) : [];
    return SIDES.flatMap((from) => [unused(subject, from), inVain(subject, from)].flat());
  },
};

function notNegotiated({ connection, facts }: ConnectionSubject, offer: string | null): Finding[] {
  const { client, server } = facts;
  const bytes = client.textPayload + server.textPayload;
  const texts = client.texts + server.texts;
  if (bytes < MUCH || bytes / texts < LONG_ENOUGH) return [];
  const most = client.textPayload > server.textPayload ? client : server;
  const offered = offer !== null && /permessage-deflate/i.test(offer);
  return [
    findingOf('compression', connection, {
      severity: 'info',
      topic: `not negotiated ${offered}`,
      what: `${inBytes(bytes)} of text crossed uncompressed, in messages of ${inBytes(bytes / texts)} on average: ${offered ? 'the client offered permessage-deflate, and the server did not take it' : 'the client did not offer permessage-deflate'}.`,
      advice: `Turn it on ${offered ? 'in the server' : 'in the client'}: JSON and other text that repeats itself usually shrinks to a third or less, at the price of some memory and processor for each connection.`,
      evidence: messageEvidence(connection.id, most.largestSeq, 'Largest message'),
    }),
  ];
}

function unused({ connection, facts }: ConnectionSubject, from: Side): Finding[] {
  const { longTexts, longTextsDeflated, largestSeq } = facts[from];
  if (longTexts < SEVERAL || longTextsDeflated > 0) return [];
  return [
    findingOf('compression', connection, {
      severity: 'info',
      topic: `unused ${from}`,
      what: `Compression was negotiated, but ${named(from).toLowerCase()} compressed none of ${counted(longTexts, 'text')} of ${inBytes(WORTH_DEFLATING)} and more.`,
      advice: `Both ends keep memory for it: use it, or do not negotiate it. Look for a threshold or a compress option in its library.`,
      evidence: messageEvidence(connection.id, largestSeq, 'Largest message'),
    }),
  ];
}

function inVain({ connection, facts }: ConnectionSubject, from: Side): Finding[] {
  const { deflated, deflatedPayload, deflatedWire, largestSeq } = facts[from];
  if (deflated < SEVERAL || deflatedPayload < MUCH || deflatedWire < IN_VAIN * deflatedPayload) return [];
  return [
    findingOf('compression', connection, {
      severity: 'info',
      topic: `in vain ${from}`,
      what: `Compression gains nothing: ${counted(deflated, 'message')} that ${named(from).toLowerCase()} compressed take ${inPercent(deflatedWire / deflatedPayload)} of their size on the wire.`,
      advice: `What is compressed or encrypted already does not shrink: send it uncompressed, which spares both ends the work.`,
      evidence: messageEvidence(connection.id, largestSeq, 'Largest message'),
    }),
  ];
}
