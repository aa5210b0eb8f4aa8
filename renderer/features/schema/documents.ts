// The documents that a schema can be taken as. Pure.

import type { KindSchema } from '../../../proxy/contract/message-schema.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { type Route, toAsyncApi } from '../../../proxy/formats/schema/async-api.ts';
import { toJsonSchema } from '../../../proxy/formats/schema/json-schema.ts';
import { toTypeScript } from '../../../proxy/formats/schema/type-script.ts';
import { formatPlural } from '../../ui/quantity.ts';

type Members = readonly [Connection, ...Connection[]];

export interface DocumentFormat {
  readonly label: string;
  /** End of the file's name. */
  readonly ending: string;
  readonly write: (kinds: readonly KindSchema[], members: Members) => string;
}

export const DOCUMENTS: readonly DocumentFormat[] = [
  {
    label: 'JSON Schema',
    ending: '.schema.json',
    write: (kinds, members) => toJsonSchema(titleOf(members), kinds),
  },
  { label: 'TypeScript', ending: '.ts', write: (kinds, members) => toTypeScript(titleOf(members), kinds) },
  {
    label: 'AsyncAPI',
    ending: '.asyncapi.json',
    write: (kinds, members) => toAsyncApi(titleOf(members), kinds, routesOf(kinds, members)),
  },
];

/** `chat.example.asyncapi.json` */
export function documentName([{ host }]: Members, { ending }: DocumentFormat): string {
  return `${host.replace(/[^\w.-]+/g, '-')}${ending}`;
}

function titleOf([first, ...others]: Members): string {
  return others.length === 0
    ? `Messages of ${first.host}`
    : `Messages of ${formatPlural(others.length + 1, 'connection')}`;
}

/** Of those connections that have any of these messages. */
function routesOf(kinds: readonly KindSchema[], members: Members): readonly Route[] {
  const ids = new Set(kinds.flatMap(({ connections }) => connections));
  return members.filter(({ id }) => ids.has(id)).map(routeOf);
}

function routeOf({ id, url, scheme, host, port, path }: Connection): Route {
  const parsed = URL.parse(url);
  return { id, scheme, authority: parsed?.host ?? `${host}:${port}`, path };
}
