// What to change when a handshake is asked for again: only what it has. Each returns none, one or a few retries.

import type { ConnectionDetail } from '../../contract/model.ts';
import type { UpgradeChange, UpgradePart } from '../../contract/upgrade-change.ts';
import { headerValue } from '../../protocol/http-head.ts';
import { authorityOf } from './place.ts';

type Retries = readonly (readonly UpgradeChange[])[];

export const AS_IT_WAS: Retries = [[]];

const FIELDS: Readonly<Record<UpgradePart, string>> = {
  extensions: 'Sec-WebSocket-Extensions',
  subprotocols: 'Sec-WebSocket-Protocol',
  origin: 'Origin',
  cookies: 'Cookie',
};

/** One for each of these parts that the request has. */
export function without({ requestHeaders }: ConnectionDetail, ...parts: readonly UpgradePart[]): Retries {
  return parts
    .filter((part) => headerValue(requestHeaders, FIELDS[part]) !== null)
    .map((part) => [{ kind: 'without', part }]);
}

/** Where the request has another one, or none. */
export function withOwnOrigin(detail: ConnectionDetail): Retries {
  const own = `${detail.scheme.replace('ws', 'http')}://${authorityOf(detail)}`;
  return headerValue(detail.requestHeaders, 'Origin') === own ? [] : [[{ kind: 'own-origin' }]];
}

/** With TLS where there was none, and the other way round. */
export function overOtherScheme({ scheme }: ConnectionDetail): Retries {
  return [[{ kind: 'scheme', scheme: /^(?:wss|https)$/.test(scheme) ? 'ws' : 'wss' }]];
}
