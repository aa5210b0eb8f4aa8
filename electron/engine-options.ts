// The command line's plain values as the session wants them. Fails with a FramescopeError that names the option.

import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { FramescopeError } from '../proxy/contract/errors.ts';
import type { SessionOptions } from '../proxy/session/create-session.ts';
import type { EngineOptions } from './engine-messages.ts';

type ResolveRule = SessionOptions['resolve'][number];

/** Fails with INVALID, or with SESSION_NOT_FOUND when a file to open is not there. */
export function sessionOptions(options: EngineOptions): SessionOptions {
  return {
    version: options.version,
    dataDir: options.dataDir,
    file: existingFile(options),
    proxyHost: options.proxyHost,
    proxyPort: parsePort(options.proxyPort),
    whenFull: options.neverSlow ? 'never-slow' : null,
    upstreamProxy: options.upstreamProxy === null ? null : parseProxy(options.upstreamProxy),
    upstreamCa: options.upstreamCa.map(readCertificate),
    insecureHosts: options.insecureHosts,
    resolve: options.resolve.map(parseRule),
    passthrough: options.passthrough,
    otherPorts: () => [],
  };
}

function existingFile({ file, fileMustExist }: EngineOptions): string | null {
  if (file === null || !fileMustExist || existsSync(file)) return file;
  throw new FramescopeError(
    'SESSION_NOT_FOUND',
    `There is no session file ${file}.`,
    'Check its name, or start a new session.',
  );
}

function parsePort(port: number | null): number | null {
  if (port === null || (Number.isInteger(port) && port <= 65535)) return port;
  throw new FramescopeError('INVALID', '--proxy-port is no port.', 'A port is a number from 0 to 65535.');
}

function parseProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^(http|socks5):$/.test(url.protocol) && url.hostname) return url;
  throw new FramescopeError(
    'INVALID',
    `--upstream-proxy ${text} is no proxy.`,
    'It is http://HOST:PORT or socks5://HOST:PORT.',
  );
}

const RULE = /^(?<host>\[[\da-f:.]+\]|[\w.*-]+):(?<port>\d{1,5}|\*):\[?(?<address>[\da-f:.]+)\]?$/i;

function parseRule(text: string): ResolveRule {
  const { host, port, address = '' } = RULE.exec(text)?.groups ?? {};
  if (host !== undefined && isIP(address) !== 0) {
    return { host: host.toLowerCase(), port: port === '*' ? 0 : Number(port), address };
  }
  throw new FramescopeError(
    'INVALID',
    `--resolve ${text} is no rule.`,
    'It is HOST:PORT:ADDRESS, such as example.com:443:127.0.0.1.',
  );
}

function readCertificate(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new FramescopeError(
    'INVALID',
    `--upstream-ca ${file} holds no PEM certificate.`,
    'Check the path; the file begins with -----BEGIN CERTIFICATE-----.',
  );
}
