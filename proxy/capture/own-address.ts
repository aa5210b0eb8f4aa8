// Which addresses are this machine: a proxy that dials its own listeners loops until it has no descriptors.

import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** True for loopback, the unspecified address, and every address of this machine's interfaces, in any notation. */
export function isOwnAddress(address: string): boolean {
  const own = new BlockList(); // it reads `::ffff:127.0.0.1` as the IPv4 address that it is
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addSubnet('0.0.0.0', 8, 'ipv4');
  own.addAddress('::1', 'ipv6');
  own.addAddress('::', 'ipv6');
  for (const { address: local, family } of Object.values(networkInterfaces()).flatMap((list) => list ?? [])) {
    own.addAddress(local, family === 'IPv6' ? 'ipv6' : 'ipv4');
  }
  return own.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
