// Branded ids: minted by the engine alone, carried as plain numbers over every wire.
// It knows nothing of how they are stored.

declare const brand: unique symbol;

/** One captured connection, counted from 1 in its session. People and files read it as `c1`. */
export type ConnectionId = number & { readonly [brand]: 'connection' };

/** One message: its place in the order of arrival, counted from 1 in its session; never reused. */
export type Seq = number & { readonly [brand]: 'seq' };

/** One open message view of one front; see `Session.openView`. */
export type ViewId = number & { readonly [brand]: 'view' };

/** One running export; see `Session.startExport`. */
export type ExportId = number & { readonly [brand]: 'export' };

/** `c17`: how a connection is named to people, in files and on the command line. */
export function formatConnectionId(id: ConnectionId): string {
  return `c${id}`;
}

/** Reads `c17` or `17`; null for anything else. */
export function parseConnectionId(text: string): ConnectionId | null {
  const digits = /^c?([1-9]\d{0,14})$/.exec(text.trim());
  return digits ? (Number(digits[1]) as ConnectionId) : null;
}
