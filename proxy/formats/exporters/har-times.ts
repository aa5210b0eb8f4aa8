// The times of a HAR entry: `time` is the sum of all phases that happened, -1 stands for one that did not, and `connect`
// includes `ssl`, as HAR 1.2 asks.

import type { ExportConnection } from './exporter.ts';

interface HarTimes {
  /** Milliseconds, as everything here. */
  readonly time: number;
  readonly timings: Readonly<
    Record<'blocked' | 'dns' | 'connect' | 'ssl' | 'send' | 'wait' | 'receive', number>
  >;
}

export function harTimes({ openedAt, lastActivityAt, ending, timing }: ExportConnection): HarTimes {
  const total = Math.max(0, (ending?.at ?? lastActivityAt) - openedAt);
  const { dns, connect, tls } = timing;
  const connected = connect === null ? null : connect + (tls ?? 0);
  const before = (dns ?? 0) + (connected ?? 0) + (timing.wait ?? 0);
  const receive = Math.max(0, total - before);
  return {
    time: rounded(before + receive),
    timings: {
      blocked: -1,
      dns: rounded(dns ?? -1),
      connect: rounded(connected ?? -1),
      ssl: rounded(tls ?? -1),
      send: 0,
      wait: rounded(timing.wait ?? 0),
      receive: rounded(receive),
    },
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
