// Close frames, RFC 6455 §5.5.1 and §7.4: what their payload says, what each code means, which may be sent.
// Codes beyond the RFC are from the IANA WebSocket Close Code Number registry. It knows no frames.

import type { Rule } from './violation.ts';
import { createUtf8Checker } from './utf8.ts';

interface CloseCode {
  readonly name: string;
  /** For a person, in one sentence. */
  readonly meaning: string;
  /** Stands only for what happened locally: never on the wire (§7.4.1). */
  readonly local?: true;
}

const CODES: Readonly<Record<number, CloseCode>> = {
  1000: { name: 'Normal Closure', meaning: 'The connection did what it was for and was closed.' },
  1001: { name: 'Going Away', meaning: 'The server goes down, or the page was left.' },
  1002: { name: 'Protocol Error', meaning: 'The peer broke a rule of the WebSocket protocol.' },
  1003: { name: 'Unsupported Data', meaning: 'The peer sent a type of message that cannot be accepted.' },
  1004: { name: 'Reserved', meaning: 'Reserved; a meaning might be defined in the future.', local: true },
  1005: { name: 'No Status Received', meaning: 'The Close frame carried no code.', local: true },
  1006: {
    name: 'Abnormal Closure',
    meaning: 'The TCP connection ended without a Close frame.',
    local: true,
  },
  1007: {
    name: 'Invalid Frame Payload Data',
    meaning: 'The peer sent data that does not fit its type, such as text that is not UTF-8.',
  },
  1008: { name: 'Policy Violation', meaning: 'The peer sent a message that breaks a policy.' },
  1009: { name: 'Message Too Big', meaning: 'The peer sent a message too big to be processed.' },
  1010: {
    name: 'Mandatory Extension',
    meaning: 'The client needed an extension that the server did not negotiate.',
  },
  1011: { name: 'Internal Error', meaning: 'The server met a condition that it did not expect.' },
  1012: { name: 'Service Restart', meaning: 'The service restarts; reconnect after a random delay.' },
  1013: { name: 'Try Again Later', meaning: 'The service is overloaded; reconnect later or elsewhere.' },
  1014: { name: 'Bad Gateway', meaning: 'A gateway got an invalid answer from the server behind it.' },
  1015: { name: 'TLS Handshake', meaning: 'The TLS handshake failed.', local: true },
  3000: { name: 'Unauthorized', meaning: 'The endpoint must be authorized to do this.' },
  3003: { name: 'Forbidden', meaning: 'The endpoint is authorized but has no permission to do this.' },
  3008: { name: 'Timeout', meaning: 'The endpoint took too long to respond.' },
};

/** §7.4.2, for the codes that have no entry of their own. */
const RANGES: readonly (CloseCode & { readonly to: number })[] = [
  { to: 999, name: 'Unused', meaning: 'Codes below 1000 are not used.', local: true },
  { to: 2999, name: 'Reserved', meaning: 'Reserved for the protocol and its extensions.', local: true },
  {
    to: 3999,
    name: 'Registered',
    meaning: 'For libraries, frameworks and applications, registered with IANA.',
  },
  { to: 4999, name: 'Private Use', meaning: 'For private use: the application alone knows what it means.' },
  { to: Infinity, name: 'Undefined', meaning: 'No meaning is defined for codes above 4999.', local: true },
];

function lookUp(code: number): CloseCode {
  return CODES[code] ?? RANGES.find((range) => code <= range.to)!;
}

/** `Going Away`. */
export function closeCodeName(code: number): string {
  return lookUp(code).name;
}

/** What a code says, in one sentence for a person. */
export function closeCodeMeaning(code: number): string {
  return lookUp(code).meaning;
}

/** RFC 6455 §7.4: whether a Close frame may carry the code. */
export function maySendCloseCode(code: number): boolean {
  return !lookUp(code).local;
}

export interface ClosePayload {
  /** Null when the payload is too short to hold one. */
  readonly code: number | null;
  /** Bytes that are not UTF-8 read as U+FFFD. */
  readonly reason: string;
  /** The rules that the payload breaks. */
  readonly broken: readonly Rule[];
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads the payload of a Close frame, whatever it is. */
export function parseClosePayload(payload: Uint8Array): ClosePayload {
  if (payload.length < 2)
    return { code: null, reason: '', broken: payload.length === 1 ? ['close-length'] : [] };
  const code = (payload[0]! << 8) | payload[1]!;
  const reason = payload.subarray(2);
  const broken: Rule[] = [];
  if (!maySendCloseCode(code)) broken.push('close-code');
  if (!isUtf8(reason)) broken.push('close-reason-utf8');
  return { code, reason: decoder.decode(reason), broken };
}

/** The payload of a Close frame; a reason of more than 123 bytes makes it too long for a control frame. */
export function formatClosePayload(code: number, reason: string): Uint8Array {
  const encoded = new TextEncoder().encode(reason);
  const payload = new Uint8Array(2 + encoded.length);
  payload.set([code >> 8, code & 0xff]);
  payload.set(encoded, 2);
  return payload;
}

function isUtf8(bytes: Uint8Array): boolean {
  const checker = createUtf8Checker();
  checker.push(bytes);
  return checker.complete;
}
