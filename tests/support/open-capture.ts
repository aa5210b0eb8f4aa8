// The capturing proxy on a free port, with a sink that remembers, and clients that reach origins through it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type tls from 'node:tls';
import { type Capture, type CaptureOptions, createCapture } from '../../proxy/capture/capture.ts';
import { type Authority, openAuthority } from '../../proxy/capture/certificate-authority.ts';
import { type RecordingSink, createRecordingSink } from './recording-sink.ts';
import { type Wire, connectWire, secureWire } from './wire.ts';

export interface OpenCapture {
  readonly capture: Capture;
  readonly sink: RecordingSink;
  readonly authority: Authority;
  readonly port: number;
  /** A socket to the proxy itself. */
  connect(): Promise<Wire>;
  /** A socket through a CONNECT, whose 200 was read. */
  tunnel(authority: string): Promise<Wire>;
  /** TLS inside of a CONNECT, by default trusting the proxy's authority. */
  secure(authority: string, options?: tls.ConnectionOptions): Promise<Wire>;
}

/** An authority in a folder of its own, removed at once: it is only needed in memory. */
export async function temporaryAuthority(): Promise<Authority> {
  const dir = mkdtempSync(join(tmpdir(), 'framescope-test-ca-'));
  const authority = await openAuthority(dir);
  rmSync(dir, { recursive: true });
  return authority;
}

export async function openCapture(
  authority: Authority,
  options: Partial<CaptureOptions> = {},
  host = '127.0.0.1',
): Promise<OpenCapture> {
  const sink = createRecordingSink();
  const capture = createCapture({
    authority,
    sink,
    firstId: 1,
    bodyBudget: () => 1024 * 1024,
    resolve: [],
    extraCa: [],
    insecureHosts: [],
    passthrough: [],
    upstreamProxy: null,
    otherPorts: () => [],
    ...options,
  });
  const { port } = await capture.listen(host, 0);
  const tunnel = async (target: string): Promise<Wire> => {
    const wire = await connectWire(port);
    wire.send(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    const head = await wire.takeHead();
    if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(head);
    return wire;
  };
  return {
    capture,
    sink,
    authority,
    port,
    connect: () => connectWire(port),
    tunnel,
    secure: async (target, tlsOptions = {}) =>
      secureWire(await tunnel(target), {
        ca: authority.pem,
        servername: target.replace(/:\d+$/, ''),
        ...tlsOptions,
      }),
  };
}
