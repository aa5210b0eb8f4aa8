// The certificate authority of one data folder: made on first use, loaded and checked ever after, and the TLS
// identity of every host it is asked for. Knows neither sockets nor where a name leads.
// Its key is RSA, which every client verifies; leaves share one P-256 key.

import { X509Certificate, createHash, createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { type SecureContext, createSecureContext } from 'node:tls';
import { promisify } from 'node:util';
import { FramescopeError } from '../contract/errors.ts';
import { type AuthorityFiles, addFolder, authorityFiles } from './authority-files.ts';
import { closeToOthers, prepareFolder, readText } from './authority-files.ts';
import { type Issuer, createAuthorityCertificate, createLeafMint, issuerFrom } from './certificates.ts';
import { HOST_NAME } from './host-name.ts';

const generate = promisify(generateKeyPair);
const CONTEXT_LIMIT = 1_000;

/** Key and certificate chain of a TLS server, as PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  readonly certificatePath: string;
  readonly pem: string;
  /** SHA-256 of the certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  /** Base64 SHA-256 of the public key, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spkiHash: string;
  /** For an SNI callback; the same host gets the same context while it is among the last 1,000. */
  contextFor(host: string): Promise<SecureContext>;
  leafFor(host: string): Promise<Identity>;
}

interface Root {
  readonly pem: string;
  readonly certificate: X509Certificate;
  readonly issuer: Issuer;
}

/**
 * Opens the authority in `dir`, a folder of its own, and makes it there first if there is none.
 * Fails with `CA_INVALID` when what is there cannot be trusted, with `DATA_DIR_UNWRITABLE` when nothing can be put there.
 */
export async function openAuthority(dir: string): Promise<Authority> {
  const files = authorityFiles(dir);
  await prepareFolder(dir);
  await create(dir, files);
  const root = await load(dir, files);
  const leafKey = await generate('ec', { namedCurve: 'P-256' });
  const leafFor = await identityMint(root, leafKey);
  return {
    certificatePath: files.certificate,
    pem: root.pem,
    fingerprint: root.certificate.fingerprint256,
    spkiHash: spkiHash(root.certificate.publicKey),
    contextFor: contextCache(leafFor),
    leafFor,
  };
}

/** Adds what is missing. A certificate without its key is left alone: `load` says what is wrong with it. */
async function create(dir: string, files: AuthorityFiles): Promise<void> {
  if ((await read(dir, files.certificate)) !== null) return;
  if ((await read(dir, files.privateKey)) === null) await createKeys(dir);
  const { privateKey, publicKey } = await loadKeys(dir, files);
  const pem = await createAuthorityCertificate(privateKey, publicKey);
  await addFolder(dir, 'certs', { 'ca.pem': `${pem}\n` });
}

async function createKeys(dir: string): Promise<void> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 });
  await addFolder(dir, 'keys', {
    'ca.private.key': privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    'ca.public.key': publicKey.export({ type: 'spki', format: 'pem' }) as string,
  });
}

async function load(dir: string, files: AuthorityFiles): Promise<Root> {
  const { privateKey, publicKey } = await loadKeys(dir, files);
  const pem = await present(dir, files.certificate);
  const certificate = parse(dir, files.certificate, () => new X509Certificate(pem));
  const fault = findFault(certificate, privateKey, publicKey);
  if (fault) throw invalid(dir, `${files.certificate} ${fault}`);
  const issuer = issuerFrom(pem, privateKey);
  if (!issuer) throw invalid(dir, `${files.certificate} has no subject key identifier`);
  return { pem, certificate, issuer };
}

async function loadKeys(
  dir: string,
  files: AuthorityFiles,
): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  const privatePem = await present(dir, files.privateKey);
  const publicPem = await present(dir, files.publicKey);
  const privateKey = parse(dir, files.privateKey, () => createPrivateKey(privatePem));
  const publicKey = parse(dir, files.publicKey, () => createPublicKey(publicPem));
  if (privateKey.asymmetricKeyType !== 'rsa') throw invalid(dir, `${files.privateKey} is not an RSA key`);
  if (!createPublicKey(privatePem).equals(publicKey))
    throw invalid(dir, `${files.publicKey} is not the public half of ${files.privateKey}`);
  await closeToOthers(files.privateKey, 0o600).catch((cause) => {
    throw invalid(dir, `${files.privateKey} can be read by other users`, cause);
  });
  return { privateKey, publicKey };
}

function read(dir: string, path: string): Promise<string | null> {
  return readText(path).catch((cause) => {
    throw invalid(dir, `${path} cannot be read`, cause);
  });
}

async function present(dir: string, path: string): Promise<string> {
  const text = await read(dir, path);
  if (text === null) throw invalid(dir, `${path} is missing`);
  return text;
}

function parse<T>(dir: string, path: string, parser: () => T): T {
  try {
    return parser();
  } catch (cause) {
    throw invalid(dir, `${path} is damaged`, cause);
  }
}

function findFault(certificate: X509Certificate, privateKey: KeyObject, publicKey: KeyObject): string | null {
  const now = Date.now();
  if (!certificate.ca) return 'is not an authority’s certificate';
  if (!certificate.checkPrivateKey(privateKey)) return 'belongs to another key than the one beside it';
  if (!certificate.verify(publicKey)) return 'carries a wrong signature';
  if (now < Date.parse(certificate.validFrom)) return `is not valid before ${certificate.validFrom}`;
  if (now > Date.parse(certificate.validTo)) return `expired on ${certificate.validTo}`;
  return null;
}

async function identityMint(
  root: Root,
  pair: { privateKey: KeyObject; publicKey: KeyObject },
): Promise<Authority['leafFor']> {
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const mint = await createLeafMint(root.issuer, pair.publicKey);
  mint('localhost'); // the first one takes ten times as long: the library compiles its schemas
  return async (host) => {
    checkHost(host);
    // Chromium matches `--ignore-certificate-errors-spki-list` against what is sent, so the authority is sent too.
    return { key, cert: `${mint(host)}\n${root.pem}` };
  };
}

/** Keeps the contexts that were asked for last. A Map remembers the order of insertion. */
function contextCache(leafFor: Authority['leafFor']): Authority['contextFor'] {
  const contexts = new Map<string, Promise<SecureContext>>();
  return (host) => {
    const name = host.toLowerCase();
    const context = contexts.get(name) ?? leafFor(name).then((leaf) => createSecureContext(leaf));
    contexts.delete(name);
    contexts.set(name, context);
    context.catch(() => contexts.delete(name));
    if (contexts.size > CONTEXT_LIMIT) contexts.delete(contexts.keys().next().value!);
    return context;
  };
}

/** A name that reaches this place is put into a certificate, so nothing but a name may. */
function checkHost(host: string): void {
  if (HOST_NAME.test(host) || (isIP(host) && !host.includes('%'))) return;
  throw new FramescopeError(
    'INVALID',
    `${JSON.stringify(host)} is neither a host name nor an IP address.`,
    'Connect to the host by its ASCII (punycode) name.',
  );
}

function spkiHash(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

function invalid(dir: string, what: string, cause?: unknown): FramescopeError {
  return new FramescopeError(
    'CA_INVALID',
    `The certificate authority cannot be used: ${what}.`,
    `Remove the folder ${dir}; Framescope makes a new one at the next start, to be trusted anew.`,
    { cause },
  );
}
