// The header of one frame, field by field, as RFC 6455 §5.2 draws it: how many bits, which, and what they say.

import { opcodeName, parseFrameHeader } from '../../../proxy/protocol/frame.ts';

export interface HeaderField {
  /** As in the RFC's figure. */
  readonly name: string;
  /** As on the wire, most significant first. */
  readonly bits: string;
  /** `text`, `5 bytes`, `37 fa 21 3d`. */
  readonly value: string;
  readonly explanation: string;
}

/** Null for a header that is cut off. */
export function headerFields(header: Uint8Array): readonly HeaderField[] | null {
  const parsed = parseFrameHeader(header);
  if (!parsed) return null;
  const bits = [...header].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const lengthEnd = (parsed.masked ? header.length - 4 : header.length) * 8;
  const length7 = header[1]! & 0x7f;
  return [
    flag('FIN', bits[0]!, 'The last fragment of its message.', 'More fragments of this message follow.'),
    flag(
      'RSV1',
      bits[1]!,
      'Compressed, where permessage-deflate was negotiated (RFC 7692 §6).',
      'Not compressed.',
    ),
    flag('RSV2', bits[2]!, 'Set, though no extension in use defines it.', 'Reserved; must be 0.'),
    flag('RSV3', bits[3]!, 'Set, though no extension in use defines it.', 'Reserved; must be 0.'),
    {
      name: 'opcode',
      bits: bits.slice(4, 8),
      value: opcodeName(parsed.opcode),
      explanation: explainOpcode(parsed.opcode),
    },
    flag(
      'MASK',
      bits[8]!,
      'Masked, as every frame of a client must be (§5.3).',
      'Not masked, as every frame of a server must be (§5.1).',
    ),
    {
      name: 'Payload len',
      bits: bits.slice(9, 16),
      value: String(length7),
      explanation: explainLength(length7),
    },
    ...(length7 < 126 ? [] : [extended(bits.slice(16, lengthEnd), parsed.payloadLength)]),
    ...(parsed.masked ? [maskingKey(header, bits.slice(lengthEnd))] : []),
  ];
}

function flag(name: string, bit: string, set: string, clear: string): HeaderField {
  return { name, bits: bit, value: bit, explanation: bit === '1' ? set : clear };
}

const OPCODES: Readonly<Record<string, string>> = {
  continuation: 'Goes on with the message that an earlier frame began (§5.4).',
  text: 'Begins a text message: UTF-8 (§5.6).',
  binary: 'Begins a binary message: any bytes (§5.6).',
  close: 'Closes the connection, with a code and a reason (§5.5.1).',
  ping: 'Asks the other side for a pong with the same payload (§5.5.2).',
  pong: 'Answers a ping, or is sent unasked (§5.5.3).',
};

function explainOpcode(opcode: number): string {
  return OPCODES[opcodeName(opcode)] ?? 'Reserved for later versions; nobody may send it yet.';
}

function explainLength(length7: number): string {
  if (length7 === 126) return '126: the length stands in the next 16 bits.';
  if (length7 === 127) return '127: the length stands in the next 64 bits.';
  return 'The payload length in bytes; up to 125 fits here.';
}

function extended(bits: string, length: number): HeaderField {
  return {
    name: 'Extended payload length',
    bits,
    value: `${length} bytes`,
    explanation: `The payload length, ${bits.length} bits, most significant byte first.`,
  };
}

function maskingKey(header: Uint8Array, bits: string): HeaderField {
  const key = [...header.subarray(-4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return {
    name: 'Masking-key',
    bits,
    value: key,
    explanation: 'The payload on the wire is XORed with these four bytes, over and over (§5.3).',
  };
}
