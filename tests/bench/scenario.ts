// What the benchmark's client is told to do through a proxy, and what it answers: one JSON line each.

export interface Scenario {
  readonly kind: 'round-trip' | 'received' | 'sent' | 'many' | 'open' | 'new-hosts';
  readonly proxyPort: number;
  readonly originPort: number;
  readonly secure: boolean;
  /** Round trips, messages, connections or hosts. */
  readonly count: number;
  /** Bytes of a message. */
  readonly size: number;
  readonly path?: string;
  /** As an absolute-URI request instead of inside a CONNECT; ws only. */
  readonly absolute?: boolean;
  /** The proxy, where its memory is asked for. */
  readonly proxyPid?: number;
}

export interface Measured {
  /** Milliseconds; of round trips. */
  readonly p50?: number;
  readonly p99?: number;
  /** Messages a second. */
  readonly rate?: number;
  /** Milliseconds to the first answer: of a host that the proxy has never seen, and of one that it has. */
  readonly fresh?: number;
  readonly known?: number;
  /** KiB of the proxy's resident memory that an open connection takes. */
  readonly each?: number;
  /** Messages in both directions, with those that began and ended a flood. */
  readonly messages: number;
}

/** What the client says instead when it could not do it. */
export interface Failed {
  readonly error: string;
}
