// A message that is only a JSON Web Token (RFC 7519, in the compact form of RFC 7515 §7.1): what it claims, and until
// when. The signature is what makes it a credential, and never leaves here; it is not verified.

import type { Decoded } from '../../contract/model.ts';
import { decodeText } from '../payload-text.ts';
import { decodeBase64 } from './base64.ts';
import { readJson } from './decodable.ts';
import { CONFIDENCE, type DecodableMessage, type Decoder } from './decoder.ts';
import { oneLine } from './one-line.ts';

const TOKEN = /^(eyJ[\w-]+)\.(eyJ[\w-]+)\.[\w-]*\s*$/;
/** RFC 7519 §4.1.4 to 4.1.6, by what they are called here. */
const TIMES = { expires: 'exp', notBefore: 'nbf', issued: 'iat' } as const;
/** Seconds since 1970 that a date can be made of. */
const LAST_TIME = 8.64e12;

export const jwt: Decoder = {
  name: 'jwt',
  label: 'JWT',
  reads: 'text',
  recognises: (_context, { text, cut }) =>
    text !== null && !cut && text.startsWith('eyJ') && TOKEN.test(text) ? CONFIDENCE.shape : CONFIDENCE.none,
  decode,
  spellings: () => ['eyJ'],
  heartbeat: /^(?!)/,
};

type Claims = Readonly<Record<string, unknown>>;

function decode({ text }: DecodableMessage): Decoded | null {
  const [, first = '', second = ''] = TOKEN.exec(text ?? '') ?? [];
  const [header, payload] = [objectIn(first), objectIn(second)];
  if (!header || !payload) return null;
  const times = timesOf(payload);
  const expired = typeof payload['exp'] === 'number' && payload['exp'] * 1000 <= Date.now();
  const told = expired ? `expired ${times['expires'] ?? ''}` : 'token';
  return {
    protocol: jwt.name,
    kind: 'token',
    summary: oneLine(`${told} ${JSON.stringify(payload)}`),
    heartbeat: false,
    fields: { header, payload, ...times, expired },
    parts: [],
  };
}

/** Its secrets masked. */
function objectIn(part: string): Claims | null {
  const bytes = decodeBase64(part);
  const text = bytes && decodeText(bytes);
  const value = text === null ? null : readJson(text);
  return Array.isArray(value) ? null : (value as Claims | null);
}

function timesOf(payload: Claims): Readonly<Record<string, string>> {
  const told = Object.entries(TIMES).flatMap(([name, claim]) => {
    const seconds = payload[claim];
    const known = typeof seconds === 'number' && Math.abs(seconds) <= LAST_TIME;
    return known ? [[name, new Date(seconds * 1000).toISOString()] as const] : [];
  });
  return Object.fromEntries(told);
}
