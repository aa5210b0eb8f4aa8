// A rule of the wire that somebody broke: data, never an exception. Each names its section.

/** Stable names; a test, an export and the UI all use them. */
export const RULES = {
  'length-not-minimal': ['RFC 6455 5.2', 'The payload length is not in its shortest form.'],
  'length-too-large': ['RFC 6455 5.2', 'The 64-bit payload length has its highest bit set.'],
  'client-not-masked': ['RFC 6455 5.1', 'A client must mask every frame.'],
  'server-masked': ['RFC 6455 5.1', 'A server must not mask a frame.'],
  'reserved-bit': ['RFC 6455 5.2', 'A reserved bit is set that no negotiated extension defines.'],
  'reserved-opcode': ['RFC 6455 5.2', 'The opcode is reserved.'],
  'control-too-long': ['RFC 6455 5.5', 'A control frame carries more than 125 bytes.'],
  'control-fragmented': ['RFC 6455 5.5', 'A control frame is fragmented.'],
  'continuation-without-start': ['RFC 6455 5.4', 'A continuation frame without a message to continue.'],
  'message-inside-message': ['RFC 6455 5.4', 'A new data frame before the fragmented message was finished.'],
  'invalid-utf8': ['RFC 6455 8.1', 'A text message is not valid UTF-8.'],
  'close-length': ['RFC 6455 5.5.1', 'A Close frame of one byte: a code needs two.'],
  'close-code': ['RFC 6455 7.4', 'A close code that must not be sent.'],
  'close-reason-utf8': ['RFC 6455 5.5.1', 'The close reason is not valid UTF-8.'],
  'data-after-close': ['RFC 6455 5.5.1', 'Data after the Close frame.'],
  'compressed-control': ['RFC 7692 6.1', 'RSV1 is set on a control frame.'],
  'compressed-continuation': ['RFC 7692 6.1', 'RSV1 is set on a continuation frame.'],
  'corrupt-deflate': ['RFC 7692 7.2.2', 'The compressed payload is not valid DEFLATE data.'],
  'context-lost': [
    'RFC 7692 7.1.1',
    'It cannot be inflated: an earlier message, corrupt or too large, took the compression context with it.',
  ],
  'truncated-frame': ['RFC 6455 7.1.7', 'The connection ended inside a frame.'],
} as const;

export type Rule = keyof typeof RULES;

export interface Violation {
  readonly rule: Rule;
  /** `RFC 6455 5.5` */
  readonly section: string;
}

export function violation(rule: Rule): Violation {
  return { rule, section: RULES[rule][0] };
}
