// Signs that what answered, or what stands on the way, is a proxy that does not know upgrades: HTTP/1.0, `Via`, a cache's
// own fields. Alone they prove nothing: they speak where the answer is one to a request without Upgrade.

import type { ConnectionDetail } from '../../contract/model.ts';
import { hasToken, headerValue } from '../../protocol/http-head.ts';
import type { Diagnosis, Evidence } from './diagnosis.ts';
import { answerVersion, inAnswer, inRequest, present, statusLine } from './evidence.ts';
import { overOtherScheme } from './retries.ts';

const PROXY_FIELDS = ['Via', 'X-Cache', 'X-Squid-Error', 'Proxy-Agent', 'Proxy-Connection'] as const;

/** Of an answer that a server gives who saw no upgrade; null where nothing says that somebody stands between. */
export function diagnoseMiddlebox(detail: ConnectionDetail): Diagnosis | null {
  const signs = proxySigns(detail);
  if (signs.length === 0 || !mayBeStripped(detail)) return null;
  const through = headerValue(detail.responseHeaders, 'Via');
  return {
    id: 'middlebox',
    level: 'error',
    sentence: `A proxy on the way${through === null ? '' : ` (${through})`} seems to have removed the upgrade.`,
    evidence: [...upgradeLines(detail), ...signs, ...closing(detail)],
    why: 'Upgrade and Connection are meant for one hop (RFC 9110 7.6.1): a proxy that does not know WebSocket drops them and passes on an ordinary request or answer.',
    next: [
      'Let that proxy forward upgrades (nginx: proxy_http_version 1.1, Upgrade and Connection set), or go around it.',
      'Use wss: inside of TLS no proxy can remove anything.',
    ],
    retries: detail.scheme === 'ws' || detail.scheme === 'http' ? overOtherScheme(detail) : [],
    fixes: [],
  };
}

function mayBeStripped({ status, responseHeaders }: ConnectionDetail): boolean {
  if (status === 101) return !hasUpgradeFields(responseHeaders);
  if (status === 426) return headerValue(responseHeaders, 'Sec-WebSocket-Version') === null;
  return status !== null && (Math.floor(status / 100) === 2 || [400, 501, 505].includes(status));
}

function hasUpgradeFields(headers: ConnectionDetail['responseHeaders']): boolean {
  return hasToken(headers, 'Upgrade', 'websocket') && hasToken(headers, 'Connection', 'upgrade');
}

/** What was asked for beside what came back. */
function upgradeLines(detail: ConnectionDetail): Evidence[] {
  if (detail.status !== 101) return [inRequest(detail, 'Upgrade', 'websocket'), statusLine(detail)];
  return [
    inAnswer(detail, 'Upgrade', 'websocket', 'RFC 6455 4.1'),
    inAnswer(detail, 'Connection', 'Upgrade', 'RFC 6455 4.1'),
  ];
}

function proxySigns(detail: ConnectionDetail): Evidence[] {
  const version = answerVersion(detail);
  const old: Evidence[] =
    version === 'HTTP/1.0'
      ? [
          {
            side: 'answer',
            field: 'HTTP version',
            expected: 'HTTP/1.1',
            received: version,
            section: 'RFC 6455 4.1',
          },
        ]
      : [];
  return [...old, ...present(...PROXY_FIELDS.map((field) => inAnswer(detail, field, null)))];
}

function closing(detail: ConnectionDetail): Evidence[] {
  if (detail.status === 101 || !hasToken(detail.responseHeaders, 'Connection', 'close')) return [];
  return [inAnswer(detail, 'Connection', 'Upgrade')];
}
