// Asks for a captured upgrade once more, with exactly the head that it is given, and hangs up as soon as there is an
// answer. It judges nothing: what came of it is in the connection that it leaves behind.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type net from 'node:net';
import { readAnswerHead } from '../capture/head-reader.ts';
import { isUpgrade } from '../capture/upgrade.ts';
import { FramescopeError } from '../contract/errors.ts';
import { type ConnectionId, formatConnectionId } from '../contract/ids.ts';
import type { ConnectionDetail } from '../contract/model.ts';
import { type UpgradeChange, describeChanges } from '../contract/upgrade-change.ts';
import { isUpgradeAttempt } from '../formats/doctor/diagnose.ts';
import { type RetryHead, retryHead } from '../formats/doctor/retry-head.ts';
import { redactText } from '../formats/redaction.ts';
import { OPCODE, formatFrame } from '../protocol/frame.ts';
import { parseRequestHead, parseResponseHead } from '../protocol/http-head.ts';
import { type ClientRoute, openTunnel, secureTunnel } from './client-route.ts';

/** Milliseconds that a server may take to answer, which none takes who answers at all. */
const ANSWER_MS = 20_000;
/** Milliseconds that it may take to say goodbye, or the rest of its refusal. */
const GOODBYE_MS = 2000;

/** Fails with UNSUPPORTED for what is no handshake, and with INVALID for changes that leave none. */
export function planRetry(original: ConnectionDetail, changes: readonly UpgradeChange[]): RetryHead {
  if (!isUpgradeAttempt(original)) throw notAHandshake();
  const head = retryHead(original, changes, randomBytes(16).toString('base64'));
  const parsed = parseRequestHead(head.text);
  if (parsed && isUpgrade(parsed)) return head;
  throw new FramescopeError(
    'INVALID',
    'This would ask for no upgrade: “Upgrade: websocket” or “Connection: Upgrade” is missing.',
    'Retry with a whole handshake.',
  );
}

function notAHandshake(): FramescopeError {
  return new FramescopeError(
    'UNSUPPORTED',
    'Only a WebSocket handshake can be asked for again.',
    'Choose a connection that is one.',
  );
}

/** The proxy did not take it for an upgrade: it does not look into this host. */
export function notAsked(): FramescopeError {
  return new FramescopeError(
    'UNREACHABLE',
    'The handshake was asked for again where Framescope does not look.',
    'The host is one that --passthrough leaves alone.',
  );
}

/** `Retry of c3 without Origin`: the comment that tells it from other connections. */
export function retryWords(id: ConnectionId, changes: readonly UpgradeChange[]): string {
  return redactText(`Retry of ${formatConnectionId(id)} ${describeChanges(changes)}`).slice(0, MOST_WORDS);
}

const MOST_WORDS = 500;

/** `ticket` is shown to the proxy. Resolves when the connection has ended; rejects when there was none. */
export async function askAgain({ url, text }: RetryHead, ticket: string, route: ClientRoute): Promise<void> {
  const tunnel = await openTunnel(url, ticket, route);
  const socket = url.protocol === 'wss:' ? secureTunnel(tunnel, url, route) : tunnel;
  socket.on('error', () => undefined); // an end like any other: the captured connection says what happened
  socket.write(text, 'latin1');
  await within(ANSWER_MS, socket, async () => {
    const { kind, bytes } = await finalHead(socket);
    if (kind === 'head' && parseResponseHead(bytes)?.status === 101) socket.write(normalClosure());
    else socket.end();
  });
  await within(GOODBYE_MS, socket, async () => {
    socket.resume();
    if (!socket.closed) await once(socket, 'close');
  });
}

/** Interim answers (RFC 9110 §15.2) may come before it. */
async function finalHead(socket: net.Socket): ReturnType<typeof readAnswerHead> {
  const result = await readAnswerHead(socket);
  const status = parseResponseHead(result.bytes)?.status ?? 0;
  return result.kind === 'head' && status < 200 && status !== 101 ? finalHead(socket) : result;
}

/** RFC 6455 §7.4.1 */
function normalClosure(): Uint8Array {
  return formatFrame({
    opcode: OPCODE.close,
    payload: Uint8Array.of(1000 >> 8, 1000 & 0xff),
    maskingKey: randomBytes(4),
  });
}

/** Destroys the socket when it takes longer. */
async function within(ms: number, socket: net.Socket, work: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), ms);
  await work().finally(() => clearTimeout(timer));
}
