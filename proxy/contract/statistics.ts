// What the messages of a view are in numbers: sizes, opcodes, kinds, latencies, idle gaps, compression. Times are
// milliseconds, sizes bytes.

import type { Seq } from './ids.ts';
import type { Side } from './model.ts';

/** How far a quantile may be from the exact one, as a share of it. */
export const QUANTILE_ERROR = 1 / 128;
/** Kinds of each table that are told; the rest is told as sums. */
export const TOP_KINDS = 20;
export const TOP_GAPS = 10;

/** Least, most and count are exact; the quantiles are within `QUANTILE_ERROR`. */
export interface Distribution {
  readonly count: number;
  readonly least: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly most: number;
}

export interface Amount {
  readonly messages: number;
  /** Payload bytes, inflated. */
  readonly bytes: number;
}

/** Of messages that permessage-deflate compressed. */
export interface Compressed extends Amount {
  /** Payload bytes as they were on the wire, without frame headers. */
  readonly wireBytes: number;
}

/** Pongs of one side: how long after the other side's ping they came. */
export interface RoundTrips {
  readonly times: Distribution;
  /**
   * Mean absolute difference of consecutive round trips of a connection: the D of RFC 3550 §6.4.1, averaged evenly
   * instead of smoothed. Null before the second one.
   */
  readonly jitter: number | null;
}

/** What one side says. */
export interface SideStatistics extends Amount {
  /** With frame headers. */
  readonly wireBytes: number;
  readonly frames: number;
  /** Messages of several frames (RFC 6455 §5.4). */
  readonly fragmented: number;
  /** Frames of the message that has the most. */
  readonly mostFrames: number;
  /** By opcode, 0 to 15. */
  readonly opcodes: readonly Amount[];
  /** Payloads of data messages; null where there are none. */
  readonly sizes: Distribution | null;
  /** How many of them are empty, 1 byte, 2–3, 4–7, and so on. */
  readonly octaves: readonly number[];
  readonly pongs: RoundTrips | null;
  /** Data messages that were compressed, and those that were not. */
  readonly compressed: Compressed;
  readonly plain: Amount;
}

/** A time in which nothing of the view began. */
export interface IdleGap {
  /** When the message before it began, and the one after it. */
  readonly from: number;
  readonly to: number;
  readonly before: Seq;
  readonly after: Seq;
}

/** A message of several parts counts once for every kind that is among them. */
export interface KindAmount extends Amount {
  readonly protocol: string;
  readonly kind: string;
}

/** How long messages of a kind waited for their answer. */
export interface Latency {
  readonly protocol: string;
  /** Of the message that asked; null: of every other. */
  readonly kind: string | null;
  readonly times: Distribution;
}

/** An even sample of data messages, deflated anew with zlib's default level. */
export interface DeflateTrial extends Amount {
  /** As they were on the wire, without frame headers. */
  readonly wireBytes: number;
  /** Each deflated by itself. */
  readonly alone: number;
  /** Each with the window of those before it (RFC 7692 §7.1.1). */
  readonly kept: number;
}

/** What needs a look at every payload, and so takes longer. */
export interface MeaningStatistics {
  /** Messages looked at so far, of how many. */
  readonly scanned: number;
  readonly total: number;
  /** The most frequent first. */
  readonly kinds: readonly KindAmount[];
  /** Of kinds that are not among those. */
  readonly otherKinds: Amount;
  /** Data messages that no decoder reads. */
  readonly undecoded: Amount;
  /** The most frequent first. */
  readonly latencies: readonly Latency[];
  /** Of data messages. */
  readonly trials: Readonly<
    Record<Side, { readonly compressed: DeflateTrial; readonly plain: DeflateTrial }>
  >;
}

/** Where `scanned` is less than `total`, more is being counted: ask again. */
export interface Statistics {
  /** Messages counted so far, of how many. */
  readonly scanned: number;
  readonly total: number;
  /** Not counted, as more of them may come. */
  readonly unfinished: number;
  /** Counted, and taken by the storage budget since. */
  readonly evicted: number;
  readonly sides: Readonly<Record<Side, SideStatistics>>;
  /** The longest first. */
  readonly idle: readonly IdleGap[];
  readonly meaning: MeaningStatistics;
}
