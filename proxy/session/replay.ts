// Plays a connection's client again: a WebSocket client of our own that goes through our own proxy, so that what it
// does is captured like anybody's traffic. The handshake is new, with its own key (RFC 6455 §4.1).

import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { FramescopeError } from '../contract/errors.ts';
import type { Seq } from '../contract/ids.ts';
import type { ConnectionDetail, MessageFacts } from '../contract/model.ts';
import { OPCODE } from '../protocol/frame.ts';
import { type ClientRoute, openTunnel, secureTunnel } from './client-route.ts';

/** One message to send again, and when: milliseconds after the connection was opened. */
export interface ReplayStep {
  readonly after: number;
  readonly opcode: number;
  readonly payload: Uint8Array;
}

export interface ReplayPlan {
  readonly url: URL;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly subprotocols: readonly string[];
  /** Offer permessage-deflate. */
  readonly compress: boolean;
}

/** Fields of the handshake that belong to one connection or to the hop, not to what was said. */
const OWN_FIELDS =
  /^(host|connection|upgrade|sec-websocket-(key|version|protocol|extensions)|proxy-.*|content-length|transfer-encoding)$/i;

/** Fails with INVALID when the URL is none that a WebSocket can have. */
export function planReplay(detail: ConnectionDetail, url: string | null): ReplayPlan {
  const values = (name: string) =>
    detail.requestHeaders.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
  return {
    url: parseWebSocketUrl(url ?? detail.url),
    headers: detail.requestHeaders.filter(([name]) => !OWN_FIELDS.test(name)),
    subprotocols: values('sec-websocket-protocol').flatMap((value) => value.split(/\s*,\s*/)),
    compress: values('sec-websocket-extensions').some((value) => value.includes('permessage-deflate')),
  };
}

export function parseWebSocketUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^wss?:$/.test(url.protocol) && url.hostname) return url;
  throw new FramescopeError(
    'INVALID',
    `“${text}” is not a WebSocket URL.`,
    'It begins with ws:// or wss://.',
  );
}

/** Called for each message, from the first on, which may come with the 101 and before the promise of the client is kept. */
export type Hear = (data: Buffer, binary: boolean) => void;

/** Connects through the proxy; `ticket` is shown to it in the `Proxy-Framescope` field. Rejects with UNREACHABLE. */
export async function connectClient(
  plan: ReplayPlan,
  ticket: string | null,
  route: ClientRoute,
  hear: Hear = () => undefined,
): Promise<WebSocket> {
  const tunnel = await openTunnel(plan.url, ticket, route);
  const secure = plan.url.protocol === 'wss:';
  const client = new WebSocket(plan.url, [...plan.subprotocols], {
    perMessageDeflate: plan.compress,
    headers: grouped(plan.headers),
    maxPayload: 0,
    createConnection: () => (secure ? secureTunnel(tunnel, plan.url, route) : tunnel),
  });
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  client.on('message', hear);
  client.once('open', () => resolve(client));
  client.on('error', (error) => {
    reject(
      new FramescopeError(
        'UNREACHABLE',
        `${plan.url.href} did not open: ${error.message}.`,
        'The new connection in the list says more.',
      ),
    );
  });
  return promise;
}

function grouped(headers: ReplayPlan['headers']): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const [name, value] of headers) (out[name] ??= []).push(value);
  return out;
}

/** Sends the steps with their own timing, `speed` times as fast, until the connection ends. Resolves with the milliseconds it took. */
export async function playSteps(
  client: WebSocket,
  steps: AsyncIterable<ReplayStep>,
  speed: number,
): Promise<number> {
  const started = performance.now();
  for await (const step of steps) {
    const wait = step.after / speed - (performance.now() - started);
    if (wait > 0) await delay(wait);
    if (client.readyState !== WebSocket.OPEN) break;
    await sendStep(client, step);
  }
  return performance.now() - started;
}

/** Answers to the last message are waited for at least this long, milliseconds. */
const LAST_ANSWERS = 1000;

/** Stays for `rest` milliseconds, then closes normally; resolves when the connection has ended. */
export async function closeAfter(client: WebSocket, rest: number): Promise<void> {
  if (client.readyState === WebSocket.CLOSED) return;
  const ended = Promise.withResolvers<void>();
  client.once('close', () => ended.resolve());
  const timer = setTimeout(() => client.close(1000), Math.max(LAST_ANSWERS, rest));
  await ended.promise;
  clearTimeout(timer);
}

function sendStep(client: WebSocket, { opcode, payload }: ReplayStep): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve(); // a failed send ends the connection, which the loop sees
  switch (opcode) {
    case OPCODE.text:
      client.send(payload, { binary: false }, done);
      break;
    case OPCODE.binary:
      client.send(payload, { binary: true }, done);
      break;
    case OPCODE.ping:
      client.ping(payload, true, done);
      break;
    case OPCODE.close:
      closeWith(client, payload);
      resolve();
      break;
    default:
      resolve();
  }
  return promise;
}

/** The captured code and reason (RFC 6455 §5.5.1), where they may be sent; else an empty Close frame. */
function closeWith(client: WebSocket, payload: Uint8Array): void {
  const code = payload.length >= 2 ? ((payload[0] ?? 0) << 8) | (payload[1] ?? 0) : null;
  try {
    if (code === null) client.close();
    else client.close(code, Buffer.from(payload.subarray(2)));
  } catch {
    client.close();
  }
}

/** What of a captured message is played again: the client's own, whole ones. Pongs answer pings by themselves. */
export function isReplayable(message: MessageFacts): boolean {
  return (
    message.from === 'client' &&
    message.complete &&
    message.opcode !== OPCODE.pong &&
    message.opcode !== OPCODE.continuation
  );
}

/** The captured client messages of a connection as steps; payloads are read when their time comes. */
export async function* replaySteps(
  openedAt: number,
  page: (after: number) => Promise<readonly MessageFacts[]>,
  payload: (seq: Seq) => Promise<Uint8Array>,
): AsyncGenerator<ReplayStep> {
  let after = 0;
  for (let messages = await page(after); messages.length > 0; messages = await page(after)) {
    after = messages.at(-1)?.seq ?? after;
    for (const message of messages.filter(isReplayable)) {
      yield { after: message.at - openedAt, opcode: message.opcode, payload: await payload(message.seq) };
    }
  }
}
