// What is to be different when a captured upgrade is asked for again, and how people say it. See retry-head.ts for
// what becomes of the head.

export type UpgradeChange =
  | { readonly kind: 'without'; readonly part: UpgradePart }
  /** `Origin` of the server itself, as a page of its own would send it. */
  | { readonly kind: 'own-origin' }
  | { readonly kind: 'subprotocol'; readonly name: string }
  | { readonly kind: 'version'; readonly version: string }
  /** Whatever of the handshake's fields is missing is added (RFC 6455 §4.1). */
  | { readonly kind: 'complete' }
  /** With TLS, or without. */
  | { readonly kind: 'scheme'; readonly scheme: 'ws' | 'wss' }
  /** Another ws: or wss: URL. Credentials do not go to another host, nor out of TLS. */
  | { readonly kind: 'url'; readonly url: string };

export type UpgradePart = 'extensions' | 'subprotocols' | 'origin' | 'cookies';

const WITHOUT: Readonly<Record<UpgradePart, string>> = {
  extensions: 'without permessage-deflate',
  subprotocols: 'without a subprotocol',
  origin: 'without Origin',
  cookies: 'without cookies',
};

/** `without permessage-deflate`, to stand after “Retry” and “It works”. */
export function describeChanges(changes: readonly UpgradeChange[]): string {
  return changes.length === 0 ? 'as it was' : changes.map(describeChange).join(' and ');
}

function describeChange(change: UpgradeChange): string {
  switch (change.kind) {
    case 'without':
      return WITHOUT[change.part];
    case 'own-origin':
      return 'with the server’s own Origin';
    case 'subprotocol':
      return `with the subprotocol ${change.name}`;
    case 'version':
      return `with version ${change.version}`;
    case 'complete':
      return 'with a whole handshake';
    case 'scheme':
      return `over ${change.scheme}`;
    case 'url':
      return `at ${change.url}`;
  }
}
