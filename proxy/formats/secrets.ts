// What a secret looks like, in names and in text: tokens, passwords, cookies, JWTs, Twitch's oauth:…. It finds and
// replaces; what becomes of it (a masked row, a redacted export) is decided elsewhere.

/** Names of fields and parameters whose values are secret, as the end of the name in any case. */
const NAME_ENDINGS = [
  'token',
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'authorization',
  'credentials?',
  'api[_-]?key',
  'access[_-]?key',
  'secret[_-]?key',
  'private[_-]?key',
  'subscription[_-]?key',
  'signature',
  'jwt',
  'cookie',
  'session[_-]?id',
].join('|');

const NAME = String.raw`(?:[\w.-]{0,40}?(?:${NAME_ENDINGS})|auth|sig)`;

/** The first group stays, what follows it is the secret. */
interface Rule {
  readonly find: RegExp;
  /** A secret that stands without quotes in JSON gets them with its mask. */
  readonly quote?: true;
}

/** Secrets that are known by their own shape, wherever they stand. */
const SHAPES: readonly Rule[] = [
  { find: /\b(oauth:)[\w-]+/gi },
  { find: /\b(bearer +)[\w.~+/=-]{6,}/gi },
  // A JWT. The look ahead is what keeps it from being searched for again and again in a run without a dot.
  { find: /(?<![\w-])(?=[\w-]+\.[\w-]{2})((?:[\w-]*?-)??)eyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*)*/g },
  { find: /\b(base64url\.bearer\.authorization\.k8s\.io\.)[\w-]+/gi },
];

const PREFIX = String.raw`(?:[\w.-]{1,40}:)?`;
/** Of a tag that is not its element's only one. */
const REST_OF_TAG = String.raw`(?:\s(?:[^<>]*[^<>/])?)?>`;
/**
 * The text of an element, with its CDATA, comments and instructions, even those that have no end. Words after what only looks
 * like a tag, as "use <token> and", are none: an end tag follows it, or nothing where all is XML.
 */
const XML_TEXT = String.raw`(?:[^<]+(?=<[/!?])|[^<]+$(?<=^\s*<[^]*)|<!\[CDATA\[[^]*?(?:\]\]>|$)|<!--[^]*?(?:-->|$)|<\?[^]*?(?:\?>|$))+`;

/** @param tag source of what finds the tag in front of a secret text */
function xmlRule(tag: string): Rule {
  return { find: new RegExp(String.raw`(${tag}\s*)(?=\S)${XML_TEXT}`, 'gi') };
}

/** Secrets that are known by the name in front of them. */
const NAMED: readonly Rule[] = [
  { find: new RegExp(String.raw`("${NAME}"\s*:\s*")(?:\\.|[^"\\])+`, 'gis') },
  { find: new RegExp(String.raw`("${NAME}"\s*:\s*)-?\d[\d.eE+-]*`, 'gi'), quote: true },
  // JSON inside a JSON string.
  {
    find: new RegExp(
      String.raw`((?<!\\)(?<slashes>\\{1,15})"${NAME}\k<slashes>"\s*:\s*\k<slashes>")[^"\\]+`,
      'gi',
    ),
  },
  { find: new RegExp(String.raw`([?&](?:${NAME}|key)=)[^&\s#"'<>\\]+`, 'gi') },
  { find: /(\/\/[^\s/@:"'\\]*:)[^\s/@"'\\]+(?=@)/g },
  // Lines of IRC (RFC 1459 §4.1.1, IRCv3 SASL) and STOMP.
  { find: /^(PASS +:?)(?!oauth:)[^\s]+/gm },
  { find: /^(AUTHENTICATE +)(?![A-Z0-9-]{1,20}\r?$|[*+]\r?$)\S+/gm },
  { find: /^((?:passcode|authorization) *: *)(?!bearer )[^\r\n]+/gim },
  // XML: elements and attributes by their names, what proves a client in SASL (RFC 6120 §6.4, XEP-0388), forms (XEP-0004).
  xmlRule(String.raw`<${PREFIX}(?:${NAME}|initial-response)${REST_OF_TAG}`),
  xmlRule(String.raw`<${PREFIX}(?:response|authenticate)\s[^<>]*?\bsasl\b[^<>]*[^<>/]>`),
  xmlRule(
    String.raw`<${PREFIX}field\s[^<>]*?(?:["']text-private["']|\bvar\s*=\s*["']${NAME}["'])[^<>]*>(?:\s|\\[nrt])*<${PREFIX}value>`,
  ),
  { find: new RegExp(String.raw`(\s${PREFIX}${NAME}\s*=\s*")[^"<>\\]+`, 'gi') },
  { find: new RegExp(String.raw`(\s${PREFIX}${NAME}\s*=\s*')[^'<>\\]+(?=')`, 'gi') },
];

/** Three letters in a row of whatever HINT finds: as long a look, at a third of the time. */
const COARSE_HINT = /oke|pas|pwd|cre|aut|key|sig|jwt|ook|ssi|rer|eyj|sas|l-r|t-p|\/\//i;

/** No rule matches a text in which none of these stands. */
const HINT = new RegExp(
  `oauth:|bearer|eyJ|PASS|AUTHENTICATE|passcode|//|[?&]key=|\\bauth\\b|\\bsig\\b|\\bsasl\\b|initial-response|text-private|${NAME_ENDINGS}`,
  'i',
);

const SECRET_NAME = new RegExp(`^${NAME}$`, 'i');

/** `access_token`, `clientSecret`, `authorization`: whether a field of this name is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** `text` with every secret replaced; the same string where there is none. */
export function maskText(text: string, mask: string): string {
  if (!mayHoldSecret(text)) return text;
  return [...SHAPES, ...NAMED].reduce((masked, rule) => apply(rule, masked, () => mask), text);
}

/** For bytes that are no text: secrets of a known shape, overwritten by as many asterisks, so that nothing moves. */
export function maskInPlace(latin1: string): string {
  return SHAPES.reduce((masked, rule) => apply(rule, masked, (secret) => '*'.repeat(secret.length)), latin1);
}

function apply({ find, quote }: Rule, text: string, mask: (secret: string) => string): string {
  return text.replace(find, (found: string, head: string) => {
    const masked = mask(found.slice(head.length));
    return quote ? `${head}"${masked}"` : `${head}${masked}`;
  });
}

/** A form body, whose first parameter has nothing in front of it. */
export function maskForm(text: string, mask: string): string {
  return maskText(`?${text}`, mask).slice(1);
}

/** A JSON-like value, at most as deep as decoders make them, with secrets replaced by name and by shape. */
export function maskValue(value: unknown, mask: string): unknown {
  if (typeof value === 'string') return maskText(value, mask);
  if (Array.isArray(value)) return value.map((each) => maskValue(each, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, maskField(name, each, mask)]));
}

function maskField(name: string, value: unknown, mask: string): unknown {
  const scalar = typeof value === 'string' || typeof value === 'number';
  return scalar && value !== '' && isSecretName(name) ? mask : maskValue(value, mask);
}

/** Whether `text` may hold a secret; a quick look, which may be wrong in that direction only. */
export function mayHoldSecret(text: string): boolean {
  return COARSE_HINT.test(text) && HINT.test(text);
}
