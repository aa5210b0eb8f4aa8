// Names to addresses: the user's own `HOST:PORT:ADDRESS` rules first (as curl's --resolve), then the system's
// resolver. It does not connect.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { matchesHost } from './target.ts';

export interface ResolveRule {
  /** A name, or `*.name` for everything below it. */
  readonly host: string;
  /** 0 means every port. */
  readonly port: number;
  readonly address: string;
}

const RULE = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._*-]+):(\d{1,5}|\*):(.+)$/;

/** Reads `HOST:PORT:ADDRESS`; null when it is none. `*` as PORT means every port. */
export function parseResolveRule(text: string): ResolveRule | null {
  const match = RULE.exec(text);
  const address = withoutBrackets(match?.[3] ?? '');
  if (!match?.[1] || isIP(address) === 0) return null;
  return {
    host: withoutBrackets(match[1]).toLowerCase(),
    port: match[2] === '*' ? 0 : Number(match[2]),
    address,
  };
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All addresses of a host, best first. Rejects with the system's error (ENOTFOUND, …). */
export async function resolveHost(
  host: string,
  port: number,
  rules: readonly ResolveRule[],
): Promise<readonly ResolvedAddress[]> {
  const rule = rules.find((r) => matchesHost(host, r.host) && (r.port === 0 || r.port === port));
  const literal = rule?.address ?? host;
  const family = isIP(literal);
  if (family !== 0) return [{ address: literal, family: family as 4 | 6 }];
  const found = await lookup(literal, { all: true });
  return found.map(({ address, family: f }) => ({ address, family: f === 6 ? 6 : 4 }));
}
