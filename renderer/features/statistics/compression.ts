// What the compression lens says in words. Pure.

import type { DeflateTrial } from '../../../proxy/contract/statistics.ts';
import type { DeflateSide } from '../../../proxy/protocol/deflate.ts';
import { formatBytes, formatExact, formatPlural } from '../../ui/quantity.ts';

/** `4.2×`, how many times smaller; null of nothing. */
export function formatRatio(bytes: number, wireBytes: number): string | null {
  return bytes === 0 || wireBytes === 0 ? null : `${(bytes / wireBytes).toFixed(1)}×`;
}

/** `76 % less`, or more. */
export function formatChange(before: number, after: number): string {
  const change = before === 0 ? 0 : Math.round((1 - after / before) * 100);
  return change < 0 ? `${-change}\u00a0% more` : `${change}\u00a0% less`;
}

/** What keeping the window from message to message gains, or would. @param takeover null where it differs, or is not known */
export function describeCompressed(trial: DeflateTrial, takeover: boolean | null): string | null {
  if (trial.messages === 0) return null;
  const { wireBytes, alone, kept } = trial;
  const took = `${sampleOf(trial)} took ${formatBytes(wireBytes)} of ${formatBytes(trial.bytes)}`;
  const gained = `deflated each by itself they would take ${formatBytes(alone)}`;
  const would = `with context takeover ${formatBytes(kept)}`;
  if (takeover === true) return `${took}; ${gained}. Context takeover: ${formatChange(alone, wireBytes)}.`;
  if (takeover === false)
    return `${took}, without context takeover; ${would}: ${formatChange(wireBytes, kept)}.`;
  return `${took}; ${gained}, ${would}.`;
}

/** What permessage-deflate would have saved. */
export function describePlain(trial: DeflateTrial): string | null {
  if (trial.messages === 0) return null;
  const { bytes, alone, kept } = trial;
  const took = `${sampleOf(trial)} took ${formatBytes(bytes)} uncompressed`;
  return `${took}; permessage-deflate would take ${formatBytes(kept)} (${formatChange(bytes, kept)}), without context takeover ${formatBytes(alone)} (${formatChange(bytes, alone)}).`;
}

function sampleOf({ messages }: DeflateTrial): string {
  return messages === 1
    ? 'The one message tried'
    : `${formatExact(messages)} messages tried, evenly from all,`;
}

const KIB = 1024;
/** zlib at its default memory level: what it takes beside the window (zconf.h). */
const DEFLATE_REST = 128;
const INFLATE_REST = 7;

/** What agreeing on this costs each end in memory, in one sentence. */
export function describeMemory(client: DeflateSide, server: DeflateSide): string {
  const kib = (bits: number) => 2 ** bits / KIB;
  const deflate = (bits: number) => 4 * kib(bits) + DEFLATE_REST;
  const inflate = (bits: number) => kib(bits) + INFLATE_REST;
  const total = (own: DeflateSide, other: DeflateSide) =>
    Math.round(deflate(own.windowBits) + inflate(other.windowBits));
  const ends = { client: total(client, server), server: total(server, client) };
  const windows = `Windows of ${kib(client.windowBits)} KiB sent and ${kib(server.windowBits)} KiB received`;
  const costs =
    ends.client === ends.server
      ? `each end about ${ends.client} KiB`
      : `the client about ${ends.client} KiB and the server ${ends.server} KiB`;
  return `${windows} cost ${costs} of memory with zlib, ${whenKept(client, server)}.`;
}

function whenKept({ takeover: sent }: DeflateSide, { takeover: received }: DeflateSide): string {
  if (sent && received) return 'for as long as the connection is open';
  if (!sent && !received) return 'only while a message is deflated or inflated';
  return `for as long as the connection is open ${sent ? 'for what is sent' : 'for what is received'}, else only during a message`;
}

/** `2 of 3 connections agreed on permessage-deflate.` */
export function describeAgreed(agreed: number, members: number): string {
  return `${formatExact(agreed)} of ${formatPlural(members, 'connection')} agreed on permessage-deflate.`;
}
