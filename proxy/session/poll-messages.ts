// The packets of one poll of Engine.IO: those that a POST brings, and those that the answer to a GET does. A body is read
// when all of it is there, for its packets need not be apart before.

import type { ConnectionDetail, Side } from '../contract/model.ts';
import { headerValue } from '../protocol/http-head.ts';
import { decodeContent } from './body.ts';
import { type HttpMessages, type TellBodyMessage, codingOf } from './body-message.ts';
import { type PolledPacket, splitPollingPayload } from './polling-payload.ts';

export function createPollMessages(
  detail: ConnectionDetail,
  version: string,
  tell: TellBodyMessage,
): HttpMessages {
  return new PollMessages(detail, version, tell);
}

class PollMessages implements HttpMessages {
  readonly #detail: ConnectionDetail;
  readonly #version: string;
  readonly #tell: TellBodyMessage;
  readonly #bodies = { client: new PolledBody(), server: new PolledBody() };

  constructor(detail: ConnectionDetail, version: string, tell: TellBodyMessage) {
    this.#detail = detail;
    this.#version = version;
    this.#tell = tell;
  }

  body(from: Side, bytes: Uint8Array, size: number, at: number): void {
    const body = this.#bodies[from];
    body.add(bytes, size, at);
    if (from === 'client' && body.size >= this.#announced('client')) this.#read('client');
  }

  /** A request of unknown length is over when it is answered. */
  answered(): void {
    if (this.#announced('client') === Infinity) this.#read('client');
  }

  end(): void {
    this.#read('client');
    const { status, method } = this.#detail;
    if (status === 200 && method === 'GET') this.#read('server'); // the answer to a POST says `ok`
  }

  /** Bytes of a body; Infinity where its head does not say. */
  #announced(from: Side): number {
    const { requestHeaders, responseHeaders } = this.#detail;
    const length = headerValue(from === 'client' ? requestHeaders : responseHeaders, 'content-length');
    return length === null ? Infinity : Number(length);
  }

  #read(from: Side): void {
    const body = this.#bodies[from];
    if (body.isRead || body.size === 0) return;
    body.isRead = true;
    const coding = codingOf(this.#detail, from);
    const wire = Buffer.concat(body.pieces);
    const decoded = decodeContent(wire, coding);
    const packets = splitPollingPayload(decoded ?? wire, this.#version);
    const lost = body.size - wire.length;
    const announced = this.#announced(from);
    const cut = lost > 0 || (announced !== Infinity && body.size < announced);
    this.#tellAll(from, packets, body, { wire: wire.length, compressed: decoded !== null, lost, cut });
  }

  #tellAll(from: Side, packets: readonly PolledPacket[], body: PolledBody, facts: BodyFacts): void {
    const { wire, compressed, lost, cut } = facts;
    const total = packets.reduce((sum, { size }) => sum + size, 0);
    let [before, told] = [0, 0];
    for (const [n, { payload, binary, size, whole }] of packets.entries()) {
      before += size;
      const end = Math.round((before / total) * wire);
      const last = n === packets.length - 1;
      const missing = last ? lost : 0;
      this.#tell({
        from,
        binary,
        payload,
        at: body.at,
        endedAt: body.endedAt,
        wireLength: end - told + missing,
        compressed,
        complete: whole && !(last && cut),
        lost: missing,
      });
      told = end;
    }
  }
}

interface BodyFacts {
  /** Bytes that were kept. */
  readonly wire: number;
  readonly compressed: boolean;
  /** Bytes that were not. */
  readonly lost: number;
  /** It is not all there. */
  readonly cut: boolean;
}

class PolledBody {
  readonly pieces: Uint8Array[] = [];
  size = 0;
  at = 0;
  endedAt = 0;
  isRead = false;

  add(bytes: Uint8Array, size: number, at: number): void {
    if (this.size === 0) this.at = at;
    this.endedAt = at;
    this.size += size;
    if (bytes.length > 0) this.pieces.push(bytes.slice());
  }
}
