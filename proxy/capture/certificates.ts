// X.509 certificates of two kinds: the authority's own and a server's leaf, signed by it.
// It knows no files, no sockets and no cache: keys in, certificates out.
// RFC 5280 §4.2 (extensions), RFC 6125 §6.4 (names); lifetimes as Apple and Chromium accept them.

// oxlint-disable-next-line import/no-unassigned-import -- a polyfill that @peculiar/x509 needs before it is loaded
import 'reflect-metadata';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
  id_ce_subjectAltName,
} from '@peculiar/asn1-x509';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type KeyObject, randomBytes, sign, webcrypto } from 'node:crypto';
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
  readonly name: Name;
  readonly key: KeyObject;
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
export function issuerFrom(pem: string, key: KeyObject): Issuer | null {
  const certificate = new X509Certificate(pem);
  const keyIdentifier = certificate.getExtension(SubjectKeyIdentifierExtension)?.keyId;
  if (keyIdentifier === undefined) return null;
  return { name: AsnConvert.parse(certificate.subjectName.toArrayBuffer(), Name), key, keyIdentifier };
}

/** A certificate for one DNS name or IP address, as PEM without its chain. */
export type LeafMint = (host: string) => string;

/**
 * Certificates for the key `publicKey`. What is the same in all of them is encoded once, and what differs goes around
 * the library's generator, which takes three times as long: a new host waits for this.
 */
export async function createLeafMint(issuer: Issuer, publicKey: KeyObject): Promise<LeafMint> {
  const spki = publicKeyInfo(publicKey);
  const subjectPublicKeyInfo = AsnConvert.parse(spki, SubjectPublicKeyInfo);
  const common = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    await SubjectKeyIdentifierExtension.create(spki, false, webcrypto),
    new AuthorityKeyIdentifierExtension(issuer.keyIdentifier),
  ].map(({ rawData }) => AsnConvert.parse(rawData, Extension));
  return (host) => {
    const tbsCertificate = new TBSCertificate({
      version: Version.v3,
      serialNumber: new Uint8Array(Buffer.from(serialNumber(), 'hex')).buffer,
      signature: SHA256_WITH_RSA,
      issuer: issuer.name,
      validity: new Validity(validity(LEAF_LIFETIME)),
      subject: leafName(host),
      subjectPublicKeyInfo,
      extensions: new Extensions([...common, alternativeName(host)]),
    });
    const signature = sign('sha256', new Uint8Array(AsnConvert.serialize(tbsCertificate)), issuer.key);
    const certificate = new Certificate({
      tbsCertificate,
      signatureAlgorithm: SHA256_WITH_RSA,
      signatureValue: new Uint8Array(signature).buffer,
    });
    return formatPem(AsnConvert.serialize(certificate));
  };
}

/** RFC 4055 §5: its parameters are NULL. */
const SHA256_WITH_RSA = new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null });
const ORGANIZATION = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';

/** Clients read the alternative name alone; a common name is for people. */
function leafName(host: string): Name {
  const common = host.length > COMMON_NAME_LIMIT ? [] : [nameOf(COMMON_NAME, host)];
  return new Name([nameOf(ORGANIZATION, 'Framescope'), ...common]);
}

function nameOf(type: string, utf8String: string): RelativeDistinguishedName {
  return new RelativeDistinguishedName([
    new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String }) }),
  ]);
}

function alternativeName(host: string): Extension {
  const name = new GeneralName(isIP(host) ? { iPAddress: host } : { dNSName: host });
  const extnValue = new OctetString(AsnConvert.serialize(new SubjectAlternativeName([name])));
  return new Extension({ extnID: id_ce_subjectAltName, extnValue });
}

function formatPem(der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
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
