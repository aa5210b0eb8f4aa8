// Why an upstream could not be used, in words: from a socket's or TLS's error code to a Failure that names
// the next step. No I/O.

import type { X509Certificate } from 'node:crypto';
import type { Failure } from '../contract/model.ts';
import type { Dialled } from './sink.ts';
import { type Target, formatAuthority } from './target.ts';

/** An upstream that was refused or could not be reached; `failure` is what people read. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly failure: Failure;
  /** What was known by then; null where nothing answered. */
  readonly dialled: Dialled | null;

  constructor(failure: Failure, options?: ErrorOptions, dialled: Dialled | null = null) {
    super(failure.message, options);
    this.failure = failure;
    this.dialled = dialled;
  }
}

type Explain = (where: string, host: string) => Omit<Failure, 'code'> & { readonly code?: string };

const trustHint = (host: string) =>
  `If you trust it, start Framescope with --upstream-ca FILE or --insecure-upstream ${host}.`;

/** It refused HTTP/1.1 in ALPN, or answered in frames of HTTP/2. */
function http2Only(where: string) {
  return {
    code: 'HTTP2_ONLY',
    message: `${where} speaks HTTP/2 only, which has no upgrade to WebSocket.`,
    hint: 'Let the server speak HTTP/1.1 as well.',
  };
}

const untrusted: Explain = (where, host) => ({
  code: 'TLS_UNTRUSTED',
  message: `The certificate of ${where} is not signed by an authority that this machine trusts.`,
  hint: trustHint(host),
});

const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: (where) => ({
    message: `${where} refused the connection.`,
    hint: 'Is the server running, and on this port?',
  }),
  ECONNRESET: (where) => ({ message: `${where} reset the connection before it answered.`, hint: '' }),
  EPIPE: (where) => ({ message: `${where} closed the connection before it answered.`, hint: '' }),
  ENOTFOUND: (_where, host) => ({
    message: `The name ${host} could not be resolved.`,
    hint: `Check the spelling. Or map it with --resolve ${host}:PORT:ADDRESS.`,
  }),
  EAI_AGAIN: (_where, host) => ({
    message: `The name server did not answer for ${host}.`,
    hint: 'Is this machine connected to a network?',
  }),
  ETIMEDOUT: (where) => ({
    message: `${where} did not answer in time.`,
    hint: 'Is it reachable from this machine?',
  }),
  EHOSTUNREACH: (where) => ({
    message: `There is no route to ${where}.`,
    hint: 'Is this machine connected?',
  }),
  ENETUNREACH: (where) => ({
    message: `There is no network to ${where}.`,
    hint: 'Is this machine connected?',
  }),
  DEPTH_ZERO_SELF_SIGNED_CERT: (where, host) => ({
    code: 'TLS_UNTRUSTED',
    message: `${where} presented a self-signed certificate.`,
    hint: trustHint(host),
  }),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (where, host) => ({
    code: 'TLS_UNTRUSTED',
    message: `${where} sent its certificate without that of its issuer, which this machine does not know either.`,
    hint: `If browsers accept it, let the server send its intermediate certificate too. ${trustHint(host)}`,
  }),
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: (where, host) => ({
    code: 'TLS_EXPIRED',
    message: `The certificate of ${where} has expired.`,
    hint: `Renew it. Until then, accept it with --insecure-upstream ${host}.`,
  }),
  CERT_NOT_YET_VALID: (where) => ({
    code: 'TLS_NOT_YET_VALID',
    message: `The certificate of ${where} is not valid yet.`,
    hint: 'Is the clock of this machine right?',
  }),
  ERR_TLS_CERT_ALTNAME_INVALID: (where, host) => ({
    code: 'TLS_WRONG_HOST',
    message: `The certificate of ${where} was issued for another name.`,
    hint: `Use the name that it was issued for. Or accept it with --insecure-upstream ${host}.`,
  }),
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: http2Only,
  EPROTO: (where) => ({
    code: 'TLS_PROTOCOL',
    message: `${where} did not complete the TLS handshake.`,
    hint: 'Does this port speak TLS at all? Try ws:// or http://.',
  }),
};

/** Why a certificate was refused, by OpenSSL's or Node's code; `peer` is the one that the server showed as its own. */
export function explainDistrust(code: string, target: Target, peer: X509Certificate | null): Failure {
  const where = formatAuthority(target);
  if (code === 'CERT_HAS_EXPIRED' && peer && Date.parse(peer.validTo) > Date.now())
    return {
      code: 'TLS_EXPIRED',
      message: `The certificate of ${where} was issued by an authority whose own certificate has expired.`,
      hint: `Let the server send a chain that is valid. Until then, accept it with --insecure-upstream ${target.host}.`,
    };
  if (Object.hasOwn(EXPLANATIONS, code)) return { code, ...EXPLANATIONS[code]!(where, target.host) };
  return {
    code: 'TLS_UNTRUSTED',
    message: `The certificate of ${where} cannot be verified: ${code.toLowerCase().replaceAll('_', ' ')}.`,
    hint: trustHint(target.host),
  };
}

/** Any error of dialling or talking to `target`, as a Failure. */
export function explainError(error: unknown, target: Target): Failure {
  if (error instanceof UpstreamError) return error.failure;
  const cause = firstCause(error);
  const where = formatAuthority(target);
  const explain =
    EXPLANATIONS[cause.code] ?? (cause.code.startsWith('ERR_SSL') ? EXPLANATIONS.EPROTO : undefined);
  if (cause.code.startsWith('HPE_')) return notHttp(target);
  if (explain) return { code: cause.code, ...explain(where, target.host) };
  return { code: cause.code || 'UPSTREAM', message: `${where}: ${cause.message}`, hint: '' };
}

/** Node's parser (its codes begin with HPE) or ours cannot read what came; `bytes` are the first of it. */
export function notHttp(target: Target, bytes: Uint8Array = new Uint8Array()): Failure {
  const where = formatAuthority(target);
  if (isTlsRecord(bytes))
    return {
      code: 'TLS_EXPECTED',
      message: `${where} speaks TLS on this port, and was spoken to without.`,
      hint: 'Use wss:// or https://.',
    };
  if (isHttp2Frame(bytes)) return http2Only(where);
  const words = firstLine(bytes);
  return {
    code: 'NOT_HTTP',
    message: `${where} answered with something that is not valid HTTP${words === '' ? '' : `: “${words}”`}.`,
    hint: 'Is this the right port?',
  };
}

/** An alert or a handshake message, RFC 8446 §5.1. */
function isTlsRecord([type, major]: Uint8Array): boolean {
  return (type === 0x15 || type === 0x16) && major === 0x03;
}

/** SETTINGS, which comes first, or GOAWAY, on the connection itself: RFC 9113 §3.4, §4.1. */
function isHttp2Frame(bytes: Uint8Array): boolean {
  const [high, middle, , type] = bytes;
  const connection = bytes.length >= 9 && bytes.subarray(5, 9).every((byte) => byte === 0);
  return connection && high === 0 && middle === 0 && (type === 0x04 || type === 0x07);
}

const MOST_QUOTED = 60;

/** Empty where it is no text. */
function firstLine(bytes: Uint8Array): string {
  const [line = ''] = String.fromCharCode(...bytes.subarray(0, MOST_QUOTED)).split(/[\r\n]/);
  return /^[\x20-\x7e]+$/.test(line) ? line : '';
}

/** Node wraps the attempts of one connect in an AggregateError: the first one speaks for all. */
function firstCause(error: unknown): { code: string; message: string } {
  const one = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(one instanceof Error)) return { code: '', message: String(one) };
  const { code } = one as NodeJS.ErrnoException;
  return { code: typeof code === 'string' ? code : '', message: one.message };
}
