// Request and response of a HAR entry: headers, cookies, query, bodies and sizes, from a captured connection. Sizes are
// those of the wire; -1 where the wire is not known.

import type { Body, Headers } from '../../contract/model.ts';
import { encodeBase64 } from '../base64.ts';
import { decodeText } from '../payload-text.ts';
import type { ExportConnection } from './exporter.ts';

interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** What Chrome writes where the answer names no type. */
const UNKNOWN_TYPE = 'x-unknown';

const COOKIE_ATTRIBUTES: Readonly<Record<string, string>> = {
  path: 'path',
  domain: 'domain',
  samesite: 'sameSite',
};

export function harRequest(connection: ExportConnection): object {
  const { method, url, httpVersion, requestHeaders, requestHead, requestBody, requestBodySize } = connection;
  return {
    method,
    url,
    httpVersion,
    cookies: requestCookies(requestHeaders),
    headers: nameValues(requestHeaders),
    queryString: queryString(url),
    headersSize: requestHead?.length ?? -1,
    bodySize: requestBodySize,
    ...(requestBody && requestBody.bytes.length > 0 && postData(requestBody)),
  };
}

export function harResponse(connection: ExportConnection): object {
  const { status, statusText, httpVersion, responseHeaders, responseHead, responseBodySize, failure } =
    connection;
  const answered = status !== null;
  return {
    status: status ?? 0,
    statusText,
    httpVersion: answered ? httpVersion : '',
    cookies: responseCookies(responseHeaders),
    headers: nameValues(responseHeaders),
    content: content(connection),
    redirectURL: valueOf(responseHeaders, 'location') ?? '',
    headersSize: responseHead?.length ?? -1,
    bodySize: answered ? responseBodySize : -1,
    ...(failure && { _error: failure.message }),
  };
}

function nameValues(headers: Headers): readonly NameValue[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function valueOf(headers: Headers, name: string): string | undefined {
  return headers.find(([field]) => field.toLowerCase() === name)?.[1];
}

function valuesOf(headers: Headers, name: string): readonly string[] {
  return headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
}

/** RFC 6265 §5.4. */
function requestCookies(headers: Headers): readonly NameValue[] {
  const pairs = valuesOf(headers, 'cookie').flatMap((value) => value.split(';'));
  return pairs
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map(splitPair);
}

/** RFC 6265 §5.2. */
function responseCookies(headers: Headers): readonly object[] {
  return valuesOf(headers, 'set-cookie').map((value) => {
    const [pair = '', ...attributes] = value.split(';').map((part) => part.trim());
    return Object.assign({}, splitPair(pair), ...attributes.map(cookieAttribute)) as object;
  });
}

function cookieAttribute(attribute: string): object {
  const { name, value } = splitPair(attribute);
  const lower = name.toLowerCase();
  if (lower === 'expires') return expires(value);
  if (lower === 'httponly') return { httpOnly: true };
  if (lower === 'secure') return { secure: true };
  const field = COOKIE_ATTRIBUTES[lower];
  return field ? { [field]: value } : {};
}

/** HAR wants ISO 8601; a date that is none is left to the header. */
function expires(value: string): object {
  const at = Date.parse(value);
  return Number.isNaN(at) ? {} : { expires: new Date(at).toISOString() };
}

function splitPair(pair: string): NameValue {
  const equals = pair.indexOf('=');
  return equals < 0
    ? { name: pair, value: '' }
    : { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
}

function queryString(url: string): readonly NameValue[] {
  const query = /^[^?#]*\?([^#]*)/.exec(url)?.[1] ?? '';
  return formPairs(query);
}

function formPairs(text: string): readonly NameValue[] {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return pairs.map(splitPair).map(({ name, value }) => ({ name: unescape(name), value: unescape(value) }));
}

/** As it stands where its escapes are broken. */
function unescape(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** HAR has no place for a binary request body; `_content` is where HTTP Toolkit looks for it. */
function postData(body: Body): object {
  const text = decodeText(body.bytes);
  if (text === null) {
    return {
      _content: { size: body.bytes.length, text: encodeBase64(body.bytes), encoding: 'base64', ...cut(body) },
    };
  }
  const form = /^application\/x-www-form-urlencoded/i.test(body.contentType);
  return {
    postData: { mimeType: body.contentType, text, ...(form && { params: formPairs(text) }), ...cut(body) },
  };
}

function content({ responseBody: body, responseHeaders }: ExportConnection): object {
  const mimeType = valueOf(responseHeaders, 'content-type') ?? UNKNOWN_TYPE;
  if (!body) return { size: 0, mimeType };
  const text = decodeText(body.bytes);
  const saved =
    body.decodedFrom !== '' && !body.truncated ? { compression: body.bytes.length - body.size } : {};
  const bytes = text === null ? { text: encodeBase64(body.bytes), encoding: 'base64' } : { text };
  return { size: body.bytes.length, ...saved, mimeType, ...bytes, ...cut(body) };
}

function cut({ truncated, bytes, size }: Body): object {
  return truncated
    ? { comment: `Framescope kept ${bytes.length} bytes; on the wire the body had ${size}.` }
    : {};
}
