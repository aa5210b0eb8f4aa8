// What must not be passed on: a head in which two readers could see two messages (request smuggling, RFC 9112 §11.2).
// The gatekeeper beside the tolerant reader of http-head.ts: it knows the grammar, and answers with a reason in words.

import { type Headers, type RequestHead, type ResponseHead, headerList, headerValues } from './http-head.ts';

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const REQUEST_LINE = new RegExp(`^${TOKEN} [\\x21-\\x7e\\x80-\\xff]+ HTTP/1\\.[01]$`);
const STATUS_LINE = /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD = new RegExp(`^${TOKEN}:[\\t\\x20-\\x7e\\x80-\\xff]*$`);
const LENGTH = /^\d{1,15}$/;
const REQUEST_CODING = /^(?:(?:x-)?gzip|(?:x-)?compress|deflate|chunked)$/i;
const ANSWER_CODING = /^(?:(?:x-)?gzip|(?:x-)?compress|deflate|chunked|identity)$/i;

/** What is wrong with a line that is no field; the first that applies. */
const LINE_FAULTS: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [/^[ \t]/, 'a field is folded over two lines (RFC 9112 §5.2)'],
  [/\n/, 'a line ends with a bare LF (RFC 9112 §2.2)'],
  [/\r/, 'there is a bare CR (RFC 9112 §2.2)'],
  [/\0/, 'there is a NUL (RFC 9110 §5.5)'],
  [/^[^:]*[ \t]:/, 'there is a space before a colon (RFC 9112 §5.1)'],
];

/**
 * Why a request is ambiguous or none; null when it has one reading.
 * @param text the head as latin1, up to and with its empty line
 */
export function findRequestFault(text: string, { version, headers }: RequestHead): string | null {
  const [startLine = '', ...lines] = text.slice(0, -4).split('\r\n');
  if (!REQUEST_LINE.test(startLine)) return 'its first line is no HTTP/1 request line (RFC 9112 §3)';
  const lengths = headerValues(headers, 'content-length');
  if (lengths.length > 1 || lengths.some((length) => !LENGTH.test(length))) return BAD_LENGTH;
  const codings = headerList(headers, 'transfer-encoding');
  if (codings.length > 0 && version === 'HTTP/1.0')
    return 'HTTP/1.0 has no Transfer-Encoding (RFC 9112 §6.1)';
  return findLineFault(lines) ?? findCodingFault(headers, REQUEST_CODING, true);
}

/**
 * The same for an answer. The lines of one may all end with a bare LF: there is no second way to read it then. Its
 * length may stand there twice (RFC 9112 §6.3), and its body may end with the connection.
 */
export function findResponseFault(text: string, { headers }: ResponseHead): string | null {
  const lineEnd = text.includes('\r') ? '\r\n' : '\n';
  const [startLine = '', ...lines] = text.slice(0, -2 * lineEnd.length).split(lineEnd);
  if (!STATUS_LINE.test(startLine)) return 'its first line is no HTTP/1 status line (RFC 9112 §4)';
  const lengths = new Set(headerValues(headers, 'content-length').flatMap((value) => value.split(/\s*,\s*/)));
  if (lengths.size > 1 || [...lengths].some((length) => !LENGTH.test(length))) return BAD_LENGTH;
  return findLineFault(lines) ?? findCodingFault(headers, ANSWER_CODING, false);
}

const BAD_LENGTH = 'its Content-Length is not one number (RFC 9112 §6.3)';

function findLineFault(lines: readonly string[]): string | null {
  const line = lines.find((candidate) => !FIELD.test(candidate));
  if (line === undefined) return null;
  return LINE_FAULTS.find(([pattern]) => pattern.test(line))?.[1] ?? 'a line is no field (RFC 9112 §5)';
}

/** RFC 9112 §6.1: `chunked` comes last and once; a request has no other way to say where its body ends. */
function findCodingFault(headers: Headers, known: RegExp, mustBeChunked: boolean): string | null {
  const fields = headerValues(headers, 'transfer-encoding');
  if (fields.length === 0) return null;
  if (headerValues(headers, 'content-length').length > 0)
    return 'it has a Content-Length and a Transfer-Encoding (RFC 9112 §6.1)';
  const codings = headerList(headers, 'transfer-encoding');
  const chunked = codings.findIndex((coding) => coding.toLowerCase() === 'chunked');
  const misplaced = chunked < 0 ? mustBeChunked : chunked < codings.length - 1;
  if (misplaced || codings.length === 0 || codings.some((coding) => !known.test(coding)))
    return 'its Transfer-Encoding does not say where it ends (RFC 9112 §6.1)';
  return null;
}
