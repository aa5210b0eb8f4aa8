// Why an upstream could not be used, in words: from a socket's or TLS's error code to a Failure that names
// the next step. No I/O.

import type { Failure } from '../contract/model.ts';
import { type Target, formatAuthority } from './target.ts';

/** An upstream that was refused or could not be reached; `failure` is what people read. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

type Explain = (where: string, host: string) => Omit<Failure, 'code'> & { readonly code?: string };

const trustHint = (host: string) =>
  `If you trust it, start Framescope with --upstream-ca FILE or --insecure-upstream ${host}.`;

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
    hint: `Check the spelling, or map it with --resolve ${host}:PORT:ADDRESS.`,
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
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: (where, host) => ({
    code: 'TLS_EXPIRED',
    message: `The certificate of ${where} has expired.`,
    hint: `Renew it, or accept it for now with --insecure-upstream ${host}.`,
  }),
  CERT_NOT_YET_VALID: (where) => ({
    code: 'TLS_NOT_YET_VALID',
    message: `The certificate of ${where} is not valid yet.`,
    hint: 'Is the clock of this machine right?',
  }),
  ERR_TLS_CERT_ALTNAME_INVALID: (where, host) => ({
    code: 'TLS_WRONG_HOST',
    message: `The certificate of ${where} was issued for another name.`,
    hint: `Use the name that it was issued for, or accept it with --insecure-upstream ${host}.`,
  }),
  EPROTO: (where) => ({
    code: 'TLS_PROTOCOL',
    message: `${where} did not complete the TLS handshake.`,
    hint: 'Does this port speak TLS at all? Try ws:// or http://.',
  }),
};

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

/** Node's parser (its codes begin with HPE) or ours cannot read what came. */
export function notHttp(target: Target): Failure {
  return {
    code: 'NOT_HTTP',
    message: `${formatAuthority(target)} answered with something that is not valid HTTP.`,
    hint: 'Is this the right port?',
  };
}

/** Node wraps the attempts of one connect in an AggregateError: the first one speaks for all. */
function firstCause(error: unknown): { code: string; message: string } {
  const one = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(one instanceof Error)) return { code: '', message: String(one) };
  const { code } = one as NodeJS.ErrnoException;
  return { code: typeof code === 'string' ? code : '', message: one.message };
}
