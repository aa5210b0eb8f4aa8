// What an overview says of a stretch of time, as numbers and in words. Counts are those of whole buckets.

import type { ConnectionEnd, Gap, Overview } from '../../../proxy/contract/model.ts';
import { closeCodeName } from '../../../proxy/protocol/close.ts';
import { formatTime } from '../../ui/clock.ts';
import { formatBytes, formatDuration, formatExact, formatPlural } from '../../ui/quantity.ts';
import type { Span } from './span.ts';

export interface Stretch extends Span {
  readonly sent: number;
  readonly received: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly controls: number;
  readonly violations: number;
  readonly gaps: readonly Gap[];
  readonly ends: readonly ConnectionEnd[];
}

/** Every bucket that begins in the span, and what happened in it; `slack` more milliseconds on both sides for marks. */
export function stretchOf(overview: Overview, span: Span, slack = 0): Stretch {
  const { from, width } = overview;
  const first = Math.max(0, Math.ceil((span.from - from) / width));
  const last = Math.max(first, Math.ceil((span.to - from) / width));
  const sum = (counts: readonly number[]) => counts.slice(first, last).reduce((all, each) => all + each, 0);
  const marked = { from: span.from - slack, to: span.to + slack };
  return {
    ...span,
    sent: sum(overview.sent),
    received: sum(overview.received),
    sentBytes: sum(overview.sentBytes),
    receivedBytes: sum(overview.receivedBytes),
    controls: sum(overview.controls),
    violations: sum(overview.violations),
    gaps: overview.gaps.filter((gap) => gap.from < marked.to && (gap.to ?? Infinity) >= marked.from),
    ends: overview.ends.filter(({ at }) => at >= marked.from && at < marked.to),
  };
}

/**
 * The bars that a span touches, whole: what is counted in them is then what a filter for that time matches. They begin
 * and end with a millisecond, which is as exact as the filter language reads times.
 */
export function wholeBars({ from, width }: Overview, span: Span, joined: number): Span {
  const wide = width * joined;
  const start = from + Math.floor((span.from - from) / wide) * wide;
  return { from: start, to: Math.max(from + Math.ceil((span.to - from) / wide) * wide, start + wide) };
}

/** `12:30:01.000, 64 ms · ▲ 3 (120 B) · ▼ 40 (5 kB) · 1 violation` */
export function formatStretch(stretch: Stretch): string {
  const { from, to } = stretch;
  return [`${formatTime(from)}, ${formatDuration(to - from)}`, ...formatContents(stretch)].join(' · ');
}

/** For those who do not see the plot, and for the line above it while nothing is pointed at. */
export function formatSummary(stretch: Stretch): string {
  return [formatDuration(stretch.to - stretch.from), ...formatContents(stretch)].join(' · ');
}

function formatContents({ sent, received, ...rest }: Stretch): readonly string[] {
  const nothing = sent + received === 0 ? ['no messages'] : [];
  return [
    ...nothing,
    ...(sent > 0 ? [`▲ ${formatExact(sent)} sent (${formatBytes(rest.sentBytes)})`] : []),
    ...(received > 0 ? [`▼ ${formatExact(received)} received (${formatBytes(rest.receivedBytes)})`] : []),
    ...(rest.violations > 0 ? [formatPlural(rest.violations, 'violation')] : []),
    ...formatMany(rest.gaps.map(formatGap), 'gap'),
    ...formatMany(rest.ends.map(formatEnd), 'end'),
    ...(rest.controls > 0 ? [formatPlural(rest.controls, 'control frame')] : []),
  ];
}

function formatMany(each: readonly string[], noun: string): readonly string[] {
  return each.length > 2 ? [formatPlural(each.length, noun)] : each;
}

const REASONS: Readonly<Record<Gap['reason'], string>> = {
  paused: 'recording was paused',
  budget: 'the disk could not keep up',
  disk: 'the disk took nothing',
};

/** `17 messages (1.2 kB) not kept: recording was paused` */
export function formatGap({ reason, messages, bytes }: Gap): string {
  return `${formatLost(messages, bytes)}: ${REASONS[reason]}`;
}

function formatLost(messages: number, bytes: number): string {
  if (messages + bytes === 0) return 'nothing crossed';
  if (messages === 0) return `${formatBytes(bytes)} not kept`;
  return `${formatPlural(messages, 'message')} (${formatBytes(bytes)}) not kept`;
}

/** An answer of HTTP has no Close frame. */
export function isFinished({ kind, cause }: ConnectionEnd): boolean {
  return kind === 'http' && cause === 'fin';
}

function formatEnd(end: ConnectionEnd): string {
  const { code, cause } = end;
  if (isFinished(end)) return 'finished';
  if (code !== null) return `closed: ${code} ${closeCodeName(code)}`;
  return `ended: ${ENDS[cause]}`;
}

const ENDS: Readonly<Record<ConnectionEnd['cause'], string>> = {
  'close-frame': 'without a code',
  fin: 'without a Close frame (1006)',
  reset: 'TCP reset',
  engine: 'Framescope stopped',
  error: 'an error',
};
