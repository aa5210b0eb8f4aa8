// Where the body of an HTTP/1.1 message ends (RFC 9112 §6.3), byte by byte: by length, by chunks, or with the
// connection. It hands out the body's bytes and never changes what passes.

import { type Headers, hasToken, headerValue, headerValues } from './http-head.ts';

export interface BodyReader {
  /**
   * Reads what belongs to the body and returns how many of the bytes did; calls `emit` with the pieces
   * of content. Once `done`, everything that follows is somebody else's.
   */
  push(bytes: Uint8Array, emit: (piece: Uint8Array) => void): number;
  readonly done: boolean;
  /** The body ends with the connection. */
  readonly untilClose: boolean;
  /** The chunks are malformed, so that nobody knows where it ends: it is read until the connection closes. */
  readonly broken: boolean;
}

/** The body of a request whose head has no fault. */
export function createRequestBodyReader(headers: Headers): BodyReader {
  if (headerValues(headers, 'transfer-encoding').length > 0) return chunkedReader();
  return lengthReader(Number(headerValue(headers, 'content-length') ?? 0));
}

/** The body of the answer to `method`. A malformed one is read until the connection closes: all of it is passed on. */
export function createBodyReader(method: string, status: number, headers: Headers): BodyReader {
  if (method === 'HEAD' || status === 204 || status === 304 || status < 200) return lengthReader(0);
  const coding = headerValues(headers, 'transfer-encoding').join(',').toLowerCase();
  if (coding !== '') return /(^|[\s,])chunked\s*$/.test(coding) ? chunkedReader() : closeReader();
  const [length, ...others] = new Set(contentLengths(headers));
  return length !== undefined && others.length === 0 && /^\d{1,15}$/.test(length)
    ? lengthReader(Number(length))
    : closeReader();
}

/** Split at the commas and then trimmed: one expression for both takes quadratic time over a field of spaces. */
function contentLengths(headers: Headers): string[] {
  const values = headerValues(headers, 'content-length').flatMap((value) => value.split(','));
  return values.map((value) => value.trim());
}

/** Whether the connection may carry another request after this answer (RFC 9112 §9.3). */
export function keepsAlive(version: string, headers: Headers): boolean {
  if (version === 'HTTP/1.1') return !hasToken(headers, 'connection', 'close');
  return hasToken(headers, 'connection', 'keep-alive');
}

function closeReader(): BodyReader {
  return {
    push(bytes, emit) {
      emit(bytes);
      return bytes.length;
    },
    done: false,
    untilClose: true,
    broken: false,
  };
}

function lengthReader(length: number): BodyReader {
  let left = length;
  return {
    push(bytes, emit) {
      const piece = bytes.subarray(0, left);
      left -= piece.length;
      if (piece.length > 0) emit(piece);
      return piece.length;
    },
    get done() {
      return left === 0;
    },
    untilClose: false,
    broken: false,
  };
}

const CR = 0x0d;
const LF = 0x0a;
const MAX_LINE = 8192;

type ChunkPhase = 'size' | 'data' | 'data-end' | 'trailer' | 'done' | 'broken';

/** RFC 9112 §7.1: size line, that many bytes, CRLF; a zero chunk, trailers, an empty line. */
function chunkedReader(): BodyReader {
  let phase: ChunkPhase = 'size';
  let line = '';
  let left = 0;

  const lineEnded = (): void => {
    const text = line.slice(0, -1);
    const bare = !line.endsWith('\r') || /[\r\0]/.test(text);
    line = '';
    if (bare) phase = 'broken';
    else if (phase === 'size') {
      const digits = /^([0-9a-f]{1,13})[ \t]*(?:;.*)?$/i.exec(text)?.[1];
      if (digits === undefined) phase = 'broken';
      else {
        left = Number.parseInt(digits, 16);
        phase = left === 0 ? 'trailer' : 'data';
      }
    } else if (phase === 'data-end') phase = text === '' ? 'size' : 'broken';
    else if (text === '') phase = 'done';
  };

  return {
    push(bytes, emit) {
      let at = 0;
      while (at < bytes.length && phase !== 'done') {
        if (phase === 'broken') {
          emit(bytes.subarray(at));
          return bytes.length;
        }
        if (phase === 'data') {
          const piece = bytes.subarray(at, at + left);
          emit(piece);
          at += piece.length;
          left -= piece.length;
          if (left === 0) phase = 'data-end';
          continue;
        }
        const byte = bytes[at] ?? CR;
        at += 1;
        if (byte === LF) lineEnded();
        else line += String.fromCharCode(byte);
        if (line.length > MAX_LINE) phase = 'broken';
      }
      return at;
    },
    get done() {
      return phase === 'done';
    },
    get untilClose() {
      return phase === 'broken';
    },
    get broken() {
      return phase === 'broken';
    },
  };
}
