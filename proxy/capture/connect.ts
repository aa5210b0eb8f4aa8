// CONNECT (RFC 9110 §9.3.6): its target is checked, the 200 comes first, then the client's first words say what the
// tunnel is: TLS that ends here, HTTP in the clear, or something opaque.

import type { RequestHead } from '../protocol/http-head.ts';
import type { End } from './end.ts';
import { explainError } from './failure.ts';
import { clientSpeaksFirst, sniff } from './first-words.ts';
import { type HeadResult, readRequestHead } from './head-reader.ts';
import type { Lane } from './lane.ts';
import type { ReportOptions } from './report.ts';
import { type Target, matchesHost, parseAuthority } from './target.ts';
import type { HandshakeError, TlsFront } from './tls-front.ts';
import { abandonTunnel, joinReported, refuseTarget, reportRejected } from './tunnel-reports.ts';
import type { Upstream, UpstreamConnection } from './upstream.ts';

export interface ConnectOptions extends ReportOptions {
  readonly upstream: Upstream;
  readonly tls: TlsFront;
  /** Hosts whose tunnels are not opened. */
  readonly passthrough: readonly string[];
  /** Takes the first head inside of a tunnel, with or without TLS. */
  readonly inside: (lane: Lane, result: HeadResult) => Promise<void>;
}

const NOTHING = Buffer.alloc(0);

/** `headText`: the head as it came in, as latin1. */
export async function connect(
  lane: Lane,
  head: RequestHead,
  headText: string,
  options: ConnectOptions,
): Promise<void> {
  const authority = parseAuthority(head.target, 443);
  if (!authority) {
    refuseTarget(lane.client, head, options);
    return;
  }
  lane.client.socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  const via = lane.tunnel ? { via: { proxy: lane.tunnel, headText } } : {};
  const target: Target = { ...authority, secure: false, ...via };
  const closed = options.passthrough.some((pattern) => matchesHost(target.host, pattern));
  await (closed ? tunnel(lane, target, NOTHING, options) : enter(lane, target, options));
}

async function enter(lane: Lane, target: Target, options: ConnectOptions): Promise<void> {
  const { client } = lane;
  const { spoken, last } = await sniff(client);
  switch (spoken) {
    case 'tls':
      return terminate(lane, target, options);
    case 'http':
      return options.inside({ ...lane, tunnel: target }, await readRequestHead(client.socket));
    case 'unknown':
      return tunnel(lane, target, last, options);
    case 'silent':
      return tunnelOrEnter(lane, target, options);
    case 'closed':
      client.socket.end();
  }
}

async function terminate(lane: Lane, target: Target, options: ConnectOptions): Promise<void> {
  const { socket, raw } = lane.client;
  const secured = await options.tls.terminate(socket, target).catch((error: HandshakeError) => error);
  if (secured instanceof Error) {
    reportRejected(lane.client, target, secured, options);
    return;
  }
  const client: End = { socket: secured, raw };
  const serverName = secured.servername ? { serverName: secured.servername } : {};
  const applicationProtocol = secured.alpnProtocol || null;
  const within: Target = { ...target, ...serverName, applicationProtocol, secure: true };
  await options.inside({ ...lane, client, tunnel: within }, await readRequestHead(secured));
}

/** Nobody spoke yet. The server is dialled: if it is the first to speak this is an opaque tunnel. */
async function tunnelOrEnter(lane: Lane, target: Target, options: ConnectOptions): Promise<void> {
  const server = await dial(lane, target, options);
  if (!server) return;
  if (await clientSpeaksFirst(lane.client, server)) {
    server.raw.destroy();
    await enter(lane, target, options);
  } else joinReported(lane, target, server, NOTHING, options);
}

async function tunnel(lane: Lane, target: Target, last: Buffer, options: ConnectOptions): Promise<void> {
  const server = await dial(lane, target, options);
  if (server) joinReported(lane, target, server, last, options);
}

/** Null when that failed, and is reported. */
async function dial(
  { client }: Lane,
  target: Target,
  options: ConnectOptions,
): Promise<UpstreamConnection | null> {
  const gone = new AbortController();
  client.socket.once('close', () => gone.abort());
  try {
    return await options.upstream.dial(target, gone.signal);
  } catch (error) {
    abandonTunnel(client, target, explainError(error, target), options);
    return null;
  }
}
