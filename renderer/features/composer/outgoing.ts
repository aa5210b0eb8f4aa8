// A draft as the message that goes out, or why it cannot: hex and base64 are read, limits of control frames kept.

import type { OutgoingMessage } from '../../../proxy/contract/session.ts';
import { encodeText } from '../../../proxy/formats/payload-text.ts';
import { formatClosePayload, maySendCloseCode } from '../../../proxy/protocol/close.ts';
import { OPCODE } from '../../../proxy/protocol/frame.ts';
import type { Draft, DraftType } from './draft.ts';

/** RFC 6455 §5.5. */
const CONTROL_LIMIT = 125;

export type Outgoing =
  | { readonly ok: true; readonly message: OutgoingMessage }
  | { readonly ok: false; readonly why: string };

type Payload = Uint8Array | string;

/** The payload, or in words why there is none. */
const PAYLOADS: Readonly<Record<DraftType, (text: string) => Payload>> = {
  text: encodeText,
  hex: parseHex,
  base64: parseBase64,
  ping: encodeText,
  pong: encodeText,
  close: parseClose,
};

const OPCODES: Readonly<Record<DraftType, number>> = {
  text: OPCODE.text,
  hex: OPCODE.binary,
  base64: OPCODE.binary,
  ping: OPCODE.ping,
  pong: OPCODE.pong,
  close: OPCODE.close,
};

export function outgoing({ to, type, text }: Draft): Outgoing {
  const payload = PAYLOADS[type](text);
  if (typeof payload === 'string') return { ok: false, why: payload };
  const opcode = OPCODES[type];
  if (opcode >= OPCODE.close && payload.length > CONTROL_LIMIT) {
    return {
      ok: false,
      why: `A ${type} frame carries at most ${CONTROL_LIMIT} bytes; this is ${payload.length}.`,
    };
  }
  return { ok: true, message: { to, opcode, payload } };
}

/** `48 65 6c`, `48656c`, `0x48, 0x65`. */
function parseHex(text: string): Payload {
  const digits = text.replace(/0x|[\s,:]/gi, '');
  const wrong = /[^\da-f]/i.exec(digits);
  if (wrong) return `"${wrong[0]}" is not a hexadecimal digit.`;
  if (digits.length % 2 === 1) return 'A byte is two digits; one is missing.';
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

function parseBase64(text: string): Payload {
  try {
    const standard = text.replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(standard), (sign) => sign.charCodeAt(0));
  } catch {
    return 'This is not base64: it takes A–Z, a–z, 0–9, + and /, four for every three bytes.';
  }
}

/** `1000 bye`: code and reason; nothing for a Close frame without a code. */
function parseClose(text: string): Payload {
  if (text.trim() === '') return new Uint8Array();
  const found = /^\s*(\d{3,5})\s*(.*)$/s.exec(text);
  const code = Number(found?.[1]);
  if (!found || code > 0xffff) return 'Write a close code and, if you like, a reason: 1000 done';
  if (!maySendCloseCode(code)) return `${code} must not be sent (RFC 6455 §7.4); 1000 or 4000–4999 may.`;
  return formatClosePayload(code, found[2] ?? '');
}
