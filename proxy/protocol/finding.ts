// One thing worth saying about an opening handshake: which field, how bad, in one sentence for a person.

export interface HandshakeFinding {
  /** The header field's name, or `Status` for the start line. */
  readonly header: string;
  readonly side: 'request' | 'response';
  readonly level: 'ok' | 'info' | 'warning' | 'error';
  /** What is so, why it matters and, where it is wrong, what to do. */
  readonly message: string;
  /** `RFC 6455 4.2.2` */
  readonly section: string;
}

type Say = (level: HandshakeFinding['level'], message: string) => HandshakeFinding;

/** Speaks about one field of the request, citing a section. */
export function onRequest(header: string, section: string): Say {
  return (level, message) => ({ header, side: 'request', level, message, section });
}

/** Speaks about one field of the response, citing a section. */
export function onResponse(header: string, section: string): Say {
  return (level, message) => ({ header, side: 'response', level, message, section });
}
