// The rows of CONNECTs that are not looked into: opaque tunnels, and those that came to nothing.

import type { Failure } from '../contract/model.ts';
import type { RequestHead } from '../protocol/http-head.ts';
import type { End } from './end.ts';
import { BAD_TARGET, hangUp } from './http-error.ts';
import type { Lane } from './lane.ts';
import { openedNowhere, openedTunnel } from './opened.ts';
import { type ReportOptions, openReport, reportFailure } from './report.ts';
import type { Target } from './target.ts';
import type { HandshakeError } from './tls-front.ts';
import { joinTunnel } from './tunnel.ts';
import type { UpstreamConnection } from './upstream.ts';

const ESTABLISHED = {
  status: 200,
  statusText: 'Connection Established',
  responseHeaders: [],
  responseHead: null,
};

/** Joins client and server; `last` is what the client said before it closed its side. */
export function joinReported(
  lane: Lane,
  target: Target,
  server: UpstreamConnection,
  last: Buffer,
  options: ReportOptions,
): void {
  const report = openReport(openedTunnel(target, lane.ticket), {
    ...options,
    bodyBudget: () => 0,
  });
  report.dialled(server.dialled);
  report.answered(ESTABLISHED, { wait: null });
  if (last.length > 0) {
    server.socket.write(last);
    report.body('client', last);
  }
  joinTunnel(lane.client, server, { bytes: report.body, ended: report.ended });
}

/** The client was told that its tunnel is open before it turned out that it cannot be. */
export function abandonTunnel(client: End, target: Target, failure: Failure, options: ReportOptions): void {
  client.socket.destroy();
  reportFailure(openReport(openedTunnel(target, null), options), failure);
}

/** A request to something that is no host: answered, and kept as a row. */
export function refuseTarget(client: End, head: RequestHead, options: ReportOptions): void {
  hangUp(client, BAD_TARGET);
  reportFailure(openReport(openedNowhere(head), options), BAD_TARGET);
}

/** The client broke the TLS handshake off: nearly always because it does not know our authority. */
export function reportRejected(
  client: End,
  target: Target,
  error: HandshakeError,
  options: ReportOptions,
): void {
  abandonTunnel(client, target, error.rejected ? rejected(target) : handshakeFailed(target, error), options);
}

function rejected({ host }: Target): Failure {
  return {
    code: 'CLIENT_TLS_REJECTED',
    message: 'The client did not accept the certificate that Framescope made for this host.',
    hint: `Let the client trust the CA (framescope ca path), or leave the host alone with --passthrough ${host}.`,
  };
}

function handshakeFailed({ host }: Target, error: Error): Failure {
  return {
    code: 'CLIENT_TLS_FAILED',
    message: `The TLS handshake with the client failed: ${error.message}.`,
    hint: `If the client pins its certificate, leave the host alone with --passthrough ${host}.`,
  };
}
