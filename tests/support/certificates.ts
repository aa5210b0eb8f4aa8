// Certificates that say what a test wants them to say, right or wrong: whose they are, who signed them, what they are for,
// and on which days. Nobody's rules are kept here.

import 'reflect-metadata'; // @peculiar/x509 needs it
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Identity } from '../../proxy/capture/certificate-authority.ts';

export interface Issued extends Identity {
  readonly name: string;
  readonly keys: CryptoKeyPair;
}

export interface CertificateWishes {
  /** The common name. */
  readonly name: string;
  /** Null: signed with its own key. */
  readonly by?: Issued | null;
  readonly names?: readonly JsonGeneralName[];
  /** May sign others. */
  readonly authority?: boolean;
  /** What it may be used for, by object identifiers; null: for anything. */
  readonly uses?: readonly string[] | null;
  /** Valid around today by so many days. */
  readonly days?: readonly [from: number, to: number];
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

/** `cert` is the certificate alone; a chain is several of them, one after the other. */
export async function issue(wishes: CertificateWishes): Promise<Issued> {
  const { name, by = null, days = [-1, 1] } = wishes;
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${by?.name ?? name}`,
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() + days[0] * DAY),
    notAfter: new Date(Date.now() + days[1] * DAY),
    extensions: extensionsOf(wishes),
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    name,
    keys,
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    cert: `${certificate.toString('pem')}\n`,
  };
}

function extensionsOf({ names = [], authority = false, uses = null }: CertificateWishes): Extension[] {
  return [
    ...(authority ? [new BasicConstraintsExtension(true, undefined, true)] : []),
    ...(names.length > 0 ? [new SubjectAlternativeNameExtension([...names])] : []),
    ...(uses ? [new ExtendedKeyUsageExtension([...uses])] : []),
  ];
}
