// Filters that ask for one host, or for all but one, in the words that a person would type.

import type { Filter } from '../../../proxy/contract/filter.ts';
import { addConjunct } from '../../../proxy/contract/filter-edit.ts';
import { formatFilter } from '../../../proxy/contract/filter-format.ts';
import { plain, regex } from '../../../proxy/contract/filter-value.ts';

/** `hosts` are those that it must tell it from: a plain word would match `api.example.com` too. */
export function onlyHost(host: string, hosts: Iterable<string>): string {
  return formatFilter(hostTerm(host, hosts));
}

/** What `filter` leaves, without the host. */
export function withoutHost(filter: string, host: string, hosts: Iterable<string>): string {
  return addConjunct(filter, formatFilter({ type: 'not', of: hostTerm(host, hosts) }));
}

function hostTerm(host: string, hosts: Iterable<string>): Filter {
  const word = host.toLowerCase();
  const others = [...hosts].map((other) => other.toLowerCase()).filter((other) => other !== word);
  const alone = !others.some((other) => other.includes(word));
  const pattern = alone
    ? plain(host, 'anywhere')
    : regex(`^${host.replace(/[^\w-]/g, String.raw`\$&`)}$`, 'i');
  return { type: 'text', key: 'host', pattern };
}
