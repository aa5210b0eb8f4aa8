// What a program needs in its environment to use the proxy and to trust the authority (`framescope run`).
// One table: who reads a variable, and what it holds. It starts nothing and writes nothing but the bundle.

import { writeFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';

export interface ClientTrust {
  /** `127.0.0.1:8899` */
  readonly proxy: string;
  /** The authority's certificate alone, for programs that add it to their own. */
  readonly caPath: string;
  /** Public authorities and ours (`writeBundle`), for programs whose variable replaces the whole store. */
  readonly bundlePath: string;
}

/** Read by nearly everything, in one of two spellings; curl reads `http_proxy` in lower case alone. */
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'WS_PROXY', 'WSS_PROXY'];

const ADDED = {
  NODE_EXTRA_CA_CERTS: 'Node',
  DENO_CERT: 'Deno',
} as const;

const REPLACED = {
  SSL_CERT_FILE: 'OpenSSL, Python’s ssl, Ruby, Go (Linux), Rust’s native-certs',
  CURL_CA_BUNDLE: 'curl',
  REQUESTS_CA_BUNDLE: 'Python requests',
  PIP_CERT: 'pip',
  GIT_SSL_CAINFO: 'git',
  AWS_CA_BUNDLE: 'AWS SDKs',
  CARGO_HTTP_CAINFO: 'cargo',
  WEBSOCKET_CLIENT_CA_BUNDLE: 'Python websocket-client',
} as const;

/** To be laid over the environment of the program. */
export function clientEnvironment({ proxy, caPath, bundlePath }: ClientTrust): Record<string, string> {
  const url = `http://${proxy}`;
  return {
    ...inBothCases(PROXY_VARIABLES, url),
    ...inBothCases(['NO_PROXY'], ''), // loopback is captured as well
    ...fill(ADDED, caPath),
    ...fill(REPLACED, bundlePath),
    NODE_USE_ENV_PROXY: '1', // Node 24 reads HTTP_PROXY only then
    JAVA_TOOL_OPTIONS: javaOptions(proxy),
    FRAMESCOPE_PROXY: url,
  };
}

/** Writes what `bundlePath` stands for: the authorities that Node knows, and ours. */
export async function writeBundle(file: string, caPem: string): Promise<void> {
  await writeFile(file, `${[...rootCertificates, caPem.trim()].join('\n')}\n`);
}

function inBothCases(names: readonly string[], value: string): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, value]));
}

function fill(variables: Readonly<Record<string, string>>, value: string): Record<string, string> {
  return Object.fromEntries(Object.keys(variables).map((name) => [name, value]));
}

/** Java trusts what is in its key store alone; these options bring the traffic, not the trust. */
function javaOptions(proxy: string): string {
  const { hostname, port } = new URL(`http://${proxy}`);
  const scheme = (name: string) => `-D${name}.proxyHost=${hostname} -D${name}.proxyPort=${port}`;
  return `${scheme('http')} ${scheme('https')} -Dhttp.nonProxyHosts=`;
}
