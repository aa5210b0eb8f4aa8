// Frames of STOMP 1.0 to 1.2 in bytes: command, headers, body, and where they stand. What they mean is not known here.
// The parser in @stomp/stompjs is not used: it keeps state, tells neither where a field stands nor what a frame lacks,
// and puts a body into an array byte by byte. The tests hold this file against it.

import { decodeLossy } from '../payload-text.ts';

export interface StompFrame {
  readonly command: string;
  /** As they are written, in the order in which they came. */
  readonly headers: readonly StompHeader[];
  /** Where the frame, its body, and what comes after its NUL begin, bytes. */
  readonly from: number;
  readonly bodyFrom: number;
  readonly bodyTo: number;
  readonly to: number;
  /** Its NUL has come. */
  readonly whole: boolean;
}

export interface StompHeader {
  readonly name: string;
  readonly value: string;
  /** Of the value, bytes. */
  readonly from: number;
  readonly to: number;
}

export type StompVersion = '1.0' | '1.1' | '1.2';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
/** Frames of one message, and headers of a frame, that are read; the rest is left out. */
const MOST_FRAMES = 1000;
const MOST_HEADERS = 1000;

/** Heart-beats between frames are skipped; null where something stands that is no frame. */
export function parseStompFrames(bytes: Uint8Array): readonly StompFrame[] | null {
  const frames: StompFrame[] = [];
  let at = skipBeats(bytes, 0);
  while (at < bytes.length && frames.length < MOST_FRAMES) {
    const frame = parseFrame(bytes, at);
    if (!frame) return null;
    frames.push(frame);
    at = skipBeats(bytes, frame.to);
  }
  return frames;
}

/** Heart-beats, and the NUL that some servers repeat. */
export function skipBeats(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === LF || bytes[at] === CR || bytes[at] === 0) at += 1;
  return at;
}

/** Where the body begins; -1 where the headers have not ended. */
export function endOfHead(bytes: Uint8Array, from = 0): number {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

/** Bytes of the body; null where only its NUL ends it. */
export function contentLength(headers: readonly StompHeader[]): number | null {
  const value = headers.find(({ name }) => name === 'content-length')?.value;
  return value !== undefined && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : null;
}

function parseFrame(bytes: Uint8Array, from: number): StompFrame | null {
  const headEnd = endOfHead(bytes, from);
  const bodyFrom = headEnd < 0 ? bytes.length : headEnd;
  const [first, ...lines] = linesOf(bytes, from, bodyFrom);
  const command = first ? decodeLossy(bytes.subarray(first.from, first.to)) : '';
  if (!/^[A-Z]{3,16}$/.test(command)) return null;
  const headers = lines.slice(0, MOST_HEADERS).flatMap((line) => parseHeader(bytes, line));
  const bodyTo = headEnd < 0 ? bodyFrom : endOfBody(bytes, bodyFrom, contentLength(headers));
  const whole = headEnd >= 0 && bodyTo < bytes.length;
  return { command, headers, from, bodyFrom, bodyTo, to: whole ? bodyTo + 1 : bytes.length, whole };
}

function endOfBody(bytes: Uint8Array, from: number, length: number | null): number {
  if (length !== null) return Math.min(from + length, bytes.length);
  const end = bytes.indexOf(0, from);
  return end < 0 ? bytes.length : end;
}

interface Line {
  readonly from: number;
  readonly to: number;
}

/** Without their ends, empty ones left out. */
export function linesOf(bytes: Uint8Array, from: number, to: number): readonly Line[] {
  const lines: Line[] = [];
  for (let at = from; at < to;) {
    const found = bytes.indexOf(LF, at);
    const end = found < 0 || found > to ? to : found;
    const trimmed = bytes[end - 1] === CR ? end - 1 : end;
    if (trimmed > at) lines.push({ from: at, to: trimmed });
    at = end + 1;
  }
  return lines;
}

function parseHeader(bytes: Uint8Array, { from, to }: Line): readonly StompHeader[] {
  const colon = bytes.indexOf(COLON, from);
  if (colon < 0 || colon >= to) return [];
  const name = decodeLossy(bytes.subarray(from, colon));
  return [{ name, value: decodeLossy(bytes.subarray(colon + 1, to)), from: colon + 1, to }];
}

/** Headers alone: of a head whose frame is not whole yet. */
export function parseHeaders(head: Uint8Array): readonly StompHeader[] {
  return linesOf(head, 0, head.length).flatMap((line) => parseHeader(head, line));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', c: ':', '\\': '\\', r: '\r' };

/** STOMP 1.2 "Value Encoding": 1.0 has no escapes, 1.1 no `\r`; the frames that agree on a version have none. */
export function unescapeHeader(text: string, command: string, version: StompVersion): string {
  if (version === '1.0' || command === 'CONNECT' || command === 'CONNECTED') return text;
  return text.replace(/\\(.)/gs, (whole, escaped: string) =>
    escaped === 'r' && version === '1.1' ? whole : (ESCAPES[escaped] ?? whole),
  );
}
