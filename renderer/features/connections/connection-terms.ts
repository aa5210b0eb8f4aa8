// What a row of the connection list says, as terms of the filter language, by the column that says it.

import { decodersOf } from '../../../proxy/contract/decoder-choice.ts';
import { textTerm } from '../../../proxy/contract/filter-of-value.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { termOf } from '../../state/resource-filter.ts';
import { connectionBytes, hostAndPort } from '../../state/selectors.ts';
import type { CellTerm } from '../filter/term-menu.ts';

/** The host first: what people filter by most. */
export function connectionTerms(connection: Connection): readonly CellTerm[] {
  const { host, method, status, path, scheme, ending, state, resourceType } = connection;
  const [protocol = connection.subprotocol ?? ''] = decodersOf(connection);
  const [place = ''] = path.split('?', 1);
  const terms: readonly (readonly [cell: string, term: string | null])[] = [
    ['host', host === '' ? null : textTerm('host', hostAndPort(connection))],
    ['name', place.length > 1 ? textTerm('path', place) : null],
    ['method', method === '' ? null : textTerm('method', method)],
    ['status', status === null ? null : `status:${status}`],
    ['type', termOf(resourceType)],
    ['protocol', protocol === '' ? null : textTerm('proto', protocol)],
    ['state', `is:${state}`],
    ['scheme', scheme === '' ? null : textTerm('scheme', scheme)],
    ['duration', ending?.code == null ? null : `close:${ending.code}`],
    ...countTerms(connection),
  ];
  return terms.flatMap(([cell, term]) => (term === null ? [] : [{ cell, term }]));
}

/** As many of them, or more. */
function countTerms(connection: Connection): readonly (readonly [string, string | null])[] {
  const messages = connection.sentMessages + connection.receivedMessages;
  const bytes = connectionBytes(connection);
  const ofMessages = messages === 0 ? null : `messages:>=${messages}`;
  return [
    ['sent', ofMessages],
    ['received', ofMessages],
    ['bytes', bytes === 0 ? null : `bytes:>=${bytes}`],
  ];
}
