// The engine's options for tests: everything of its own, nothing from outside.

import type { SessionOptions } from '../../proxy/session/create-session.ts';

export function sessionOptions(dataDir: string, options: Partial<SessionOptions> = {}): SessionOptions {
  return {
    version: '0.0.0-test',
    dataDir,
    file: null,
    proxyHost: '127.0.0.1',
    proxyPort: 0,
    whenFull: null,
    resolve: [],
    upstreamCa: [],
    insecureHosts: [],
    passthrough: [],
    upstreamProxy: null,
    otherPorts: () => [],
    ...options,
  };
}
