// Asks for a captured upgrade once more, with exactly the head that it is given, and hangs up as soon as there is an
// answer, or when nobody wants to wait for it any more. It judges nothing: what came of it is in the connection that it
// leaves behind.

import { randomBytes } from 'node:crypto';
import type net from 'node:net';
import { readAnswerHead } from '../capture/head-reader.ts';
import { isUpgrade } from '../capture/upgrade.ts';
import { FramescopeError } from '../contract/errors.ts';
import type { ConnectionId } from '../contract/ids.ts';
import type { ConnectionDetail, Failure } from '../contract/model.ts';
import type { UpgradeChange } from '../contract/upgrade-change.ts';
import { isUpgradeAttempt } from '../formats/doctor/diagnose.ts';
import { type RetryHead, retryHead } from '../formats/doctor/retry-head.ts';
import { OPCODE, formatFrame } from '../protocol/frame.ts';
import { parseRequestHead, parseResponseHead } from '../protocol/http-head.ts';
import { type ClientRoute, type OwnClients, openTunnel, secureTunnel } from './client-route.ts';

/** Milliseconds that each step of the way may take (upstream.ts), where it is not said otherwise. */
const STEP_MS = 20_000;
/** Whoever dials gives up before we do, and says at which step. */
const PATIENCE = 1.25;
/** Milliseconds that it may take to say goodbye, or the rest of its refusal. */
const GOODBYE_MS = 2000;

/** Fails with UNSUPPORTED for what is no handshake, and with INVALID for changes that leave none. */
function planRetry(original: ConnectionDetail, changes: readonly UpgradeChange[]): RetryHead {
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
function notAsked(): FramescopeError {
  return new FramescopeError(
    'UNREACHABLE',
    'The handshake was asked for again where Framescope does not look.',
    'The host is one that --passthrough leaves alone.',
  );
}

/** Nothing is kept of what begins while recording is paused. */
export function notRecorded(): FramescopeError {
  return new FramescopeError(
    'UNSUPPORTED',
    'Recording is paused, so nothing would be known of a retry.',
    'Resume recording, then retry.',
  );
}

export interface Retries {
  /**
   * Asks for the upgrade of a captured connection again, changed so; resolves with the connection that this makes before it
   * is answered. Fails as `planRetry` does, and with UNREACHABLE.
   */
  ask(original: ConnectionDetail, changes: readonly UpgradeChange[]): Promise<ConnectionId>;
  /** Resolves when its socket is closed; at once for what is no retry that goes on. */
  cancel(retry: ConnectionId): Promise<void>;
}

export interface RetriesOptions extends OwnClients {
  /** See SessionOptions. */
  readonly stepTimeout?: number | undefined;
}

interface RunningRetry {
  readonly leaving: AbortController;
  readonly over: Promise<void>;
}

export function createRetries({ route, issueTicket, stepTimeout }: RetriesOptions): Retries {
  const running = new Map<ConnectionId, RunningRetry>();
  return {
    async ask(original, changes) {
      const head = planRetry(original, changes);
      const leaving = new AbortController();
      const { ticket, claimed } = issueTicket({
        replayOf: original.id,
        retry: changes,
        leaving: leaving.signal,
      });
      const over = askAgain(head, ticket, route(), leaving, stepTimeout);
      over.then(() => claimed.reject(notAsked()), claimed.reject); // means nothing once it is claimed
      const id = await claimed.promise;
      running.set(id, { leaving, over });
      const forget = () => running.delete(id);
      over.then(forget, forget);
      return id;
    },
    async cancel(id) {
      const retry = running.get(id);
      retry?.leaving.abort(CANCELLED);
      await retry?.over;
    },
  };
}

/** Somebody did not want to wait for the answer. */
const CANCELLED: Failure = {
  code: 'CANCELLED',
  message: 'The retry was cancelled before there was an answer.',
  hint: '',
};

function gaveUp(milliseconds: number): Failure {
  return {
    code: 'CLIENT_LEFT',
    message: `The retry hung up: there was no answer within ${milliseconds / 1000} s.`,
    hint: '',
  };
}

/**
 * `ticket` is shown to the proxy. Resolves when the connection has ended; rejects when there was none. `leaving` ends it at
 * once while there is no answer, and is aborted here when it has waited long enough.
 */
async function askAgain(
  { url, text }: RetryHead,
  ticket: string,
  route: ClientRoute,
  leaving: AbortController,
  stepTimeout: number = STEP_MS,
): Promise<void> {
  const tunnel = await openTunnel(url, ticket, route);
  const socket = url.protocol === 'wss:' ? secureTunnel(tunnel, url, route) : tunnel;
  socket.on('error', () => undefined); // an end like any other: the captured connection says what happened
  const leave = () => socket.destroy();
  const limit = stepTimeout * PATIENCE;
  const timer = setTimeout(() => leaving.abort(gaveUp(limit)), limit);
  leaving.signal.addEventListener('abort', leave);
  socket.write(text, 'latin1');
  const { kind, bytes } = await finalHead(socket);
  clearTimeout(timer);
  leaving.signal.removeEventListener('abort', leave);
  if (kind === 'head' && parseResponseHead(bytes)?.status === 101) socket.write(normalClosure());
  else socket.end();
  await goodbye(socket);
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

/** Resolves when the socket is closed, in whichever way. */
async function goodbye(socket: net.Socket): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => socket.destroy(), GOODBYE_MS);
  socket.once('close', () => resolve());
  socket.resume();
  if (!socket.closed) await closed;
  clearTimeout(timer);
}
