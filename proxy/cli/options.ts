// The options of the command line as commander knows them, and what they mean to the session. Wrong values end in
// commander's own usage error.

import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ResolveRule, parseResolveRule } from '../capture/resolve.ts';
import { FramescopeError } from '../contract/errors.ts';
import { parseFilter } from '../contract/filter-parse.ts';
import type { ExportFormat } from '../contract/session.ts';
import { type LiveSession, createSession } from '../session/create-session.ts';
import { dataDirPath } from '../session/data-dir.ts';
import { tellBrokenDecoders, tellNotices } from './notices.ts';
import { emit, say } from './terminal.ts';
import { VERSION } from './version.ts';

/** What every capturing command takes. */
export interface CaptureFlags {
  readonly proxyPort?: number;
  readonly proxyHost: string;
  readonly dataDir?: string;
  readonly session?: string;
  readonly upstreamProxy?: URL;
  readonly upstreamCa?: readonly string[];
  readonly insecureUpstream?: readonly string[];
  readonly resolve?: readonly ResolveRule[];
  readonly passthrough?: readonly string[];
  readonly neverSlow?: boolean;
  readonly json?: boolean;
}

export function addCaptureOptions(command: Command): Command {
  return command
    .option(
      '--proxy-port <port>',
      'port of the proxy; 0 takes any free one (default: 8899, or as in the settings)',
      parsePort,
    )
    .option('--proxy-host <host>', 'address that the proxy listens on', '127.0.0.1')
    .option(
      '--data-dir <dir>',
      'where CA, settings and sessions lie (default: FRAMESCOPE_HOME, or the platform’s folder)',
    )
    .option('--session <file>', 'session file to store in (default: a new one in the data folder)')
    .option(
      '--upstream-proxy <url>',
      'reach servers through another proxy: http://… or socks5://…',
      parseProxyUrl,
    )
    .option(
      '--upstream-ca <file>',
      'trust servers that are signed by this PEM certificate (repeatable)',
      collect,
    )
    .option('--insecure-upstream <host>', 'accept any certificate of this host (repeatable)', collect)
    .option(
      '--resolve <host:port:address>',
      'connect to this address for that host, as curl does (repeatable)',
      collectRule,
    )
    .option(
      '--passthrough <host>',
      'leave TLS of this host alone; *.host for all below it (repeatable)',
      collect,
    )
    .option(
      '--never-slow',
      'when the disk cannot keep up, leave payloads out of the capture instead of slowing the traffic down; frame headers are kept, and the gap is marked (default: as in the settings)',
    )
    .option('--json', 'events as JSON lines on stderr');
}

export function filterOption(): Option {
  return new Option('--filter <expression>', 'only what matches; see “framescope help filter”')
    .argParser(parseFilterText)
    .default('');
}

export function formatOption(): Option {
  return new Option(
    '--format <format>',
    'ndjson or har (default: by the file’s ending, else ndjson)',
  ).choices(['ndjson', 'har']);
}

/** Ends in `.har`: HAR; anything else NDJSON. */
export function formatFor(format: ExportFormat | undefined, file: string | undefined): ExportFormat {
  return format ?? (file?.toLowerCase().endsWith('.har') ? 'har' : 'ndjson');
}

/** Starts the engine as the flags say. */
export async function openSession(
  flags: CaptureFlags,
  uiPorts: () => Iterable<number> = () => [],
): Promise<LiveSession> {
  if (!isLoopback(flags.proxyHost)) {
    say(
      `framescope: warning: the proxy listens on ${flags.proxyHost}; everyone who reaches this address can use it.`,
    );
  }
  const session = await createSession({
    version: VERSION,
    dataDir: dataDirPath(flags.dataDir ?? null),
    file: flags.session ?? null,
    proxyHost: flags.proxyHost,
    proxyPort: flags.proxyPort ?? null,
    whenFull: flags.neverSlow === true ? 'never-slow' : null,
    resolve: flags.resolve ?? [],
    upstreamCa: (flags.upstreamCa ?? []).map(readCertificate),
    insecureHosts: flags.insecureUpstream ?? [],
    passthrough: flags.passthrough ?? [],
    upstreamProxy: flags.upstreamProxy ?? null,
    otherPorts: uiPorts,
  });
  tellNotices(session, flags.json ?? false);
  await tellBrokenDecoders(session, flags.json ?? false);
  return session;
}

export function announceReady(session: LiveSession, flags: CaptureFlags, ui?: string): void {
  if (!flags.json) return;
  emit({
    event: 'ready',
    proxy: proxyUrl(session),
    ...(ui !== undefined && { ui }),
    ca: session.authority.certificatePath,
    session: session.file,
    pid: process.pid,
  });
}

export function proxyUrl({ proxy }: LiveSession): string {
  return `http://${proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host}:${proxy.port}`;
}

/** Closes the engine and says what was captured. */
export async function finish(session: LiveSession, flags: CaptureFlags): Promise<void> {
  const { connections, messages, bytes } = await session.close();
  if (flags.json) emit({ event: 'done', connections, messages, bytes });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

/** A positive number, such as a rate or a count of seconds. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number greater than 0.');
}

function parseProxyUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^(http|socks5):$/.test(url.protocol) && url.hostname) return url;
  throw new InvalidArgumentError('It is http://HOST:PORT or socks5://HOST:PORT.');
}

function parseFilterText(text: string): string {
  const parsed = parseFilter(text);
  if (parsed.ok) return text;
  const { position, message, hint } = parsed.error;
  throw new InvalidArgumentError(`Character ${position + 1}: ${message} ${hint}`);
}

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function collectRule(text: string, before: readonly ResolveRule[] = []): readonly ResolveRule[] {
  const rule = parseResolveRule(text);
  if (rule) return [...before, rule];
  throw new InvalidArgumentError('It is HOST:PORT:ADDRESS, such as example.com:443:127.0.0.1.');
}

/** Fails with INVALID when it is no PEM certificate. */
function readCertificate(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (cause) {
    throw new FramescopeError('INVALID', `--upstream-ca ${file} cannot be read.`, 'Check the path.', {
      cause,
    });
  }
  throw new FramescopeError(
    'INVALID',
    `--upstream-ca ${file} holds no PEM certificate.`,
    'It begins with -----BEGIN CERTIFICATE-----.',
  );
}
