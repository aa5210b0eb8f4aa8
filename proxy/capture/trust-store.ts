// The authorities that origins are verified against: Node's, the system's, and those that the user named. Reading them
// takes tens of milliseconds, so it is done once for the same authorities, and before the first connection asks.

import tls from 'node:tls';

const LIMIT = 8;
const contexts = new Map<string, tls.SecureContext>(); // remembers the order of insertion

/**
 * The context for TLS with origins.
 * @param extra PEM certificates trusted beside the others; when some are added later, they count from then on
 */
export function trustContext(extra: readonly string[]): tls.SecureContext {
  const key = extra.join('\n');
  const context = contexts.get(key) ?? createContext(extra);
  contexts.set(key, context);
  if (contexts.size > LIMIT) contexts.delete(contexts.keys().next().value ?? '');
  return context;
}

function createContext(extra: readonly string[]): tls.SecureContext {
  const known = [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  return tls.createSecureContext({ ca: [...new Set([...known, ...extra])] });
}
