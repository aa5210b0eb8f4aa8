// Which rules a frame header breaks, RFC 6455 §5 and RFC 7692 §6: a table of rule and test.
// It judges a header in its context; payloads are judged where they are read (message-reader.ts).

import { OPCODE, isControl, isReserved, type FrameHeader } from './frame.ts';
import type { Rule } from './violation.ts';

/** What a header must be judged against. */
export interface FrameContext {
  readonly from: 'client' | 'server';
  /** permessage-deflate was negotiated: it defines RSV1 on the first frame of a message. */
  readonly deflate: boolean;
  /** An extension that nobody here knows was negotiated: it may define any reserved bit. */
  readonly unknownExtension: boolean;
  /** A fragmented message is open. */
  readonly inMessage: boolean;
  /** This side has sent a Close frame. */
  readonly closed: boolean;
}

type Test = (frame: FrameHeader, context: FrameContext) => boolean;

const MAX_CONTROL_PAYLOAD = 125;

const TESTS: readonly (readonly [Rule, Test])[] = [
  ['length-not-minimal', (frame) => !hasShortestLength(frame)],
  ['length-too-large', (frame) => frame.payloadLength === Infinity],
  ['client-not-masked', (frame, { from }) => from === 'client' && !frame.masked],
  ['server-masked', (frame, { from }) => from === 'server' && frame.masked],
  ['reserved-bit', (frame, context) => !context.unknownExtension && hasUndefinedBit(frame, context.deflate)],
  ['reserved-opcode', (frame) => isReserved(frame.opcode)],
  ['control-too-long', (frame) => isControl(frame.opcode) && frame.payloadLength > MAX_CONTROL_PAYLOAD],
  ['control-fragmented', (frame) => isControl(frame.opcode) && !frame.fin],
  ['continuation-without-start', (frame, { inMessage }) => isContinuation(frame) && !inMessage],
  ['message-inside-message', (frame, { inMessage }) => startsData(frame) && inMessage],
  ['data-after-close', (frame, { closed }) => closed && !isControl(frame.opcode)],
  ['compressed-control', (frame, { deflate }) => deflate && frame.rsv1 && isControl(frame.opcode)],
  ['compressed-continuation', (frame, { deflate }) => deflate && frame.rsv1 && isContinuation(frame)],
];

/** Calls `report` with each rule that the frame breaks. */
export function checkFrame(frame: FrameHeader, context: FrameContext, report: (rule: Rule) => void): void {
  for (const [rule, breaks] of TESTS) if (breaks(frame, context)) report(rule);
}

/** A frame that begins a data message, whatever is open. */
export function startsData(frame: FrameHeader): boolean {
  return !isControl(frame.opcode) && !isContinuation(frame);
}

/** Something of an extension is in the frame (RFC 6455 §5.2). */
export function hasReservedBit({ rsv1, rsv2, rsv3 }: FrameHeader): boolean {
  return rsv1 || rsv2 || rsv3;
}

function isContinuation(frame: FrameHeader): boolean {
  return frame.opcode === OPCODE.continuation;
}

function hasUndefinedBit(frame: FrameHeader, deflate: boolean): boolean {
  return frame.rsv2 || frame.rsv3 || (frame.rsv1 && !deflate);
}

function hasShortestLength(frame: FrameHeader): boolean {
  const extended = frame.headerLength - 2 - (frame.masked ? 4 : 0);
  return extended === 0 || frame.payloadLength >= (extended === 2 ? 126 : 65_536);
}
