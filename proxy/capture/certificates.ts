// X.509 certificates of two kinds: the authority's own and a server's leaf, signed by it.
// It knows no files, no sockets and no cache: keys in, certificates out.
// RFC 5280 §4.2 (extensions), RFC 6125 §6.4 (names); lifetimes as Apple and Chromium accept them.

// oxlint-disable-next-line import/no-unassigned-import -- a polyfill that @peculiar/x509 needs before it is loaded
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

const DAY = 86_400_000;
/** A clock that is slow by less than this still accepts a new certificate. */
const BACKDATED = 2 * DAY;
const AUTHORITY_LIFETIME = 10 * 365.25 * DAY;
/** From the first day to the last; the limits of browsers shrink towards 199 days. */
const LEAF_LIFETIME = 197 * DAY;
/** RFC 5280 appendix A.1, ub-common-name. */
const COMMON_NAME_LIMIT = 64;
const SIGNATURE = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** What it takes to sign leaves. */
export interface Issuer {
  readonly certificate: X509Certificate;
  readonly key: webcrypto.CryptoKey;
  /** Hex. */
  readonly keyIdentifier: string;
}

/** A self-signed certificate for the RSA key `key`, as PEM. */
export async function createAuthorityCertificate(key: KeyObject, publicKey: KeyObject): Promise<string> {
  const spki = publicKeyInfo(publicKey);
  const name = [{ O: ['Framescope'] }, { CN: [`Framescope CA ${randomBytes(4).toString('hex')}`] }];
  const certificate = await X509CertificateGenerator.create({
    ...validity(AUTHORITY_LIFETIME),
    serialNumber: serialNumber(),
    subject: name,
    issuer: name,
    publicKey: spki,
    signingKey: await signingKey(key),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(spki, false, webcrypto),
    ],
  });
  return certificate.toString('pem');
}

/** Null when the certificate says nothing of its own key. */
export async function issuerFrom(pem: string, key: KeyObject): Promise<Issuer | null> {
  const certificate = new X509Certificate(pem);
  const identifier = certificate.getExtension(SubjectKeyIdentifierExtension);
  return identifier && { certificate, key: await signingKey(key), keyIdentifier: identifier.keyId };
}

/** A certificate for one DNS name or IP address, as PEM without its chain. */
export async function createLeafCertificate(issuer: Issuer, host: string, key: KeyObject): Promise<string> {
  const spki = publicKeyInfo(key);
  const certificate = await X509CertificateGenerator.create({
    ...validity(LEAF_LIFETIME),
    serialNumber: serialNumber(),
    subject: leafName(host),
    issuer: issuer.certificate.subjectName,
    publicKey: spki,
    signingKey: issuer.key,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([{ type: isIP(host) ? 'ip' : 'dns', value: host }]),
      await SubjectKeyIdentifierExtension.create(spki, false, webcrypto),
      new AuthorityKeyIdentifierExtension(issuer.keyIdentifier),
    ],
  });
  return certificate.toString('pem');
}

/** Clients read the alternative name alone; a common name is for people. */
function leafName(host: string): Record<string, string[]>[] {
  const organisation = { O: ['Framescope'] };
  return host.length > COMMON_NAME_LIMIT ? [organisation] : [organisation, { CN: [host] }];
}

function validity(lifetime: number): { notBefore: Date; notAfter: Date } {
  const notBefore = Date.now() - BACKDATED;
  return { notBefore: new Date(notBefore), notAfter: new Date(notBefore + lifetime) };
}

/** 127 random bits: positive, never zero, at most 16 octets (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function publicKeyInfo(key: KeyObject): Uint8Array<ArrayBuffer> {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
}

function signingKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), SIGNATURE, false, ['sign']);
}
