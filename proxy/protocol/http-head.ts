// The head of an HTTP/1.1 message, RFC 9112 §2 to §5: start line and header fields, in wire order and case.
// Tolerant, for showing what was said: it is no gatekeeper, knows no bodies, and never throws.

/** Fields in wire order, case and number; values are latin1, trimmed, folded lines joined by a space. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** `HTTP/1.1` */
  readonly version: string;
  readonly headers: Headers;
}

export interface ResponseHead {
  readonly version: string;
  readonly status: number;
  /** May be empty. */
  readonly statusText: string;
  readonly headers: Headers;
}

/** RFC 9110 §5.6.2. */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const LF = 0x0a;
const CR = 0x0d;

/**
 * Offset after the empty line that ends the head (CRLF CRLF; a bare LF counts as a line end, RFC 9112 §2.2);
 * -1 when it is not there yet.
 * @param from where to begin; when more bytes have come, up to 3 before the end of the old ones is early enough
 */
export function findHeadEnd(bytes: Uint8Array, from = 0): number {
  for (let i = bytes.indexOf(LF, from); i >= 0; i = bytes.indexOf(LF, i + 1)) {
    if (bytes[i + 1] === LF) return i + 2;
    if (bytes[i + 1] === CR && bytes[i + 2] === LF) return i + 3;
  }
  return -1;
}

/** Null when the start line is no HTTP request line. Bytes after the head are ignored. */
export function parseRequestHead(head: Uint8Array | string): RequestHead | null {
  const [startLine, headers] = parseLines(head);
  const [method = '', ...words] = startLine.trim().split(/ +/);
  const version = words.pop() ?? '';
  if (!TOKEN.test(method) || words.length === 0 || !/^HTTP\/\d\.\d$/.test(version)) return null;
  return { method, target: words.join(' '), version, headers };
}

/** Null when the start line is no HTTP status line. Bytes after the head are ignored. */
export function parseResponseHead(head: Uint8Array | string): ResponseHead | null {
  const [startLine, headers] = parseLines(head);
  const match = /^(HTTP\/\d\.\d) +(\d{3})(?: (.*))?$/.exec(startLine);
  return (
    match && { version: match[1]!, status: Number(match[2]), statusText: (match[3] ?? '').trim(), headers }
  );
}

function parseLines(head: Uint8Array | string): [startLine: string, headers: Headers] {
  const text = typeof head === 'string' ? head : latin1(head);
  const end = text.search(/\r?\n\r?\n/);
  const [startLine = '', ...lines] = (end < 0 ? text : text.slice(0, end)).split(/\r?\n/);
  return [startLine, parseFields(lines)];
}

function parseFields(lines: readonly string[]): Headers {
  const headers: [string, string][] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    const folded = /^[ \t]/.test(line); // obs-fold, RFC 9112 §5.2
    if (folded && last) last[1] = `${last[1]} ${line.trim()}`.trim();
    else if (line.trim() !== '') headers.push(parseField(line));
  }
  return headers;
}

/** A line without a colon becomes a field without a value: it is shown, not lost. */
function parseField(line: string): [string, string] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

/** Not TextDecoder: its `latin1` is windows-1252. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

/** The first value of a field, its name in any case; null when it is not there. */
export function headerValue(headers: Headers, name: string): string | null {
  return headerValues(headers, name)[0] ?? null;
}

/** The values of all lines of a field, its name in any case, in order. */
export function headerValues(headers: Headers, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

/** The members of a comma-separated field (RFC 9110 §5.6.1), over all its lines. */
export function headerList(headers: Headers, name: string): string[] {
  return headerValues(headers, name)
    .flatMap((value) => value.split(','))
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

/** All lines of a field as one (RFC 9110 §5.2); null when it is not there. */
export function combinedValue(headers: Headers, name: string): string | null {
  const values = headerValues(headers, name);
  return values.length > 0 ? values.join(', ') : null;
}

/** Whether the list of a field has this member, in any case; `token` in lower case. */
export function hasToken(headers: Headers, name: string, token: string): boolean {
  return headerList(headers, name).some((member) => member.toLowerCase() === token);
}
