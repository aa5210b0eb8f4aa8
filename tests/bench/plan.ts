// The scenarios of the benchmark, and how much of each is done. The names are what `--only` looks through.

import type { Scenario } from './scenario.ts';

export interface Plan extends Omit<Scenario, 'proxyPort' | 'originPort' | 'proxyPid'> {
  readonly name: string;
}

type FloodKind = 'received' | 'sent';

const KIBIBYTE = 1024;
/** Bytes; above, it is bytes that take time, and slow subjects are as fast as others. */
const LARGE = 16 * KIBIBYTE;
/** Too few messages say nothing. */
const FEWEST = 100;

/** Each, with its warm-up, under the 256 MiB that may wait for the disk: beyond that the disk is measured. */
const floods: readonly { readonly text: string; readonly size: number; readonly count: number }[] = [
  { text: '100 B', size: 100, count: 2_000_000 },
  { text: '1 KiB', size: KIBIBYTE, count: 200_000 },
  { text: '64 KiB', size: 64 * KIBIBYTE, count: 3600 },
];

const kinds: readonly FloodKind[] = ['received', 'sent'];

const roundTrip = { kind: 'round-trip', secure: false, count: 4000, size: 100 } as const;

export const plans: readonly Plan[] = [
  { ...roundTrip, name: 'ws round trip 100 B' },
  { ...roundTrip, name: 'ws round trip 100 B, absolute URI', absolute: true },
  { ...roundTrip, name: 'ws round trip 1 KiB, compressed', size: KIBIBYTE, path: '/deflate' },
  { ...roundTrip, name: 'wss round trip 100 B', secure: true },
  ...[false, true].flatMap((secure) =>
    kinds.flatMap((kind) => floods.map((flood) => plan(kind, secure, flood))),
  ),
  {
    name: 'ws received 1 KiB, compressed',
    kind: 'received',
    secure: false,
    count: 250_000,
    size: KIBIBYTE,
    path: '/deflated-flood',
  },
  spoken('IRC', 'irc', 250),
  spoken('JSON-RPC', 'jsonrpc', 190),
  { name: 'ws 200 connections × 20 a second', kind: 'many', secure: false, count: 200, size: 100 },
  { name: 'wss 200 connections × 20 a second', kind: 'many', secure: true, count: 200, size: 100 },
  { name: 'wss 30 new hosts', kind: 'new-hosts', secure: true, count: 30, size: 100 },
  { name: 'ws 9,500 open connections', kind: 'open', secure: false, count: 9500, size: 100 },
];

function plan(kind: FloodKind, secure: boolean, { text, size, count }: (typeof floods)[number]): Plan {
  return { name: `${secure ? 'wss' : 'ws'} ${kind} ${text}`, kind, secure, count, size };
}

/** What decoders know, and look at when it is stored. */
function spoken(name: string, of: string, size: number): Plan {
  const path = `/spoken-flood?of=${of}`;
  return { name: `ws received ${name}`, kind: 'received', secure: false, count: 800_000, size, path };
}

/** Connections and hosts are what their scenario is about; messages may be fewer or more. */
export function countFor({ kind, count, size }: Plan, scale: number, share: number): number {
  switch (kind) {
    case 'round-trip':
      return atLeast(count * scale);
    case 'received':
    case 'sent':
      return atLeast(count * scale * (size > LARGE ? 1 : share));
    case 'many':
    case 'new-hosts':
    case 'open':
      return count;
  }
}

function atLeast(count: number): number {
  return Math.max(FEWEST, Math.ceil(count));
}
