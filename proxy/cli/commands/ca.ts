// `framescope ca`: the certificate authority of the data folder, made when there is none.

import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { openAuthority } from '../../capture/certificate-authority.ts';
import { FramescopeError } from '../../contract/errors.ts';
import { dataDirPath, openDataDir } from '../../session/data-dir.ts';
import { EXIT, type Exit, say } from '../terminal.ts';

export type CaAction = 'path' | 'show' | 'export' | 'fingerprint';

export async function ca(
  action: CaAction,
  file: string | undefined,
  dataDir: string | undefined,
): Promise<Exit> {
  const dir = openDataDir(dataDirPath(dataDir ?? null));
  const authority = await openAuthority(dir.authority);
  switch (action) {
    case 'path':
      print(authority.certificatePath);
      break;
    case 'fingerprint':
      print(authority.fingerprint);
      break;
    case 'show':
      print(describe(authority.pem, authority.certificatePath));
      break;
    case 'export':
      await exportTo(file, authority.pem);
  }
  return EXIT.done;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** DER for what phones and systems call `.crt`, `.cer` or `.der`; PEM otherwise. */
async function exportTo(file: string | undefined, pem: string): Promise<void> {
  if (file === undefined) {
    process.stdout.write(pem);
    return;
  }
  const der = /\.(crt|cer|der)$/i.test(file);
  try {
    await writeFile(file, der ? new X509Certificate(pem).raw : pem);
  } catch (cause) {
    throw new FramescopeError(
      'DATA_DIR_UNWRITABLE',
      `${file} cannot be written.`,
      'Check that its folder exists and is writable.',
      { cause },
    );
  }
  say(`framescope: wrote the certificate as ${der ? 'DER' : 'PEM'} to ${file}.`);
}

function describe(pem: string, path: string): string {
  const certificate = new X509Certificate(pem);
  const name = /CN=(.*)/.exec(certificate.subject)?.[1] ?? '';
  return `${name}
  file         ${path}
  fingerprint  ${certificate.fingerprint256}
  valid        ${certificate.validFrom} to ${certificate.validTo}

Its key was made on this machine and stays there. To trust it:
  one program   framescope run -- CMD       or NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, --cacert
  one browser   framescope browser          a fresh profile that trusts it already
  Firefox       Settings > Privacy & Security > View Certificates > Authorities > Import
  Linux         copy it to /usr/local/share/ca-certificates/framescope.crt, run update-ca-certificates
  macOS         security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db FILE
  Windows       certutil -user -addstore Root FILE
  a phone       through the proxy, open http://framescope.local/`;
}
