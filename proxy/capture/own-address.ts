// Which addresses are this machine: a proxy that dials its own listeners loops until it has no descriptors.

import { networkInterfaces } from 'node:os';

const LOOPBACK = /^(?:127\.|0\.0\.0\.0$|::1$|::$|::ffff:(?:127\.|7f[0-9a-f]{2}:))/i;

/** True for loopback, the unspecified address, and every address of this machine's interfaces. */
export function isOwnAddress(address: string): boolean {
  if (LOOPBACK.test(address)) return true;
  const plain = address.replace(/^::ffff:/i, '');
  return Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === plain));
}
