import { type ChildProcess, fork } from 'node:child_process';
import {
  X509Certificate,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  webcrypto,
} from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, isIP } from 'node:net';
import { join } from 'node:path';
import { type PeerCertificate, type TLSSocket, checkServerIdentity, connect, createServer } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Authority, openAuthority } from '../../../proxy/capture/certificate-authority.ts';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import { killed } from '../../support/killed.ts';
import { sharedTempDir, tempDir } from '../../support/temp-dir.ts';

const DAY = 86_400_000;
const isRoot = process.getuid?.() === 0;
const posix = process.platform !== 'win32';

let dir: string;
beforeEach(() => void (dir = tempDir()));

const certificatePath = () => join(dir, 'certs/ca.pem');
const keyPath = () => join(dir, 'keys/ca.private.key');
const publicKeyPath = () => join(dir, 'keys/ca.public.key');
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const text = (path: string) => readFileSync(path, 'utf8');

const bytes = (spaced: string) => spaced.replaceAll(' ', '');

async function refusal(): Promise<{ code: string; message: string; hint: string }> {
  return openAuthority(dir).then(
    () => expect.unreachable('it opened'),
    (error: { code: string; message: string; hint: string }) => error,
  );
}

describe('the certificate', () => {
  test('is an authority’s that can sign nothing but leaves', async () => {
    const { pem } = await openAuthority(dir);
    const certificate = new X509Certificate(pem);
    expect(certificate.ca).toBe(true);
    expect(certificate.subject).toMatch(/^O=Framescope\nCN=Framescope CA [0-9a-f]{8}$/);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const hex = certificate.raw.toString('hex');
    expect(hex).toContain(bytes('06 03 55 1d 13  01 01 ff  04 08  30 06  01 01 ff  02 01 00')); // critical CA, pathLen 0
    expect(hex).toContain(bytes('06 03 55 1d 0f  01 01 ff  04 04  03 02 01 06')); // critical keyCertSign, cRLSign
    expect(hex).toContain(bytes('06 03 55 1d 0e  04 16  04 14')); // subject key identifier
    expect(certificate.keyUsage ?? []).toEqual([]); // no extended use
  });

  test('lasts ten years from two days ago and has a positive serial number', async () => {
    const certificate = new X509Certificate((await openAuthority(dir)).pem);
    const from = Date.parse(certificate.validFrom);
    expect(Math.abs(Date.now() - 2 * DAY - from)).toBeLessThan(60_000);
    expect(Math.round((Date.parse(certificate.validTo) - from) / DAY / 365.25)).toBe(10);
    expect(certificate.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test('differs from folder to folder', async () => {
    const one = await openAuthority(join(dir, 'one'));
    const two = await openAuthority(join(dir, 'two'));
    expect(new X509Certificate(one.pem).subject).not.toBe(new X509Certificate(two.pem).subject);
    expect(one.fingerprint).not.toBe(two.fingerprint);
  });

  test('is named by its fingerprint and by the hash of its public key', async () => {
    const authority = await openAuthority(dir);
    const certificate = new X509Certificate(text(authority.certificatePath));
    const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
    expect(authority.fingerprint).toBe(certificate.fingerprint256);
    expect(authority.spkiHash).toBe(createHash('sha256').update(spki).digest('base64'));
  });
});

describe('the files', () => {
  test('are what http-mitm-proxy loads with node-forge', async () => {
    await openAuthority(dir);
    const nodeRequire = createRequire(createRequire(import.meta.url).resolve('http-mitm-proxy'));
    const { pki } = nodeRequire('node-forge') as {
      pki: Record<'certificateFromPem' | 'privateKeyFromPem' | 'publicKeyFromPem', (pem: string) => object>;
    };
    const certificate = pki.certificateFromPem(text(certificatePath())) as { verify(other: object): boolean };
    expect(certificate.verify(certificate)).toBe(true);
    expect(pki.privateKeyFromPem(text(keyPath()))).toHaveProperty('sign');
    expect(pki.publicKeyFromPem(text(publicKeyPath()))).toHaveProperty('verify');
  });

  test('hold an RSA key of 2048 bits in PKCS#1', async () => {
    await openAuthority(dir);
    expect(text(keyPath())).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    expect(createPrivateKey(text(keyPath())).asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(createPublicKey(text(keyPath())).equals(createPublicKey(text(publicKeyPath())))).toBe(true);
  });

  test.runIf(posix)('are closed to other users', async () => {
    chmodSync(dir, 0o755);
    await openAuthority(dir);
    expect([dir, join(dir, 'keys'), join(dir, 'certs')].map(mode)).toEqual(['700', '700', '700']);
    expect(mode(keyPath())).toBe('600');
  });

  test.runIf(posix)('are closed again when somebody opened them', async () => {
    const { fingerprint } = await openAuthority(dir);
    chmodSync(keyPath(), 0o644);
    chmodSync(dir, 0o777);
    expect((await openAuthority(dir)).fingerprint).toBe(fingerprint);
    expect([dir, keyPath()].map(mode)).toEqual(['700', '600']);
  });

  test('are loaded, not made anew, by the next start', async () => {
    const first = await openAuthority(dir);
    const second = await openAuthority(dir);
    expect(second.pem).toBe(first.pem);
    expect(readdirSync(dir).toSorted()).toEqual(['certs', 'keys']);
  });

  test('are completed when a start was killed between key and certificate', async () => {
    await openAuthority(dir);
    const key = text(keyPath());
    rmSync(join(dir, 'certs'), { recursive: true });
    const { pem } = await openAuthority(dir);
    expect(text(keyPath())).toBe(key);
    expect(new X509Certificate(pem).checkPrivateKey(createPrivateKey(key))).toBe(true);
  });
});

describe('several starts at once on one folder', () => {
  const program = `import { openAuthority } from ${JSON.stringify(
    new URL('../../../proxy/capture/certificate-authority.ts', import.meta.url).href,
  )};
    process.send('up');
    process.on('message', async (dir) => { const ca = await openAuthority(dir); process.send(ca.fingerprint, () => process.exit()); });`;
  const children: ChildProcess[] = [];
  afterEach(() => Promise.all(children.splice(0).map(killed)));

  test('end with one and the same authority', async () => {
    const script = join(dir, 'open.mjs');
    const target = join(dir, 'shared');
    writeFileSync(script, program);
    const forked = [1, 2, 3].map(() => fork(script, { execArgv: ['--no-warnings'] }));
    children.push(...forked);
    await Promise.all(forked.map((child) => once(child, 'message')));
    const answers = forked.map((child) => once(child, 'message'));
    for (const child of forked) child.send(target);
    const fingerprints = (await Promise.all(answers)).map(([fingerprint]) => fingerprint as string);
    expect(new Set(fingerprints).size).toBe(1);
    expect((await openAuthority(target)).fingerprint).toBe(fingerprints[0]);
    expect(readdirSync(target).toSorted()).toEqual(['certs', 'keys']);
  });

  test('inside one process too', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => openAuthority(dir)));
    expect(new Set(all.map((authority) => authority.fingerprint)).size).toBe(1);
  });
});

describe('an authority that cannot be trusted is refused', () => {
  beforeEach(async () => void (await openAuthority(dir)));

  test('with what is wrong and what to do', async () => {
    writeFileSync(certificatePath(), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const error = await refusal();
    expect(error.code).toBe('CA_INVALID');
    expect(error.message).toContain(`${certificatePath()} is damaged`);
    expect(error.hint).toContain(`Remove the folder ${dir}`);
  });

  test('when a key is damaged', async () => {
    writeFileSync(keyPath(), 'not a key');
    expect(await refusal()).toMatchObject({
      code: 'CA_INVALID',
      message: expect.stringContaining('damaged'),
    });
  });

  test('when a key is missing', async () => {
    rmSync(keyPath());
    expect(await refusal()).toMatchObject({
      code: 'CA_INVALID',
      message: expect.stringContaining('missing'),
    });
  });

  test('when a file cannot be read', async () => {
    rmSync(certificatePath());
    mkdirSync(certificatePath());
    expect(await refusal()).toMatchObject({
      code: 'CA_INVALID',
      message: expect.stringContaining('cannot be read'),
    });
  });

  test('when the certificate belongs to another key', async () => {
    const other = join(dir, 'other');
    await openAuthority(other);
    writeFileSync(certificatePath(), text(join(other, 'certs/ca.pem')));
    expect(await refusal()).toMatchObject({
      code: 'CA_INVALID',
      message: expect.stringContaining('another key'),
    });
  });

  test('when the two key files do not belong together', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(publicKeyPath(), publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await refusal()).toMatchObject({
      code: 'CA_INVALID',
      message: expect.stringContaining('public half'),
    });
  });

  test('when its key is not RSA', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(keyPath(), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(publicKeyPath(), publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await refusal()).toMatchObject({
      code: 'CA_INVALID',
      message: expect.stringContaining('not an RSA key'),
    });
  });

  test.each([
    ['when its time is over', -20, -10, 'expired on'],
    ['when its time has not come', 10, 20, 'not valid before'],
  ])('%s', async (_name, first, last, said) => {
    writeFileSync(certificatePath(), await certificateFor(text(keyPath()), first, last));
    expect(await refusal()).toMatchObject({ code: 'CA_INVALID', message: expect.stringContaining(said) });
  });

  /** A certificate for the same key, valid between two days counted from now. */
  async function certificateFor(keyPem: string, first: number, last: number): Promise<string> {
    const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const der = new Uint8Array(createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' }));
    const certificate = await X509CertificateGenerator.create({
      notBefore: new Date(Date.now() + first * DAY),
      notAfter: new Date(Date.now() + last * DAY),
      subject: 'CN=Old',
      issuer: 'CN=Old',
      publicKey: new Uint8Array(createPublicKey(keyPem).export({ type: 'spki', format: 'der' })),
      signingKey: (await webcrypto.subtle.importKey('pkcs8', der, rsa, false, ['sign'])) as CryptoKey,
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    });
    return certificate.toString('pem');
  }
});

describe('a folder that cannot be written', () => {
  test('is said to be so', async () => {
    dir = join(dir, 'file', 'below');
    writeFileSync(join(dir, '..'), '');
    const error = await refusal();
    expect(error).toMatchObject({ code: 'DATA_DIR_UNWRITABLE', message: expect.stringContaining(dir) });
    expect(error.hint).toContain('writable');
  });

  test.runIf(posix && !isRoot)('is said to be so when it is there already', async () => {
    chmodSync(dir, 0o500);
    expect(await refusal()).toMatchObject({ code: 'DATA_DIR_UNWRITABLE' });
  });
});

describe('a host’s certificate', () => {
  let authority: Authority;
  const home = sharedTempDir();
  beforeAll(async () => {
    authority = await openAuthority(home);
  });

  test.each(['irc-ws.chat.twitch.tv', 'twitch.tv', 'localhost', 'xn--bcher-kva.example', 'UPPER.example'])(
    'is accepted for the name %s by a client that trusts the authority',
    async (host) => {
      const { chain, alpn } = await handshake(authority, host);
      expect(chain[0]?.subjectaltname).toBe(`DNS:${host.toLowerCase()}`);
      expect(alpn).toBe('http/1.1');
    },
  );

  test.each(['127.0.0.1', '::1', '2001:db8::7'])('is accepted for the address %s', async (host) => {
    await expect(handshake(authority, host)).resolves.toBeTruthy();
  });

  test('is accepted when the name is too long for a common name', async () => {
    const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
    const { chain } = await handshake(authority, host);
    expect(chain[0]?.subject).toEqual({ O: 'Framescope' });
  });

  test('is refused for any other name, a subdomain too', async () => {
    await expect(handshake(authority, 'twitch.tv', 'chat.twitch.tv')).rejects.toThrow(/altnames/);
  });

  test('is refused by a client that does not know the authority', async () => {
    await expect(handshake(authority, 'twitch.tv', 'twitch.tv', '')).rejects.toMatchObject({
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
    });
  });

  test('comes with the authority after it', async () => {
    const { chain } = await handshake(authority, 'twitch.tv');
    expect(chain).toHaveLength(2);
    expect(chain[1]?.fingerprint256).toBe(authority.fingerprint);
  });

  test('is for servers, for at most 197 days, and names its issuer’s key', async () => {
    const leaf = new X509Certificate((await authority.leafFor('twitch.tv')).cert);
    const from = Date.parse(leaf.validFrom);
    expect(leaf.ca).toBe(false);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(Math.abs(Date.now() - 2 * DAY - from)).toBeLessThan(60_000);
    expect(Date.parse(leaf.validTo) - from).toBe(197 * DAY);
    expect(leaf.checkIssued(new X509Certificate(authority.pem))).toBe(true);
    const hex = leaf.raw.toString('hex');
    expect(hex).toContain(bytes('06 03 55 1d 0f  01 01 ff  04 04  03 02 07 80')); // critical digitalSignature
    expect(hex).toContain(bytes('06 03 55 1d 23  04 18  30 16  80 14')); // authority key identifier
    expect(leaf.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test('has its own serial number, and the key of all of them', async () => {
    const [one, two] = await Promise.all(['a.example', 'b.example'].map((host) => authority.leafFor(host)));
    expect(new X509Certificate(one!.cert).serialNumber).not.toBe(new X509Certificate(two!.cert).serialNumber);
    expect(one!.key).toBe(two!.key);
    expect(createPrivateKey(one!.key).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  test('is made once for a name, whatever its case', async () => {
    const [one, two] = await Promise.all([
      authority.contextFor('a.example'),
      authority.contextFor('A.example'),
    ]);
    expect(one).toBe(two);
  });

  test('is forgotten after a thousand others', async () => {
    const first = await authority.contextFor('first.example');
    const kept = await authority.contextFor('kept.example');
    const ask = (count: number, domain: string) =>
      Promise.all(Array.from({ length: count }, (_, i) => authority.contextFor(`n${i}.${domain}`)));
    await ask(600, 'one.example');
    expect(await authority.contextFor('kept.example')).toBe(kept);
    await ask(600, 'two.example');
    expect(await authority.contextFor('kept.example')).toBe(kept);
    expect(await authority.contextFor('first.example')).not.toBe(first);
  });

  test.each([
    '',
    '../../etc/passwd',
    'a b',
    'a\0b',
    'a\nb',
    'ä.example',
    '*.example',
    'fe80::1%eth0',
    'x'.repeat(254),
  ])('is refused for %j', async (host) => {
    await expect(authority.contextFor(host)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(authority.leafFor(host)).rejects.toMatchObject({ code: 'INVALID' });
  });
});

/** One TLS connection to a server that is `host`, by a client that wants to reach `asked`. */
async function handshake(
  authority: Authority,
  host: string,
  asked = host,
  ca = authority.pem,
): Promise<{ chain: PeerCertificate[]; alpn: string | false | null }> {
  const context = await authority.contextFor(host);
  const server = createServer({
    ...(await authority.leafFor(host)), // a client that wants an address names nobody (RFC 6066 §3)
    ALPNProtocols: ['http/1.1'],
    SNICallback: (_name, done) => done(null, context),
  });
  server.on('tlsClientError', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    servername: isIP(asked) ? '' : asked,
    ca,
    ALPNProtocols: ['http/1.1'],
    checkServerIdentity: (_name, peer) => checkServerIdentity(asked, peer),
  });
  try {
    await once(client, 'secureConnect');
    return { chain: chainOf(client), alpn: client.alpnProtocol };
  } finally {
    client.destroy();
    server.close();
  }
}

function chainOf(client: TLSSocket): PeerCertificate[] {
  const leaf = client.getPeerCertificate(true);
  return leaf.issuerCertificate ? [leaf, leaf.issuerCertificate] : [leaf];
}
